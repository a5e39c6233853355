//! What the server says, understood: our own parser for the responses that the verbs need.
//!
//! Not here: the syntax ([`super::value`]), framing ([`super::tap`]), body structures ([`super::structure`]).

use bytes::Bytes;
use gatepost_shared::keyword::{Keyword, Keywords};

use super::encode::SequenceSet;
use super::value::{self, Value};

/// An untagged response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Untagged {
    /// `* OK`, `* NO`, `* BAD`, `* BYE`, `* PREAUTH`.
    Line(Line),
    /// `* CAPABILITY`.
    Capability(Vec<String>),
    /// `* n EXISTS`: how many messages the selected mailbox has.
    Exists(u32),
    /// `* n EXPUNGE`: this message is gone and all later ones have a number less.
    Expunge(u32),
    /// `* VANISHED 1:3` (RFC 7162, section 3.2.10): these messages are gone, by UID.
    Vanished(Vanished),
    /// `* n FETCH`.
    Fetch(Fetch),
    /// `* SEARCH`, without the MODSEQ at its end.
    Search(Vec<u32>),
    /// `* ESEARCH` (RFC 4731).
    Esearch(Esearch),
    /// `* THREAD` (RFC 5256, section 4): what stands behind the word, for [`super::thread`].
    Thread(Bytes),
    /// `* LIST`.
    List(Listed),
    /// `* LSUB`.
    Subscribed(Listed),
    /// `* STATUS`: the mailbox and what was asked of it.
    Status(Bytes, Items),
    /// `* NAMESPACE`.
    Namespace(Vec<Value>),
    /// `* MYRIGHTS`: the mailbox and the rights.
    MyRights(Bytes, String),
    /// `* SORT` and whatever else.
    Other(Bytes),
}

/// A line with a status: `OK [UIDVALIDITY 3] text`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// `OK`, `NO`, `BAD`, `BYE` or `PREAUTH`.
    pub(super) status: String,
    /// What stands in brackets, without them (RFC 3501, section 7.1); may be empty.
    pub(super) code: String,
    /// The words for people.
    pub(super) text: String,
}

/// `* LIST (attributes) separator name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// `\HasChildren`, `\Sent`.
    pub(super) attributes: Vec<String>,
    /// What parts the levels of the tree; none on a flat server.
    pub(super) separator: Option<char>,
    /// The name in the server's spelling.
    pub(super) name: Bytes,
}

/// `* ESEARCH (TAG "a1") UID COUNT 3 ALL 2,10:11`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Esearch {
    /// COUNT, MIN, MAX, ALL and what else was asked for.
    pub(super) items: Items,
}

/// `* VANISHED 1:3` or `* VANISHED (EARLIER) 1:3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vanished {
    /// Whether they were gone before: the answer to a question, which changes nothing in the selected mailbox.
    pub(super) is_earlier: bool,
    /// The UIDs; with `is_earlier` some may be of messages that the asker has never known.
    pub(super) uids: SequenceSet,
}

/// Names and values: `UID 7 FLAGS (\Seen)`. Case does not matter in names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Items(Vec<(Bytes, Value)>);

/// What is known of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fetch {
    /// Its number in the mailbox.
    pub(super) number: u32,
    /// What the server says of it.
    pub(super) items: Items,
}

impl Untagged {
    /// Understands a response. What is unknown or broken is [`Untagged::Other`]: it never fails.
    pub(super) fn parse(response: &Bytes) -> Self {
        Self::try_parse(response).unwrap_or_else(|| Self::Other(response.clone()))
    }

    fn try_parse(response: &Bytes) -> Option<Self> {
        let from = if response.starts_with(b"* ") { 2 } else { 0 };
        let (word, after) = word_at(response, from)?;
        if let Ok(number) = std::str::from_utf8(word).unwrap_or_default().parse() {
            return numbered(response, number, after);
        }
        let is = |name: &str| word.eq_ignore_ascii_case(name.as_bytes());
        if ["OK", "NO", "BAD", "BYE", "PREAUTH"].into_iter().any(is) {
            return Some(Self::Line(Line::parse(&response[from..])));
        }
        if is("SEARCH") {
            return Some(Self::Search(search_numbers(&response[after..])));
        }
        if is("THREAD") {
            return Some(Self::Thread(response.slice(after..)));
        }
        let known = ["ESEARCH", "CAPABILITY", "LIST", "LSUB", "XLIST", "STATUS", "VANISHED", "NAMESPACE", "MYRIGHTS"];
        if !known.into_iter().any(is) {
            return None;
        }
        let values = value::read(response, after);
        if is("CAPABILITY") {
            Some(Self::Capability(
                values.iter().filter_map(Value::text).map(|name| name.to_ascii_uppercase()).collect(),
            ))
        } else if is("STATUS") {
            let mut values = values.into_iter();
            let (Value::Atom(name) | Value::Text(name)) = values.next()? else { return None };
            Some(Self::Status(name, Items::pairs(values.next()?.into_list()?)))
        } else if is("ESEARCH") {
            // The tag, in parentheses, and the word UID stand first, where they stand at all (RFC 4466, section 2.6.2).
            let is_preface = |value: &&Value| {
                value.list().is_some() || value.bytes().is_some_and(|word| word.eq_ignore_ascii_case(b"UID"))
            };
            let preface = values.iter().take_while(is_preface).count();
            Some(Self::Esearch(Esearch { items: Items::pairs(values.into_iter().skip(preface)) }))
        } else if is("VANISHED") {
            let is_earlier = values.first()?.list().is_some();
            Some(Self::Vanished(Vanished { is_earlier, uids: SequenceSet::parse(&values.last()?.text()?) }))
        } else if is("NAMESPACE") {
            Some(Self::Namespace(values))
        } else if is("MYRIGHTS") {
            Some(Self::MyRights(values.first()?.bytes()?.clone(), values.get(1)?.text()?))
        } else if is("LSUB") {
            listed(&values).map(Self::Subscribed)
        } else {
            listed(&values).map(Self::List)
        }
    }
}

