//! Strings on their way into ManageSieve (RFC 5804, section 4) and into Sieve (RFC 5228, section 2.4.2): the one place
//! for each.

/// The longest quoted string of the protocol (RFC 5804, section 1.2: 1024 bytes; well below it).
const MAX_QUOTED: usize = 900;

/// A string of the protocol: quoted where that is plain, else a literal that the server need not be asked for.
///
/// Cyrus refuses a quoted string with letters beyond ASCII, so those go as literals too.
pub(super) fn protocol_string(text: &str, out: &mut Vec<u8>) {
    let is_plain = |byte: u8| (b' '..0x7f).contains(&byte);
    if text.len() <= MAX_QUOTED && text.bytes().all(is_plain) {
        out.push(b'"');
        for byte in text.bytes() {
            if byte == b'"' || byte == b'\\' {
                out.push(b'\\');
            }
            out.push(byte);
        }
        out.push(b'"');
    } else {
        out.extend_from_slice(format!("{{{}+}}\r\n", text.len()).as_bytes());
        out.extend_from_slice(text.as_bytes());
    }
}

/// A string in a script. Only `"` and `\` mean anything in one; line ends become CRLF, and NUL, which no string can
/// hold (section 2.1), is left out.
pub(super) fn script_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\0' => {}
            '\r' => {
                letters.next_if_eq(&'\n');
                quoted.push_str("\r\n");
            }
            '\n' => quoted.push_str("\r\n"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A list of strings in a script; one alone needs no brackets.
pub(super) fn script_strings<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = texts.into_iter().map(script_string).collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        _ => format!("[{}]", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sent(text: &str) -> String {
        let mut out = Vec::new();
        protocol_string(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_plain_string_is_quoted_and_any_other_a_literal() {
        assert_eq!(sent("gate \"post\" \\"), r#""gate \"post\" \\""#);
        assert_eq!(sent("a\r\nLOGOUT"), "{9+}\r\na\r\nLOGOUT");
        assert_eq!(sent("ä"), "{2+}\r\nä");
    }

    proptest! {
        #[test]
        fn what_is_sent_is_one_string_and_nothing_behind_it(text in "(?s).{0,60}|[\"\\\\\r\n{}+0-9]{0,20}") {
            let sent = sent(&text);
            if let Some(rest) = sent.strip_prefix('{') {
                let (size, rest) = rest.split_once("+}\r\n").unwrap();
                prop_assert_eq!(size.parse::<usize>().unwrap(), rest.len());
                prop_assert_eq!(rest, text);
            } else {
                prop_assert_eq!(unquoted(&sent), (text, ""));
                prop_assert!(!sent.contains(['\r', '\n', '\0']));
            }
        }

        #[test]
        fn a_string_in_a_script_ends_where_it_should(text in "(?s).{0,60}|[\"\\\\\r\n;#]{0,20}") {
            let quoted = script_string(&text);
            let (found, rest) = unquoted(&quoted);
            prop_assert_eq!(rest, "");
            let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
            prop_assert_eq!(lines(&found), lines(&text));
        }
    }

    /// Reads a quoted string as a server does; what stands behind it.
    fn unquoted(text: &str) -> (String, &str) {
        let mut found = String::new();
        let mut letters = text.char_indices();
        assert_eq!(letters.next().unwrap().1, '"');
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => return (found, &text[at + 1..]),
                '\\' => found.push(letters.next().unwrap().1),
                _ => found.push(letter),
            }
        }
        panic!("{text:?} has no end");
    }
}
