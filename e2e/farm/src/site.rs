//! One farm's place on disk: where each server's configuration, data, sockets and log are. No process is started here.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::address::{self, Block};
use crate::error::{Doing, FarmError};

/// The mail domain that all machines share.
pub(crate) const DOMAIN: &str = "example.org";
/// The directory's suffix.
pub(crate) const BASE: &str = "o=example";
/// Socket paths end at 107 bytes, and Dovecot's longest below our folder has about 40.
const LONGEST_STATE_PATH: usize = 60;

/// Folders and addresses of one farm.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// Holds farm.json and the process records: where the person looks.
    pub(crate) dir: PathBuf,
    /// Holds what the servers read and write; the same folder unless that is too deep or closed to the servers' users.
    pub(crate) state: PathBuf,
    pub(crate) block: Block,
    /// Whether mail02 keeps its mail in mdbox.
    pub(crate) mdbox_on_mail02: bool,
}

impl Site {
    /// The site of this folder, which is made when it is not there.
    pub(crate) fn new(dir: &Path, block: Block) -> Result<Self, FarmError> {
        let dir = make(dir)?.canonicalize().doing(|| format!("find {}", dir.display()))?;
        let state = make(&state_of(&dir))?;
        for name in ["ca", "conf", "data", "run", "log", "sink"] {
            make(&state.join(name))?;
        }
        make(&dir.join("processes"))?;
        // Some servers drop their privileges before they write their log.
        open_to_all(&state.join("log"))?;
        Ok(Self { dir, state, block, mdbox_on_mail02: false })
    }

    pub(crate) fn ca(&self, file: &str) -> PathBuf {
        self.state.join("ca").join(file)
    }

    /// This server's folder for configuration, made when it is not there.
    pub(crate) fn conf(&self, server: &str) -> Result<PathBuf, FarmError> {
        make(&self.state.join("conf").join(server))
    }

    /// This server's folder for what outlives it.
    pub(crate) fn data(&self, server: &str) -> Result<PathBuf, FarmError> {
        make(&self.state.join("data").join(server))
    }

    /// This server's folder for sockets and locks.
    pub(crate) fn run(&self, server: &str) -> Result<PathBuf, FarmError> {
        make(&self.state.join("run").join(server))
    }

    pub(crate) fn log(&self, server: &str) -> PathBuf {
        self.state.join("log").join(format!("{server}.log"))
    }

    pub(crate) fn sink(&self) -> PathBuf {
        self.state.join("sink")
    }

    pub(crate) fn records(&self) -> PathBuf {
        self.dir.join("processes")
    }

    /// Both replicas, as libldap's lists are written. The replica stands first: a test that stops the provider (which
    /// Gatepost asks first) thereby does not hold up the mail servers' own questions.
    pub(crate) fn ldap_urls(&self) -> String {
        [2, 1].map(|n| format!("ldap://{}:{}", self.block.ldap(n), address::LDAP)).join(" ")
    }
}

/// The folder itself when every server's user can get there and socket paths fit; else one under /var/tmp.
fn state_of(dir: &Path) -> PathBuf {
    let fits = dir.as_os_str().len() <= LONGEST_STATE_PATH;
    if fits && open_to_others(dir) {
        return dir.to_path_buf();
    }
    PathBuf::from(format!("/var/tmp/gatepost-farm-{:016x}", address::hash(dir)))
}

fn open_to_others(dir: &Path) -> bool {
    const OTHERS_PASS: u32 = 0o001;
    dir.ancestors().all(|folder| fs::metadata(folder).is_ok_and(|data| data.mode() & OTHERS_PASS != 0))
}

fn make(folder: &Path) -> Result<PathBuf, FarmError> {
    fs::create_dir_all(folder).doing(|| format!("make the folder {}", folder.display()))?;
    Ok(folder.to_path_buf())
}

fn open_to_all(folder: &Path) -> Result<(), FarmError> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).doing(|| format!("open {} to all", folder.display()))
}

/// Writes a configuration file; `secret` ones are for root alone (and whom `unix::give` names).
pub(crate) fn write(file: &Path, text: &str) -> Result<(), FarmError> {
    fs::write(file, text).doing(|| format!("write {}", file.display()))
}

/// The same for a file that holds a password.
pub(crate) fn write_secret(file: &Path, text: &str) -> Result<(), FarmError> {
    write(file, text)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).doing(|| format!("close {}", file.display()))
}
