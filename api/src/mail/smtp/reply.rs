//! Replies (RFC 5321, section 4.2): three digits and lines of text.

/// What the server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// 200 to 599.
    pub code: u16,
    /// The lines' text, without code and line ends.
    pub lines: Vec<String>,
}

impl Reply {
    /// Whether it is a yes (2xx).
    pub(super) fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    /// Whether it is a "not now" (4xx).
    pub(super) fn is_transient(&self) -> bool {
        self.code / 100 == 4
    }

    /// `550 5.1.1 unknown`: for people and logs.
    pub(super) fn text(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" ").trim())
    }
}

/// One line of a reply: code, whether it is the last, text. None when it is no such line.
pub(super) fn parse_line(line: &[u8]) -> Option<(u16, bool, String)> {
    let line = line.trim_ascii_end();
    let (digits, rest) = line.split_at_checked(3)?;
    let code: u16 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let (is_last, text) = match rest.split_first() {
        None => (true, &b""[..]),
        Some((b' ', text)) => (true, text),
        Some((b'-', text)) => (false, text),
        Some(_) => return None,
    };
    // What a server says is shown to people: control characters have no business there.
    let text = String::from_utf8_lossy(text).chars().filter(|c| !c.is_control()).collect();
    ((200..=599).contains(&code) && digits.iter().all(u8::is_ascii_digit)).then_some((code, is_last, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_replies_are_told_from_other_lines() {
        assert_eq!(parse_line(b"250-SIZE 10\r\n"), Some((250, false, "SIZE 10".to_owned())));
        assert_eq!(parse_line(b"354\r\n"), Some((354, true, String::new())));
        for line in [&b"25"[..], b"2500 x", b"+50 x", b"999 x", b"* OK", b"", b"HTTP/1.1"] {
            assert_eq!(parse_line(line), None, "{}", String::from_utf8_lossy(line));
        }
    }
}
