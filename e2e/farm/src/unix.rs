//! Users, groups and tools of this machine.

use std::fs;
use std::io::Write;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::{Doing, FarmError};

/// The PATH that servers and tools get: the caller's environment must not change what a farm does.
pub(crate) const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// The owner of Dovecot's mail: a number without a name is enough.
pub(crate) const VMAIL: u32 = 5000;

/// A command with a clean environment and no input.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", PATH).env("TZ", "UTC").stdin(Stdio::null());
    command
}

/// Runs a tool to its end and returns what it printed.
pub(crate) fn run(tool: &'static str, command: &mut Command) -> Result<String, FarmError> {
    let output = command.output().doing(|| format!("run {tool}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(FarmError::Tool { tool, words })
}

/// The same with `input` on its standard input.
pub(crate) fn run_with_input(tool: &'static str, command: &mut Command, input: &str) -> Result<(), FarmError> {
    let doing = || format!("run {tool}");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().doing(doing)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).doing(doing)?;
    }
    let output = child.wait_with_output().doing(doing)?;
    if output.status.success() {
        return Ok(());
    }
    Err(FarmError::Tool { tool, words: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
}

/// The number of a user (in /etc/passwd) or group (in /etc/group).
fn number(table: &str, name: &str) -> Result<u32, FarmError> {
    let text = fs::read_to_string(table).doing(|| format!("read {table}"))?;
    text.lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields.first() == Some(&name))
        .and_then(|fields| fields.get(2)?.parse().ok())
        .ok_or_else(|| FarmError::Tool { tool: "looking up a user", words: format!("{name} is not in {table}") })
}

/// The numbers of a user and a group.
pub(crate) fn numbers(user: &str, group: &str) -> Result<(u32, u32), FarmError> {
    Ok((number("/etc/passwd", user)?, number("/etc/group", group)?))
}

/// Gives a file or folder to `user` and `group`.
pub(crate) fn give(path: &Path, user: &str, group: &str) -> Result<(), FarmError> {
    let (user, group) = numbers(user, group)?;
    give_to(path, user, group)
}

/// The same by numbers.
pub(crate) fn give_to(path: &Path, user: u32, group: u32) -> Result<(), FarmError> {
    chown(path, Some(user), Some(group)).doing(|| format!("give {} away", path.display()))
}

/// Whether this process may start the servers.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
