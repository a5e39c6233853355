//! Flags in a command: `(\Seen $junk)`, for STORE and APPEND.

use std::collections::BTreeSet;

use crate::account::flag;
use crate::reader::Args;
use crate::session::Refusal;

pub(crate) fn read(args: Args) -> Result<BTreeSet<String>, Refusal> {
    let mut args = args;
    let mut flags = BTreeSet::new();
    while !args.is_empty() {
        let word = args.word()?;
        let name = word.strip_prefix('\\').unwrap_or(&word);
        let is_atom =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte));
        let is_known = !word.starts_with('\\') || flag(&word) != word || SYSTEM.contains(&word.as_str());
        if !is_atom || !is_known {
            return Err(Refusal::bad("Not a flag"));
        }
        flags.insert(flag(&word));
    }
    Ok(flags)
}

const SYSTEM: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];