fn word_at(response: &Bytes, from: usize) -> Option<(&[u8], usize)> {
    let rest = response.get(from..)?;
    let end = rest.iter().position(|byte| matches!(byte, b' ' | b'\r' | b'\n')).unwrap_or(rest.len());
    (end > 0).then(|| (&rest[..end], from + end))
}

fn numbered(response: &Bytes, number: u32, from: usize) -> Option<Untagged> {
    let (word, after) = word_at(response, from + 1)?;
    let is = |name: &str| word.eq_ignore_ascii_case(name.as_bytes());
    if is("EXISTS") {
        Some(Untagged::Exists(number))
    } else if is("EXPUNGE") {
        Some(Untagged::Expunge(number))
    } else if is("FETCH") {
        let values = value::read(response, after);
        Some(Untagged::Fetch(Fetch { number, items: Items::pairs(values.into_iter().next()?.into_list()?) }))
    } else {
        None
    }
}

/// Numbers up to the first word that is none: `2 5 (MODSEQ 9)`.
fn search_numbers(text: &[u8]) -> Vec<u32> {
    let words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.map_while(|word| std::str::from_utf8(word).ok()?.parse().ok()).collect()
}

fn listed(values: &[Value]) -> Option<Listed> {
    let attributes = values.first()?.list()?.iter().filter_map(Value::text).collect();
    let separator = values.get(1)?.text().and_then(|text| text.chars().next());
    Some(Listed { attributes, separator, name: values.get(2)?.bytes()?.clone() })
}

impl Line {
    /// Understands a line that begins with its status.
    pub(super) fn parse(line: &[u8]) -> Self {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches(['\r', '\n']);
        let (status, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (code, text) = bracketed(rest.trim_start()).unwrap_or(("", rest));
        Self { status: status.to_ascii_uppercase(), code: code.to_owned(), text: text.trim().to_owned() }
    }

    /// Understands a tagged line.
    pub(super) fn parse_tagged(line: &[u8]) -> Self {
        let end_of_tag = line.iter().position(|byte| *byte == b' ').map_or(line.len(), |space| space + 1);
        Self::parse(&line[end_of_tag..])
    }

    /// The first word of the code, in upper case: `APPENDUID`.
    pub(super) fn code_name(&self) -> String {
        self.code.split(' ').next().unwrap_or_default().to_ascii_uppercase()
    }

    /// What stands after the code's name, if the code is this one.
    pub(super) fn code_argument(&self, name: &str) -> Option<&str> {
        let (first, rest) = self.code.split_once(' ').unwrap_or((&self.code, ""));
        first.eq_ignore_ascii_case(name).then_some(rest)
    }
}

/// What stands in the brackets at the beginning, and what follows them. A bracket in quotes closes nothing.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let mut in_quotes = false;
    let end = inner.find(|letter| {
        in_quotes ^= letter == '"';
        letter == ']' && !in_quotes
    })?;
    Some((&inner[..end], &inner[end + 1..]))
}

impl Items {
    /// Pairs a name with the value behind it. Takes the values as they are: a structure is a tree of some hundred.
    fn pairs(values: impl IntoIterator<Item = Value>) -> Self {
        let mut values = values.into_iter();
        let mut pairs = Vec::new();
        while let (Some(name), Some(value)) = (values.next(), values.next()) {
            if let Value::Atom(name) | Value::Text(name) = name {
                pairs.push((name, value));
            }
        }
        Self(pairs)
    }

    /// The value with this name.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(found, _)| found.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }

    /// The number with this name.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.number()
    }

    /// The first body section whose name begins so: `BODY[HEADER.FIELDS`. Servers repeat the section in
    /// their own spelling.
    pub(super) fn body(&self, prefix: &str) -> Option<&Bytes> {
        let begins =
            |name: &Bytes| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()));
        self.0.iter().find(|(found, _)| begins(found)).and_then(|(_, value)| value.bytes())
    }
}

impl Fetch {
    /// The UID.
    pub(super) fn uid(&self) -> Option<u32> {
        u32::try_from(self.items.number("UID")?).ok().filter(|uid| *uid > 0)
    }

