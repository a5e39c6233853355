//! LIST and LSUB (RFC 3501, sections 6.3.8 and 6.3.9), in their plain form only.

use std::collections::BTreeSet;

use crate::account::SEPARATOR;
use crate::reader::Args;
use crate::session::{Answer, Session, lock};

pub(crate) fn list(session: &mut Session, args: &mut Args) -> Answer {
    let pattern = pattern(args)?;
    let account = session.account()?;
    if pattern.is_empty() {
        session.say(format!("LIST (\\Noselect) \"{SEPARATOR}\" \"\""));
        return Ok("Done".to_owned());
    }
    let lines: Vec<String> = {
        let account = lock(&account);
        let names: BTreeSet<&str> = account.mailboxes.keys().flat_map(|name| levels(name)).collect();
        let matching = names.into_iter().filter(|name| matches(&pattern, name));
        let line = |name: &str| {
            let attribute = if account.mailboxes.contains_key(name) { "" } else { "\\Noselect" };
            format!("LIST ({attribute}) \"{SEPARATOR}\" {}", quoted(name))
        };
        matching.map(line).collect()
    };
    for line in &lines {
        session.say(line);
    }
    Ok("Done".to_owned())
}

pub(crate) fn lsub(session: &mut Session, args: &mut Args) -> Answer {
    let pattern = pattern(args)?;
    let account = session.account()?;
    let names: Vec<String> = lock(&account).subscribed.iter().filter(|name| matches(&pattern, name)).cloned().collect();
    for name in names {
        session.say(format!("LSUB () \"{SEPARATOR}\" {}", quoted(&name)));
    }
    Ok("Done".to_owned())
}

fn pattern(args: &mut Args) -> Result<String, crate::session::Refusal> {
    let (reference, pattern) = (args.string()?, args.string()?);
    args.end()?;
    Ok(reference + &pattern)
}

/// A name and those above it: `a`, `a/b`, `a/b/c`.
fn levels(name: &str) -> impl Iterator<Item = &str> {
    let ends = name.match_indices(SEPARATOR).map(|(at, _)| at).chain([name.len()]);
    ends.map(move |end| &name[..end])
}

/// `*` stands for anything, `%` for anything within a level.
fn matches(pattern: &str, name: &str) -> bool {
    let mut pattern_chars = pattern.chars();
    match pattern_chars.next() {
        None => name.is_empty(),
        Some(wildcard @ ('*' | '%')) => {
            let rest = pattern_chars.as_str();
            let passable =
                name.char_indices().take_while(|(_, letter)| wildcard == '*' || *letter != SEPARATOR).count();
            let mut ends = name.char_indices().map(|(at, _)| at).chain([name.len()]).take(passable + 1);
            ends.any(|at| matches(rest, &name[at..]))
        }
        Some(letter) => name.strip_prefix(letter).is_some_and(|name| matches(pattern_chars.as_str(), name)),
    }
}

pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        assert!(matches("*", "a/b") && matches("a/%", "a/b") && matches("a*c", "a/b/c") && matches("%", ""));
        assert!(!matches("%", "a/b") && !matches("a", "ab") && !matches("", "a"));
    }
}
