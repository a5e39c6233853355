//! The distribution's packages that a farm needs (Debian 12 names), and the one that is unpacked beside.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Doing, FarmError};
use crate::unix;

/// The list, which `scripts/setup` reads too: it must know what to install before anything is compiled.
const LIST: &str = include_str!("../packages.txt");

/// Each package with a file that shows that it is there, in the order in which to install them.
pub fn packages() -> impl Iterator<Item = (&'static str, String)> {
    let lines = LIST.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| {
        let (name, proof) = line.split_once(char::is_whitespace)?;
        Some((name, proof.trim().replace("{arch}", ARCH)))
    })
}

/// Where Cyrus' imapd is kept: apt refuses it beside dovecot-imapd (both are `imap-server`), but its three binaries need
/// nothing that cyrus-common does not bring.
const CYRUS_CACHE: &str = "/var/cache/gatepost-farm";

/// The packages that are not installed, in the order in which to install them.
pub fn missing() -> Vec<&'static str> {
    packages().filter(|(_, proof)| !Path::new(proof).exists()).map(|(name, _)| name).collect()
}

/// The exact command that installs these packages and starts none of them.
pub fn install_command(packages: &[&str]) -> String {
    format!(
        "apt-get update && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    )
}

/// Refuses to go on without root and every package.
pub(crate) fn check() -> Result<(), FarmError> {
    if !unix::is_root() {
        return Err(FarmError::NotRoot);
    }
    match missing() {
        none if none.is_empty() => Ok(()),
        some => Err(FarmError::PackagesMissing(some)),
    }
}

/// The folder of Cyrus' imapd, of the same version as cyrus-common; downloaded once a machine.
pub(crate) fn cyrus_binaries() -> Result<PathBuf, FarmError> {
    let version =
        unix::run("dpkg-query", unix::command("dpkg-query").args(["-W", "-f", "${Version}", "cyrus-common"]))?;
    let unpacked = Path::new(CYRUS_CACHE).join(format!("cyrus-imapd-{version}"));
    let binaries = unpacked.join("usr/lib/cyrus/bin");
    if !binaries.join("imapd").exists() {
        download_cyrus(&version, &unpacked)?;
    }
    Ok(binaries)
}

/// Downloads and unpacks into a folder of our own, which then gets its name in one step: several farms may start at once.
fn download_cyrus(version: &str, unpacked: &Path) -> Result<(), FarmError> {
    std::fs::create_dir_all(CYRUS_CACHE).doing(|| format!("make {CYRUS_CACHE}"))?;
    let scratch = tempfile::tempdir_in(CYRUS_CACHE).doing(|| format!("make a folder in {CYRUS_CACHE}"))?;
    let wanted = format!("cyrus-imapd={version}");
    unix::run(
        "apt-get download cyrus-imapd (try `apt-get update` first)",
        in_folder(scratch.path(), "apt-get").args(["download", &wanted]),
    )?;
    unix::run("dpkg-deb", in_folder(scratch.path(), "sh").args(["-c", "dpkg-deb -x cyrus-imapd_*.deb unpacked"]))?;
    match std::fs::rename(scratch.path().join("unpacked"), unpacked) {
        Err(_) if unpacked.exists() => Ok(()),
        renamed => renamed.doing(|| format!("name {}", unpacked.display())),
    }
}

fn in_folder(folder: &Path, program: &str) -> Command {
    let mut command = unix::command(program);
    command.current_dir(folder);
    // A machine behind a proxy reaches its archive only through it.
    for name in ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use crate::error::FarmError;

    #[test]
    fn a_missing_package_is_said_by_name_with_the_command_that_installs_it() {
        let said = FarmError::PackagesMissing(vec!["slapd", "postfix-ldap"]).to_string();
        assert!(said.contains("missing: slapd, postfix-ldap."), "{said}");
        assert!(said.ends_with("apt-get install -y --no-install-recommends slapd postfix-ldap"), "{said}");
    }
}