    /// What is marked on the message.
    pub(super) fn keywords(&self) -> Keywords {
        let flags = self.items.get("FLAGS").and_then(Value::list).unwrap_or_default();
        flags.iter().filter_map(|flag| Keyword::from_imap(&flag.text()?)).collect()
    }

    /// Whether the message is only waiting to be expunged: for the person it is gone.
    pub(super) fn is_deleted(&self) -> bool {
        let flags = self.items.get("FLAGS").and_then(Value::list).unwrap_or_default();
        flags.iter().any(|flag| flag.bytes().is_some_and(|flag| flag.eq_ignore_ascii_case(b"\\Deleted")))
    }

    /// MODSEQ (RFC 7162, section 3.1.4): `(12345)`.
    pub(super) fn modseq(&self) -> Option<u64> {
        self.items.get("MODSEQ")?.list()?.first()?.number()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &'static str) -> Untagged {
        Untagged::parse(&Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn codes_of_every_kind_are_kept() {
        let line = Line::parse_tagged(b"a1 NO [OVERQUOTA] Quota exceeded\r\n");
        assert_eq!(
            (line.status.as_str(), line.code.as_str(), line.text.as_str()),
            ("NO", "OVERQUOTA", "Quota exceeded")
        );
        let line = Line::parse_tagged(b"a1 OK [copyuid 1 2:3 4:5] moved\r\n");
        assert_eq!(line.code_argument("COPYUID"), Some("1 2:3 4:5"));
        let line = Line::parse(b"OK [BADURL \"a]b\"] text ]");
        assert_eq!((line.code.as_str(), line.text.as_str()), ("BADURL \"a]b\"", "text ]"));
        assert_eq!(Line::parse_tagged(b"a1 OK\r\n").status, "OK");
    }

    #[test]
    fn responses_that_imap_proto_cannot_read() {
        let Untagged::Status(name, items) = parse("* STATUS {5}\r\nINBOX (MESSAGES 1 SIZE 4422 MAILBOXID (F2))\r\n")
        else {
            panic!()
        };
        assert_eq!((&name[..], items.number("SIZE")), (&b"INBOX"[..], Some(4422)));
        let Untagged::Esearch(found) = parse("* ESEARCH (TAG \"A\") UID COUNT 5 ALL 4:19,21\r\n") else { panic!() };
        assert_eq!(
            (found.items.number("COUNT"), found.items.get("ALL").unwrap().text().unwrap().as_str()),
            (Some(5), "4:19,21")
        );
        assert_eq!(parse("* ESEARCH (TAG \"A\") UID\r\n"), Untagged::Esearch(Esearch { items: Items::default() }));
        assert_eq!(parse("* SEARCH 2 5 (MODSEQ 917162500)\r\n"), Untagged::Search(vec![2, 5]));
        let Untagged::List(listed) = parse("* LIST (\\Sent) \"/\" \"Foo\" (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n") else {
            panic!()
        };
        assert_eq!((&listed.name[..], listed.separator), (&b"Foo"[..], Some('/')));
        let Untagged::Vanished(vanished) = parse("* VANISHED (EARLIER) 41,43:116\r\n") else { panic!() };
        assert_eq!((vanished.is_earlier, vanished.uids.len()), (true, 75));
        let Untagged::Vanished(vanished) = parse("* VANISHED 405,407\r\n") else { panic!() };
        assert_eq!((vanished.is_earlier, vanished.uids.numbers().collect()), (false, vec![405, 407]));
        let Untagged::Fetch(fetch) =
            parse("* 1 FETCH (RFC822.SIZE 5000000000 UID 3 MODSEQ (12) FLAGS (\\Seen $X))\r\n")
        else {
            panic!()
        };
        assert_eq!(
            (fetch.items.number("RFC822.SIZE"), fetch.uid(), fetch.modseq()),
            (Some(5_000_000_000), Some(3), Some(12))
        );
        assert!(fetch.keywords().is_seen());
    }

    #[test]
    fn the_unknown_is_kept_and_hurts_nobody() {
        for text in ["* XFOO bar\r\n", "* SORT 2 3 6\r\n", "* 3\r\n", "* \r\n", "* 1 FETCH\r\n", "* LIST\r\n"] {
            assert!(matches!(parse(text), Untagged::Other(_)), "{text}");
        }
    }

    #[test]
    fn half_a_million_results_are_read_in_no_time() {
        let mut text = b"* SEARCH".to_vec();
        for uid in 1_000_000..1_500_000_u32 {
            text.extend(format!(" {uid}").bytes());
        }
        let start = std::time::Instant::now();
        let Untagged::Search(uids) = Untagged::parse(&Bytes::from(text)) else { panic!() };
        assert_eq!(uids.len(), 500_000);
        assert!(start.elapsed() < std::time::Duration::from_secs(2), "{:?} in a debug build", start.elapsed());
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"* 1FETCH(){}[]\"\\ \r\n"[..])], 0..200)) {
            Untagged::parse(&Bytes::from([b"* ".as_slice(), &bytes].concat()));
            Line::parse_tagged(&bytes);
        }
    }
}
