//! The syntax of IMAP data: atoms, strings, lists. One small reader for all of it.
//!
//! It never fails and never recurses: what is broken is read as far as it goes, what nests deeper than
//! [`MAX_DEPTH`] is passed over and leaves a [`Value::Cut`]. Not here: what the data means.

use bytes::Bytes;

/// How deep lists may nest: 100 levels of MIME, each with an envelope inside, fit.
pub(super) const MAX_DEPTH: usize = 250;

/// One piece of IMAP data. Bytes are slices of the response, not copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// `NIL`, not in quotes.
    Nil,
    /// A word: `UID`, `\Seen`, `17`, `BODY[HEADER.FIELDS (FROM)]<0>`.
    Atom(Bytes),
    /// A quoted string, unescaped, or a literal.
    Text(Bytes),
    /// Values in parentheses.
    List(Vec<Value>),
    /// A list that stood deeper than [`MAX_DEPTH`].
    Cut,
}

impl Value {
    /// The bytes of a word or a string.
    pub(super) fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Atom(bytes) | Self::Text(bytes) => Some(bytes),
            Self::Nil | Self::List(_) | Self::Cut => None,
        }
    }

    /// The text of a word or a string; bytes that are not UTF-8 become U+FFFD.
    pub(super) fn text(&self) -> Option<String> {
        let bytes = self.bytes()?;
        // Checked first: nearly every text is UTF-8, which is seen faster than it is mended.
        Some(match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(bytes).into_owned(),
        })
    }

    /// The number that a word says.
    pub(super) fn number(&self) -> Option<u64> {
        std::str::from_utf8(self.bytes()?).ok()?.parse().ok()
    }

    /// The members of a list, taken out of it.
    pub(super) fn into_list(self) -> Option<Vec<Self>> {
        if let Self::List(members) = self { Some(members) } else { None }
    }

    /// The members of a list.
    pub(super) fn list(&self) -> Option<&[Self]> {
        if let Self::List(members) = self { Some(members) } else { None }
    }
}

/// Reads the values of a response, from the byte `from` to its end.
pub(super) fn read(response: &Bytes, from: usize) -> Vec<Value> {
    let mut reader = Reader { response, at: from };
    let mut open: Vec<Vec<Value>> = Vec::new();
    let mut current: Vec<Value> = Vec::new();
    // How many lists are open beyond those that are kept.
    let mut too_deep = 0_usize;
    while let Some(token) = reader.token() {
        match token {
            Token::Open if too_deep > 0 => too_deep += 1,
            Token::Open if open.len() >= MAX_DEPTH => {
                current.push(Value::Cut);
                too_deep = 1;
            }
            Token::Open => open.push(std::mem::take(&mut current)),
            Token::Close if too_deep > 0 => too_deep -= 1,
            Token::Close => close(&mut open, &mut current),
            Token::Value(_) if too_deep > 0 => {}
            Token::Value(value) => current.push(value),
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut current);
    }
    current
}

/// Ends the innermost list; a parenthesis that closes nothing is passed over.
fn close(open: &mut Vec<Vec<Value>>, current: &mut Vec<Value>) {
    if let Some(outer) = open.pop() {
        let members = std::mem::replace(current, outer);
        current.push(Value::List(members));
    }
}

enum Token {
    Open,
    Close,
    Value(Value),
}

struct Reader<'a> {
    response: &'a Bytes,
    at: usize,
}

