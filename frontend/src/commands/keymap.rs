//! Which keys a command has: its own, or what the person has given it. A key that would mean two things in one place is
//! refused before it is given.

use std::collections::BTreeMap;

use crate::commands::table::{COMMANDS, Command, Id, Scope};

/// The keys that the person has given to commands, by the commands' names.
pub type Custom = BTreeMap<String, String>;

/// Why a key cannot be given to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Another command has it where this one works.
    Taken(Id),
    /// Another command's sequence begins with it, or it begins with another command's key.
    Begins(Id),
}

/// The command's name in the settings: `markRead`. Renaming a command in the table takes its key from those who had
/// given it one.
pub fn name(id: Id) -> String {
    let mut letters = id.word().chars();
    letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// The command's keys; the first is the one that is shown.
pub fn keys_of(command: &Command, custom: &Custom) -> Vec<String> {
    match custom.get(&name(command.id)) {
        Some(none) if none.is_empty() => Vec::new(),
        Some(key) => vec![key.clone()],
        None => command.keys.iter().map(|key| (*key).to_owned()).collect(),
    }
}

/// Why the command cannot have this key, if so.
pub fn conflict(command: &Command, key: &str, custom: &Custom) -> Option<Conflict> {
    let others = COMMANDS.iter().filter(|other| other.id != command.id && meet(command.scope, other.scope));
    others.flat_map(|other| keys_of(other, custom).into_iter().map(move |taken| (other.id, taken))).find_map(
        |(id, taken)| match () {
            () if taken == key => Some(Conflict::Taken(id)),
            () if is_beginning(&taken, key) || is_beginning(key, &taken) => Some(Conflict::Begins(id)),
            () => None,
        },
    )
}

/// Whether both may be meant by one press.
pub fn meet(one: Scope, other: Scope) -> bool {
    one == other || one.is_wide() || other.is_wide()
}

/// Whether a key is the first press of a sequence.
fn is_beginning(key: &str, sequence: &str) -> bool {
    sequence.split_once(' ').is_some_and(|(first, _)| first == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::table::command;

    fn custom(pairs: &[(Id, &str)]) -> Custom {
        pairs.iter().map(|(id, key)| (name(*id), (*key).to_owned())).collect()
    }

    #[test]
    fn a_command_has_the_persons_key_instead_of_its_own() {
        let archive = command(Id::Archive);
        assert_eq!(keys_of(archive, &Custom::new()), ["e"]);
        assert_eq!(keys_of(archive, &custom(&[(Id::Archive, "y")])), ["y"]);
        assert_eq!(keys_of(archive, &custom(&[(Id::Archive, "")])), Vec::<String>::new());
    }

    #[test]
    fn a_key_is_free_once_its_command_has_another() {
        let archive = command(Id::Archive);
        assert_eq!(conflict(archive, "r", &Custom::new()), Some(Conflict::Taken(Id::Reply)));
        assert_eq!(conflict(archive, "r", &custom(&[(Id::Reply, "Shift+r")])), None);
        assert_eq!(conflict(archive, "e", &Custom::new()), None, "its own");
    }

    #[test]
    fn a_key_that_begins_a_sequence_would_end_it() {
        let archive = command(Id::Archive);
        assert!(matches!(conflict(archive, "g", &Custom::new()), Some(Conflict::Begins(_))));
        assert!(matches!(conflict(archive, "e x", &custom(&[(Id::Reply, "e")])), Some(Conflict::Begins(Id::Reply))));
    }

    #[test]
    fn no_key_has_two_meanings_whatever_is_given() {
        // Each command is given each other command's first key: refused, or nobody else has it in that place.
        for one in COMMANDS {
            for other in COMMANDS {
                let Some(key) = other.keys.first() else { continue };
                if conflict(one, key, &Custom::new()).is_some() {
                    continue;
                }
                let given = custom(&[(one.id, key)]);
                for third in COMMANDS.iter().filter(|third| third.id != one.id && meet(third.scope, one.scope)) {
                    assert!(!keys_of(third, &given).iter().any(|taken| taken == key), "{:?} {key}", third.id);
                }
            }
        }
    }
}
