//! How well a name fits what was typed: all letters in order, better together and at the beginnings of words.

/// How well it fits, more is better; none when it does not. Both are lower case.
pub fn score(name: &str, typed: &str) -> Option<i32> {
    let mut score = 0_i32;
    let mut letters = name.chars();
    let (mut before, mut was_found) = (' ', false);
    for wanted in typed.chars().filter(|letter| !letter.is_whitespace()) {
        loop {
            let letter = letters.next()?;
            let is_found = letter == wanted;
            if is_found {
                score += if before.is_alphanumeric() { 1 } else { 8 };
                score += if was_found { 5 } else { 0 };
            }
            (before, was_found) = (letter, is_found);
            if is_found {
                break;
            }
            // A gap costs a little, so that short names come first.
            score -= 1;
        }
    }
    let rest = i32::try_from(letters.count()).unwrap_or(i32::MAX);
    Some(score.saturating_sub(rest / 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
        let fitting = names.iter().filter_map(|name| Some((score(&name.to_lowercase(), typed)?, *name)));
        fitting.max_by_key(|(score, _)| *score).map(|(_, name)| name)
    }

    #[test]
    fn the_beginnings_of_words_are_what_people_type() {
        let names = ["Mark as unread", "Move to a folder", "Go to the archive", "Archive", "Keyboard shortcuts"];
        assert_eq!(best("arch", &names), Some("Archive"));
        assert_eq!(best("gta", &names), Some("Go to the archive"));
        assert_eq!(best("mau", &names), Some("Mark as unread"));
        assert_eq!(best("shortcut", &names), Some("Keyboard shortcuts"));
    }

    #[test]
    fn what_lacks_a_letter_does_not_fit() {
        assert_eq!(score("archive", "xa"), None);
        assert!(score("archive", "").is_some());
    }
}
