//! The arguments of a command: words, strings, lists (RFC 3501, section 9). Whoever reads them says where they must
//! end, so that an argument which only an extension knows is refused.

use crate::session::Refusal;

/// How deep lists may nest.
const MAX_DEPTH: usize = 20;

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arg {
    /// A word: `UID`, `1:*`, `BODY.PEEK[HEADER.FIELDS (FROM)]<0.100>`.
    Word(String),
    /// A quoted string or a literal.
    Text(Vec<u8>),
    /// Arguments in parentheses.
    List(Vec<Arg>),
}

/// What is left of a command's arguments.
#[derive(Debug, Clone)]
pub(crate) struct Args(std::collections::VecDeque<Arg>);

impl Args {
    /// Reads what stands behind the verb, literals in place (`{5}` CRLF and five bytes).
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader { bytes, at: 0 };
        let args = reader.until(None, 0)?;
        Ok(Self(args.into()))
    }

    pub(crate) fn of(list: Vec<Arg>) -> Self {
        Self(list.into())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<&Arg> {
        self.0.front()
    }

    pub(crate) fn next(&mut self) -> Result<Arg, Refusal> {
        self.0.pop_front().ok_or_else(|| Refusal::bad("Missing argument"))
    }

    /// A word in upper case, if one comes next.
    pub(crate) fn next_word(&self) -> Option<String> {
        match self.peek() {
            Some(Arg::Word(word)) => Some(word.to_ascii_uppercase()),
            _ => None,
        }
    }

    pub(crate) fn word(&mut self) -> Result<String, Refusal> {
        match self.next()? {
            Arg::Word(word) => Ok(word),
            _ => Err(Refusal::bad("A word was expected")),
        }
    }

    /// An astring.
    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, Refusal> {
        match self.next()? {
            Arg::Word(word) => Ok(word.into_bytes()),
            Arg::Text(text) => Ok(text),
            Arg::List(_) => Err(Refusal::bad("A string was expected")),
        }
    }

    pub(crate) fn string(&mut self) -> Result<String, Refusal> {
        String::from_utf8(self.bytes()?).map_err(|_| Refusal::bad("A string is not UTF-8"))
    }

    /// A mailbox name: 7 bits, since there is no UTF8=ACCEPT here (RFC 3501, section 5.1.3).
    pub(crate) fn mailbox(&mut self) -> Result<String, Refusal> {
        let name = self.string()?;
        let fits = !name.is_empty() && name.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        if fits { Ok(crate::account::mailbox_name(&name)) } else { Err(Refusal::bad("Not a mailbox name")) }
    }

    pub(crate) fn list(&mut self) -> Result<Vec<Arg>, Refusal> {
        match self.next()? {
            Arg::List(list) => Ok(list),
            _ => Err(Refusal::bad("A list was expected")),
        }
    }

    pub(crate) fn end(&self) -> Result<(), Refusal> {
        if self.is_empty() { Ok(()) } else { Err(Refusal::bad("More arguments than IMAP4rev1 knows")) }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// Reads arguments up to a closing parenthesis or the end.
    fn until(&mut self, closing: Option<u8>, depth: usize) -> Result<Vec<Arg>, Refusal> {
        let mut args = Vec::new();
        loop {
            match self.bytes.get(self.at) {
                byte if byte.copied() == closing => {
                    self.at += 1;
                    return Ok(args);
                }
                None => return Err(Refusal::bad("A list does not end")),
                Some(b' ') => self.at += 1,
                Some(b'(') if depth < MAX_DEPTH => {
                    self.at += 1;
                    args.push(Arg::List(self.until(Some(b')'), depth + 1)?));
                }
                Some(b'"') => args.push(Arg::Text(self.quoted()?)),
                Some(b'{') => args.push(Arg::Text(self.literal()?)),
                Some(b'(' | b')') => return Err(Refusal::bad("Unbalanced parentheses")),
                Some(_) => args.push(Arg::Word(self.word()?)),
            }
        }
    }

    fn quoted(&mut self) -> Result<Vec<u8>, Refusal> {
        let mut text = Vec::new();
        loop {
            self.at += 1;
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.extend(self.bytes.get(self.at));
                }
                Some(byte) if byte.is_ascii() && *byte != 0 => text.push(*byte),
                _ => return Err(Refusal::bad("A quoted string does not end, or holds 8-bit bytes")),
            }
        }
    }

    fn literal(&mut self) -> Result<Vec<u8>, Refusal> {
        let missing = || Refusal::bad("Not a literal");
        let rest = &self.bytes[self.at + 1..];
        let digits = rest.iter().position(|byte| *byte == b'}').ok_or_else(missing)?;
        let size: usize =
            std::str::from_utf8(&rest[..digits]).ok().and_then(|text| text.parse().ok()).ok_or_else(missing)?;
        let begin = digits + 3;
        let text = rest.get(begin..begin + size).ok_or_else(missing)?.to_vec();
        self.at += 1 + begin + size;
        Ok(text)
    }

    /// A word; what stands in brackets belongs to it, spaces and all.
    fn word(&mut self) -> Result<String, Refusal> {
        let mut in_brackets = false;
        let begin = self.at;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'[' => in_brackets = true,
                b']' => in_brackets = false,
                b' ' | b'(' | b')' if !in_brackets => break,
                _ => {}
            }
            self.at += 1;
        }
        let word =
            std::str::from_utf8(&self.bytes[begin..self.at]).map_err(|_| Refusal::bad("8-bit bytes in a word"))?;
        Ok(word.to_owned())
    }
}

/// The numbers of a sequence set, `last` being what `*` stands for, those that do not exist left out.
pub(crate) fn numbers(set: &str, all: &[u32]) -> Result<Vec<u32>, Refusal> {
    let last = all.last().copied().unwrap_or(0);
    let number = |text: &str| match text {
        "*" => Ok(last),
        _ => text.parse().ok().filter(|number| *number > 0).ok_or_else(|| Refusal::bad("Not a sequence set")),
    };
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for run in set.split(',') {
        let (first, last) = run.split_once(':').unwrap_or((run, run));
        let (first, last) = (number(first)?, number(last)?);
        ranges.push((first.min(last), first.max(last)));
    }
    Ok(all.iter().copied().filter(|number| ranges.iter().any(|(low, high)| (*low..=*high).contains(number))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_every_kind() {
        let mut args =
            Args::parse(b" 1:* (UID BODY.PEEK[HEADER.FIELDS (FROM TO)]<0.9>) \"a\\\"b\" {3}\r\nx y").unwrap();
        assert_eq!(args.word().unwrap(), "1:*");
        let list = args.list().unwrap();
        assert_eq!(list[1], Arg::Word("BODY.PEEK[HEADER.FIELDS (FROM TO)]<0.9>".to_owned()));
        assert_eq!((args.string().unwrap(), args.bytes().unwrap()), ("a\"b".to_owned(), b"x y".to_vec()));
        args.end().unwrap();
    }

    #[test]
    fn what_is_no_command_is_refused() {
        for wrong in [&b"(a"[..], b"a)", b"\"a", b"{x}", b"\"\xff\""] {
            assert!(Args::parse(wrong).is_err(), "{wrong:?}");
        }
        assert!(Args::parse(b"INBOX (CONDSTORE)").unwrap().mailbox().is_ok());
    }

    #[test]
    fn a_set_names_what_is_there() {
        assert_eq!(numbers("2:4,9:*", &[1, 3, 4, 7, 12]).unwrap(), [3, 4, 12]);
        assert_eq!(numbers("*", &[]).unwrap(), [0; 0]);
        assert!(numbers("a", &[1]).is_err());
    }
}
