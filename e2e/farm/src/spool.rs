//! Many messages into a Cyrus mailbox at once: written into its spool as files and indexed by Cyrus' own `reconstruct`.
//! Over IMAP each message costs a wait for the disk, and 100,000 would take a quarter of an hour.

use std::fs::{self, File};
use std::os::unix::fs::fchown;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::cyrus;
use crate::error::{Doing, FarmError};
use crate::imap::{Imap, Letter, modified_utf7, with_crlf};
use crate::site::Site;
use crate::unix;

/// How many messages one STORE speaks of: its list of UIDs stays well below Cyrus' longest line.
const STORE: usize = 5000;
/// The flags that letters carry.
const FLAGS: [&str; 3] = ["\\Seen", "\\Answered", "\\Flagged"];

/// A letter with the moment at which it arrived, in seconds since 1970.
pub(crate) type Dated = (i64, Letter);

/// Puts the letters into the mailbox, which is there.
pub(crate) fn fill(
    site: &Site,
    imap: &mut Imap,
    user: &str,
    mailbox: &str,
    letters: impl Iterator<Item = Dated>,
) -> Result<(), FarmError> {
    let name =
        if mailbox == "INBOX" { format!("user/{user}") } else { format!("user/{user}/{}", modified_utf7(mailbox)) };
    let folder = PathBuf::from(unix::run("mbpath", cyrus::tool(site, "mbpath")?.arg(&name))?.trim());
    let first = imap.uid_next(mailbox)?;
    let (user, group) = cyrus::owner()?;
    let mut flags = Vec::new();
    for (uid, (at, letter)) in (first..).zip(letters) {
        put(&folder.join(format!("{uid}.")), &with_crlf(&letter.raw), at, user, group)?;
        flags.push((uid, letter.flags));
    }
    unix::run("reconstruct", cyrus::tool(site, "reconstruct")?.arg("-q").arg(&name))?;
    store_flags(imap, mailbox, &flags)
}

/// The file's time becomes the internal date.
fn put(file: &Path, raw: &[u8], at: i64, user: u32, group: u32) -> Result<(), FarmError> {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(at).unwrap_or(0));
    let written = || {
        fs::write(file, raw)?;
        let handle = File::options().write(true).open(file)?;
        handle.set_modified(time)?;
        fchown(&handle, Some(user), Some(group))
    };
    written().doing(|| format!("write {}", file.display()))
}

fn store_flags(imap: &mut Imap, mailbox: &str, flags: &[(u32, String)]) -> Result<(), FarmError> {
    imap.select(mailbox)?;
    for part in flags.chunks(STORE) {
        for flag in FLAGS {
            let uids: Vec<u32> = part.iter().filter(|(_, flags)| flags.contains(flag)).map(|(uid, _)| *uid).collect();
            if !uids.is_empty() {
                imap.command(&format!("UID STORE {} +FLAGS.SILENT ({flag})", sequence(&uids)))?;
            }
        }
    }
    imap.command("UNSELECT").map(drop)
}

/// Ascending numbers as IMAP's sequence-set: `1:3,7`.
fn sequence(uids: &[u32]) -> String {
    let runs = uids.chunk_by(|left, right| left + 1 == *right);
    let range = |run: &[u32]| match run {
        [one] => one.to_string(),
        [first, .., last] => format!("{first}:{last}"),
        [] => String::new(),
    };
    runs.map(range).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::sequence;

    #[test]
    fn runs_of_numbers_become_ranges() {
        assert_eq!(sequence(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
    }
}