impl Reader<'_> {
    fn token(&mut self) -> Option<Token> {
        while matches!(self.peek()?, b' ' | b'\r' | b'\n') {
            self.at += 1;
        }
        let token = match self.peek()? {
            b'(' => self.single(Token::Open),
            b')' => self.single(Token::Close),
            b'"' => Token::Value(self.quoted()),
            b'{' | b'~' if self.literal_start().is_some() => Token::Value(self.literal()),
            _ => Token::Value(self.atom()),
        };
        Some(token)
    }

    fn peek(&self) -> Option<u8> {
        self.response.get(self.at).copied()
    }

    fn single(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn quoted(&mut self) -> Value {
        let start = self.at + 1;
        let mut end = start;
        let mut is_escaped = false;
        while let Some(byte) = self.response.get(end) {
            match byte {
                b'\\' => {
                    is_escaped = true;
                    end += 2;
                }
                b'"' => break,
                _ => end += 1,
            }
        }
        let end = end.min(self.response.len());
        self.at = end + 1;
        let raw = self.response.slice(start.min(end)..end);
        Value::Text(if is_escaped { unescape(&raw) } else { raw })
    }

    /// Where the bytes of the literal that is announced here begin and end.
    fn literal_start(&self) -> Option<(usize, usize)> {
        let rest = &self.response[self.at..];
        let announced = rest.strip_prefix(b"~").unwrap_or(rest).strip_prefix(b"{")?;
        let brace = announced.iter().take(20).position(|byte| *byte == b'}')?;
        let digits = announced[..brace].strip_suffix(b"+").unwrap_or(&announced[..brace]);
        let length: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
        let line_end = &announced[brace + 1..];
        let bytes = line_end.strip_prefix(b"\r\n").or_else(|| line_end.strip_prefix(b"\n"))?;
        let start = self.response.len() - bytes.len();
        Some((start, start.saturating_add(length).min(self.response.len())))
    }

    fn literal(&mut self) -> Value {
        let (start, end) = self.literal_start().unwrap_or((self.at, self.response.len()));
        self.at = end;
        Value::Text(self.response.slice(start..end))
    }

    /// A word. In brackets, spaces and parentheses belong to it: `BODY[HEADER.FIELDS (FROM TO)]<0>`.
    fn atom(&mut self) -> Value {
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'(' | b')' | b'\r' | b'\n' => break,
                b'[' => self.at = self.bracket_end().unwrap_or(self.at) + 1,
                _ => self.at += 1,
            }
        }
        let word = self.response.slice(start..self.at);
        if word.eq_ignore_ascii_case(b"NIL") { Value::Nil } else { Value::Atom(word) }
    }

    /// Where the bracket that opens here closes, if it does so soon: an odd flag must not swallow the response.
    fn bracket_end(&self) -> Option<usize> {
        let rest = &self.response[self.at..];
        let end = rest.iter().take(4096).position(|byte| matches!(byte, b']' | b'\r' | b'\n'))?;
        (rest[end] == b']').then_some(self.at + end)
    }
}

fn unescape(raw: &[u8]) -> Bytes {
    let mut plain = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter();
    while let Some(byte) = bytes.next() {
        // `\q` is not allowed, but sent: the letter stands for itself.
        let byte = if *byte == b'\\' { bytes.next().unwrap_or(byte) } else { byte };
        plain.push(*byte);
    }
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(text: &'static str) -> Vec<Value> {
        read(&Bytes::from_static(text.as_bytes()), 0)
    }

    fn atom(text: &'static str) -> Value {
        Value::Atom(Bytes::from_static(text.as_bytes()))
    }

    fn string(text: &'static str) -> Value {
        Value::Text(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn words_strings_and_lists() {
        assert_eq!(
            values(
                "(UID 7 FLAGS (\\Seen [Gmail]/x) X \"a \\\"q\\\" \\z\" BODY[HEADER.FIELDS (FROM \"TO\")]<0> {5}\r\n)\r\n( nil)\r\n"
            ),
            [Value::List(vec![
                atom("UID"),
                atom("7"),
                atom("FLAGS"),
                Value::List(vec![atom("\\Seen"), atom("[Gmail]/x")]),
                atom("X"),
                string("a \"q\" z"),
                atom("BODY[HEADER.FIELDS (FROM \"TO\")]<0>"),
                string(")\r\n( "),
                Value::Nil,
            ])]
        );
    }

    #[test]
    fn broken_data_is_read_as_far_as_it_goes() {
        assert_eq!(values(")a (b"), [atom("a"), Value::List(vec![atom("b")])]);
        assert_eq!(values("\"open"), [string("open")]);
        assert_eq!(values("\"ends in a backslash\\"), [string("ends in a backslash\\")]);
        assert_eq!(values("~{3+}\r\nab"), [string("ab")]);
        assert_eq!(values("[a b"), [atom("[a"), atom("b")]);
        assert_eq!(values("{x} y"), [atom("{x}"), atom("y")]);
    }

    #[test]
    fn what_nests_too_deep_is_cut_and_what_follows_is_read() {
        let text = format!("{}x{} after", "(".repeat(20_000), ")".repeat(20_000));
        let values = read(&Bytes::from(text), 0);
        assert_eq!(values.len(), 2);
        assert_eq!(values[1].text().as_deref(), Some("after"));
        let mut depth = 0;
        let mut value = &values[0];
        while let Some([inner]) = value.list() {
            value = inner;
            depth += 1;
        }
        assert_eq!((depth, value), (MAX_DEPTH, &Value::Cut));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic_or_stand_still(bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"(){}[]\"\\~ 0123\r\n"[..])], 0..300)) {
            read(&Bytes::from(bytes), 0);
        }
    }
}
