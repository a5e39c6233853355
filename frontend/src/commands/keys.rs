//! How keys are spelled in the table (`e`, `Shift+u`, `g i`), how a press is matched, and how a person reads them.

/// One press: the key's name with its modifiers, as the table spells it.
///
/// A letter stands for itself whatever Caps Lock says; `#` and `?` are the characters, however the keyboard makes
/// them, so Shift is named only with letters and with keys that have names.
pub fn spelled(key: &str, shift: bool, ctrl: bool) -> String {
    let mut characters = key.chars();
    let only = match (characters.next(), characters.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    let names_shift = only.is_none_or(|only| only.is_ascii_alphabetic());
    let key = only.map_or_else(|| key.to_owned(), |only| only.to_ascii_lowercase().to_string());
    let shift = if shift && names_shift { "Shift+" } else { "" };
    let ctrl = if ctrl { "Control+" } else { "" };
    format!("{ctrl}{shift}{key}")
}

/// Whether a press is one of these keys, or the second of a sequence that began with `pending`.
pub fn is_one_of(keys: &[String], pending: Option<&str>, press: &str) -> bool {
    keys.iter().any(|key| match (key.split_once(' '), pending) {
        (Some((first, second)), Some(pending)) => first == pending && second == press,
        (None, None) => key == press,
        _ => false,
    })
}

/// Whether a press begins a sequence of these keys.
pub fn begins(keys: &[String], press: &str) -> bool {
    keys.iter().any(|key| key.split_once(' ').is_some_and(|(first, _)| first == press))
}

/// A key as `aria-keyshortcuts` spells it (WAI-ARIA 1.2, section 6.6): the presses of a sequence parted by spaces.
pub fn aria(key: &str) -> String {
    key.split(' ')
        .map(|press| {
            press.rsplit_once('+').map_or_else(|| upper(press), |(with, key)| format!("{with}+{}", upper(key)))
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn upper(key: &str) -> String {
    if key.chars().count() == 1 { key.to_ascii_uppercase() } else { key.to_owned() }
}

/// The presses of a key as a person reads them, in order: `["Shift", "U"]` parted by "+", sequences parted by "then".
pub fn readable(key: &str) -> Vec<Vec<String>> {
    key.split(' ').map(|press| press.split('+').map(cap).collect()).collect()
}

fn cap(key: &str) -> String {
    match key {
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "Escape" => "Esc".to_owned(),
        "Control" => "Ctrl".to_owned(),
        "Delete" => "Del".to_owned(),
        other => upper(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_is_spelled_as_the_table_spells_it() {
        assert_eq!(spelled("E", false, false), "e");
        assert_eq!(spelled("U", true, false), "Shift+u");
        assert_eq!(spelled("#", true, false), "#");
        assert_eq!(spelled("ArrowDown", true, false), "Shift+ArrowDown");
        assert_eq!(spelled("a", false, true), "Control+a");
    }

    #[test]
    fn a_sequence_needs_its_first_key() {
        let sequence = ["g i".to_owned()];
        assert!(begins(&sequence, "g"));
        assert!(is_one_of(&sequence, Some("g"), "i"));
        assert!(!is_one_of(&sequence, None, "i"));
        assert!(!is_one_of(&["i".to_owned()], Some("g"), "i"));
    }
}
