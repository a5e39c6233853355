//! What a text to look for means (RFC 8621, section 4.4.1): words, each of which must be there, and phrases in
//! quotes, which must be there as they stand.

/// The words and phrases of a text. A quote opens a phrase at the beginning of a word, and only where another of its
/// kind closes it: `don't` is a word. In a phrase, `\` takes the next sign as it is.
pub fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let phrase = matches!(first, '"' | '\'').then(|| read_phrase(rest, first)).flatten();
        let (token, after) = phrase.unwrap_or_else(|| read_word(rest));
        if !token.trim().is_empty() {
            found.push(token);
        }
        rest = after.trim_start();
    }
    found
}

/// The text that means exactly this phrase.
pub fn phrase(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\'' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}

fn read_word(text: &str) -> (String, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

/// The phrase that opens here, and what follows it; none when nothing closes it.
fn read_phrase(text: &str, quote: char) -> Option<(String, &str)> {
    let mut phrase = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => phrase.push(letters.next()?.1),
            _ if letter == quote => return Some((phrase, &text[at + 1..])),
            _ => phrase.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_and_phrases() {
        assert_eq!(tokens("  two words "), ["two", "words"]);
        assert_eq!(tokens(r#""one phrase" 'an other' x"#), ["one phrase", "an other", "x"]);
        assert_eq!(tokens(r#""a \"quoted\" \\ sign""#), [r#"a "quoted" \ sign"#]);
        assert_eq!(tokens("don't 'tis \"open"), ["don't", "'tis", "\"open"]);
        assert_eq!(tokens("\"\" '  ' "), [""; 0]);
        assert_eq!(tokens("\"ends in a backslash\\"), ["\"ends", "in", "a", "backslash\\"]);
    }

    proptest! {
        #[test]
        fn a_phrase_means_itself(text in "[a \"'\\\\ü]{0,12}x[a \"'\\\\ü]{0,12}") {
            prop_assert_eq!(tokens(&phrase(&text)), [text]);
        }

        #[test]
        fn no_text_makes_it_panic(text in "(?s).{0,40}") {
            tokens(&text);
        }
    }
}
