//! Commands to the server, and the one encoder for everything from outside that enters them.
//!
//! A command is built from constants of this program (`&'static str`) and from values that pass an encoder
//! here: nothing else can be put into one, so that no name, search word or id can end the line and begin
//! another command. Not here: sending ([`super::session`]).

mod sequence_set;

use gatepost_shared::date::UtcDate;
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use std::fmt::Write as _;

use super::patience::Pace;

pub(super) use self::sequence_set::SequenceSet;

/// The longest text that is sent as a quoted string; longer ones are literals.
const MAX_QUOTED: usize = 1000;

/// The months as IMAP writes them.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// One command, tag and line end not included.
#[derive(Debug, Clone)]
pub(super) struct Command {
    name: &'static str,
    pace: Pace,
    pieces: Vec<Piece>,
}

/// What a command consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text without line ends.
    Text(String),
    /// Bytes that may be anything but NUL, sent as a literal (RFC 3501, section 4.3).
    Literal(Vec<u8>),
}

impl Command {
    /// A command by its name: `UID FETCH`.
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, pace: Pace::Usual, pieces: vec![Piece::Text(name.to_owned())] }
    }

    /// A command for which the server may need longer, or no time at all.
    pub(super) fn at_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// The command's name, for errors and logs: without arguments, which may be private.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// How long the server may take.
    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    /// The parts to send.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Adds a space and words of ours.
    pub(super) fn words(mut self, words: &'static str) -> Self {
        self.text().push(' ');
        self.text().push_str(words);
        self
    }

    /// Adds words of ours without a space: closing brackets.
    pub(super) fn close(mut self, words: &'static str) -> Self {
        self.text().push_str(words);
        self
    }

    /// Adds a string from outside, quoted where it can be, else as a literal.
    pub(super) fn string(mut self, string: &str) -> Self {
        self.text().push(' ');
        if is_quotable(string) {
            let quoted = string.replace('\\', "\\\\").replace('"', "\\\"");
            let text = self.text();
            text.push('"');
            text.push_str(&quoted);
            text.push('"');
        } else {
            // NUL cannot be sent at all (RFC 3501, section 9, CHAR8); no mailbox name or header has one.
            let bytes = string.bytes().filter(|byte| *byte != 0).collect();
            self.pieces.push(Piece::Literal(bytes));
        }
        self
    }

    /// Adds bytes as a literal, whatever they are. A server may refuse NUL; it cannot take it for anything else.
    pub(super) fn literal(mut self, bytes: &[u8]) -> Self {
        self.text().push(' ');
        self.pieces.push(Piece::Literal(bytes.to_vec()));
        self
    }

    /// Adds a mailbox name, as the server spells it.
    pub(super) fn mailbox(self, mailbox: &MailboxId) -> Self {
        self.string(mailbox.name())
    }

    /// Adds a sequence set: `1:3,7`.
    pub(super) fn set(mut self, set: &SequenceSet) -> Self {
        self.text().push(' ');
        let written = set.to_string();
        self.text().push_str(&written);
        self
    }

    /// Adds a number.
    pub(super) fn number(mut self, number: u64) -> Self {
        let _ = write!(self.text(), " {number}");
        self
    }

    /// Adds a date with time: `"23-Nov-2026 09:30:00 +0000"` (RFC 3501, section 9, date-time).
    pub(super) fn date_time(mut self, date: UtcDate) -> Self {
        let time = date.to_string();
        let _ = write!(self.text(), " \"{} {} +0000\"", day_of(date), time.get(11..19).unwrap_or_default());
        self
    }

    /// Adds flags in parentheses.
    pub(super) fn flags<'a>(mut self, keywords: impl IntoIterator<Item = &'a Keyword>) -> Self {
        // A keyword is an IMAP atom by construction (shared::keyword).
        let flags: Vec<&str> = keywords.into_iter().map(Keyword::to_imap).collect();
        let _ = write!(self.text(), " ({})", flags.join(" "));
        self
    }

    /// Adds a keyword or system flag, bare.
    pub(super) fn keyword(mut self, keyword: &Keyword) -> Self {
        // A keyword is an IMAP atom by construction (shared::keyword).
        let _ = write!(self.text(), " {}", keyword.to_imap());
        self
    }

    /// Adds the day of this moment in UTC, as searches write it: `23-Nov-2026` (RFC 3501, section 9, date).
    pub(super) fn day(mut self, date: UtcDate) -> Self {
        let _ = write!(self.text(), " {}", day_of(date));
        self
    }

    /// Adds the server's own name for something.
    pub(super) fn object_id(mut self, id: &ObjectId) -> Self {
        let _ = write!(self.text(), " {}", id.0);
        self
    }

    /// Adds a window of results: `1:50` (RFC 5267, section 4.4).
    pub(super) fn window(mut self, first: u32, last: u32) -> Self {
        let _ = write!(self.text(), " {first}:{last}");
        self
    }

    /// Adds ` BODY.PEEK[section]<from.length>`.
    pub(super) fn body(mut self, section: &Section, range: Option<(u64, u64)>) -> Self {
        let _ = write!(self.text(), " BODY.PEEK[{section}]");
        if let Some((from, length)) = range {
            let _ = write!(self.text(), "<{from}.{length}>");
        }
        self
    }

    /// Announces a literal of this size, whose bytes the caller sends; unasked, where the server has LITERAL+.
    pub(super) fn literal_of(mut self, size: u64, is_unasked: bool) -> Self {
        let plus = if is_unasked { "+" } else { "" };
        let _ = write!(self.text(), " {{{size}{plus}}}");
        self
    }

    fn text(&mut self) -> &mut String {
        if !matches!(self.pieces.last(), Some(Piece::Text(_))) {
            self.pieces.push(Piece::Text(String::new()));
        }
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text,
            // The line above has just made the last piece a text.
            _ => unreachable!("the last piece is a text"),
        }
    }
}

