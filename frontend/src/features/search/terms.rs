//! A query taken apart for the eye: its terms, to be shown one by one and completed. What it means the node decides.

use std::ops::Range;

/// The terms, as places in the text. A quoted phrase is one, with the operator before it.
pub fn terms(text: &str) -> Vec<Range<usize>> {
    let mut terms = Vec::new();
    let mut start = None;
    let mut is_quoted = false;
    for (at, letter) in text.char_indices() {
        is_quoted ^= letter == '"';
        match start {
            None if !letter.is_whitespace() => start = Some(at),
            Some(begin) if letter.is_whitespace() && !is_quoted => {
                terms.push(begin..at);
                start = None;
            }
            _ => {}
        }
    }
    terms.extend(start.map(|begin| begin..text.len()));
    terms
}

/// What is being typed: the last term, empty behind a space.
pub fn last(text: &str) -> Range<usize> {
    terms(text).pop().filter(|term| term.end == text.len()).unwrap_or(text.len()..text.len())
}

/// The query without one of its terms.
pub fn without(text: &str, term: &Range<usize>) -> String {
    let mut rest = text.get(..term.start).unwrap_or_default().trim_end().to_owned();
    let after = text.get(term.end..).unwrap_or_default().trim_start();
    if !rest.is_empty() && !after.is_empty() {
        rest.push(' ');
    }
    rest + after
}

/// A value as it stands behind an operator: in quotes where it has a space or a parenthesis in it.
pub fn quoted(value: &str) -> String {
    let is_word = !value.contains(|letter: char| letter.is_whitespace() || "()\"".contains(letter));
    if is_word { value.to_owned() } else { "\"".to_owned() + &value.replace('"', "") + "\"" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        terms(text).into_iter().map(|term| &text[term]).collect()
    }

    #[test]
    fn a_phrase_is_one_term_with_its_operator() {
        assert_eq!(texts(" from:alice  subject:\"two words\" -ü "), ["from:alice", "subject:\"two words\"", "-ü"]);
        assert_eq!(texts("\"not closed yet"), ["\"not closed yet"]);
        assert_eq!(texts("  "), [] as [&str; 0]);
    }

    #[test]
    fn what_is_typed_last_is_completed() {
        assert_eq!(last("is:unread fro"), 10..13);
        assert_eq!(last("is:unread "), 10..10);
    }

    #[test]
    fn a_term_is_taken_away_with_its_space() {
        let text = "from:alice is:unread plan";
        let without = |index: usize| super::without(text, &terms(text)[index]);
        assert_eq!(
            (without(0), without(1), without(2)),
            ("is:unread plan".into(), "from:alice plan".into(), "from:alice is:unread".into())
        );
    }

    #[test]
    fn values_with_spaces_are_quoted() {
        assert_eq!(quoted("Projects/Gate"), "Projects/Gate");
        assert_eq!(quoted("My \"old\" mail"), "\"My old mail\"");
    }
}