/// The server's own name for a message or a conversation: letters, digits, `_` and `-` (RFC 8474, section 3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ObjectId(String);

impl ObjectId {
    /// The name, if it is one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(is_sign);
        fits.then(|| Self(text.to_owned()))
    }
}

/// The day of this moment in UTC.
fn day_of(date: UtcDate) -> String {
    // `2026-11-23T09:30:00Z`, always of this shape.
    let date = date.to_string();
    let part = |from: usize, to: usize| date.get(from..to).unwrap_or_default();
    let month = part(5, 7).parse().ok().and_then(|month: usize| MONTHS.get(month.checked_sub(1)?));
    format!("{}-{}-{}", part(8, 10), month.unwrap_or(&"Jan"), part(0, 4))
}

/// Quoted strings hold printable ASCII (RFC 3501, section 9, QUOTED-CHAR; what is beyond 7 bits needs UTF8=ACCEPT).
fn is_quotable(string: &str) -> bool {
    string.len() <= MAX_QUOTED && string.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// A body section: numbers and dots, as [`gatepost_shared::id::BlobId`] has checked them, and a word of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    path: String,
    word: &'static str,
}

impl Section {
    /// The bytes of a part; the empty path is the whole message. None when the path is not numbers and dots.
    pub(super) fn part(path: &str) -> Option<Self> {
        let fits = path.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        fits.then(|| Self { path: path.to_owned(), word: "" })
    }

    /// The header of a message: the whole one (`HEADER`), or one that is a part of it (`2.HEADER`).
    pub(super) fn message_header(path: &str) -> Option<Self> {
        Some(Self { word: "HEADER", ..Self::part(path)? })
    }

    /// The header of the part: `2.MIME`, or `HEADER` of the whole message.
    pub(super) fn header_of(path: &str) -> Option<Self> {
        let word = if path.is_empty() { "HEADER" } else { "MIME" };
        Some(Self { word, ..Self::part(path)? })
    }
}

impl std::fmt::Display for Section {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let dot = if self.path.is_empty() || self.word.is_empty() { "" } else { "." };
        write!(f, "{}{dot}{}", self.path, self.word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(command: &Command) -> Vec<&str> {
        let pieces = command.pieces().iter();
        pieces.filter_map(|piece| if let Piece::Text(text) = piece { Some(text.as_str()) } else { None }).collect()
    }

    #[test]
    fn a_command_reads_as_imap() {
        let set: SequenceSet = [9, 1, 2, 3, 7, 3].into_iter().collect();
        let command = Command::new("UID FETCH")
            .set(&set)
            .words("(UID")
            .body(&Section::header_of("2").unwrap(), Some((0, 99)))
            .close(")");
        assert_eq!(texts(&command), ["UID FETCH 1:3,7,9 (UID BODY.PEEK[2.MIME]<0.99>)"]);
    }

    #[test]
    fn a_date_reads_as_imap_has_it() {
        let date: UtcDate = "2026-02-03T04:05:06Z".parse().unwrap();
        assert_eq!(texts(&Command::new("APPEND").date_time(date)), ["APPEND \"03-Feb-2026 04:05:06 +0000\""]);
    }

    #[test]
    fn quotes_are_escaped_and_what_cannot_be_quoted_is_a_literal() {
        assert_eq!(texts(&Command::new("SELECT").string("a\"b\\c")), ["SELECT \"a\\\"b\\\\c\""]);
        let literal = Command::new("SELECT").string("Entwürfe");
        assert_eq!(literal.pieces()[1], Piece::Literal("Entwürfe".into()));
    }

    proptest! {
        #[test]
        fn a_section_is_digits_dots_and_a_word_of_ours(path in "[0-9.]{0,12}|(?s).{0,12}") {
            for section in [Section::part(&path), Section::header_of(&path)].into_iter().flatten() {
                let written = section.to_string();
                let ours = written.strip_suffix("MIME").or(written.strip_suffix("HEADER")).unwrap_or(&written);
                prop_assert!(ours.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'), "{:?}", written);
            }
        }

        #[test]
        fn no_keyword_leaves_its_parentheses(text in "[\\x21-\\x7e]{1,20}|(?s).{0,20}") {
            if let Ok(keyword) = text.parse::<Keyword>() {
                let command = Command::new("STORE").flags([&keyword]);
                let list = texts(&command)[0].strip_prefix("STORE (").and_then(|rest| rest.strip_suffix(')')).unwrap();
                let atom = list.strip_prefix('\\').unwrap_or(list);
                prop_assert!(atom.bytes().all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte)), "{}", list);
            }
        }

        #[test]
        fn no_string_can_end_the_line_or_its_quotes(string in "(?s).{0,60}|[\\x00-\\x7f]{0,40}") {
            let command = Command::new("SELECT").string(&string).words("(X)");
            for text in texts(&command) {
                prop_assert!(text.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{:?}", text);
                let quotes = text.replace("\\\\", "").replace("\\\"", "").matches('"').count();
                prop_assert!(quotes == 0 || quotes == 2, "{:?}", text);
            }
        }
    }
}
