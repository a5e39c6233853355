//! FETCH and UID FETCH (RFC 3501, section 6.4.5).

use super::By;
use super::append::DATE_TIME;
use crate::account::{Message, written};
use crate::mime::Part;
use crate::reader::{Arg, Args};
use crate::session::{Answer, Refusal, Session};
use crate::structure;

/// What is asked of each message.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Uid,
    Flags,
    InternalDate,
    Size,
    Envelope,
    Structure { is_extended: bool },
    Body(Body),
}

/// `BODY[section]<from.length>`, or one of its old names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Body {
    /// What the answer calls it: `BODY[1]<0>`.
    name: String,
    section: String,
    range: Option<(usize, usize)>,
    marks_seen: bool,
}

pub(crate) fn fetch(session: &mut Session, args: &mut Args, by: By) -> Answer {
    let set = args.word()?;
    let mut items = items(match args.next()? {
        Arg::List(list) => Args::of(list),
        word => Args::of(vec![word]),
    })?;
    args.end()?;
    if by == By::Uid && !items.contains(&Item::Uid) {
        items.push(Item::Uid);
    }
    let uids = session.named(&set, by)?;
    let out = session.with_selected(|view, mailbox| {
        let marks_seen =
            !view.is_read_only && items.iter().any(|item| matches!(item, Item::Body(body) if body.marks_seen));
        let mut out = Vec::new();
        for message in mailbox.messages.iter_mut().filter(|message| uids.contains(&message.uid)) {
            let Some(place) = view.known.iter().position(|known| known.uid == message.uid) else { continue };
            if marks_seen {
                message.flags.insert("\\Seen".to_owned());
            }
            out.extend_from_slice(format!("* {} FETCH (", place + 1).as_bytes());
            out.extend_from_slice(&tell(message, &items)?);
            out.extend_from_slice(b")\r\n");
        }
        Ok(out)
    })?;
    session.out.extend_from_slice(&out);
    Ok("Fetched".to_owned())
}

impl Session {
    /// The UIDs that a set names.
    pub(crate) fn named(&mut self, set: &str, by: By) -> Result<Vec<u32>, Refusal> {
        let view = self.view.as_ref().ok_or_else(|| Refusal::bad("Select a mailbox first"))?;
        let uids: Vec<u32> = view.known.iter().map(|known| known.uid).collect();
        match by {
            By::Uid => crate::reader::numbers(set, &uids),
            By::Number => {
                let all: Vec<u32> = (1..).take(uids.len()).collect();
                let numbers = crate::reader::numbers(set, &all)?;
                Ok(numbers.into_iter().filter_map(|number| uids.get(number as usize - 1).copied()).collect())
            }
        }
    }
}

fn items(mut args: Args) -> Result<Vec<Item>, Refusal> {
    let mut items = Vec::new();
    while !args.is_empty() {
        let word = args.word()?;
        let fast = [Item::Flags, Item::InternalDate, Item::Size];
        match word.to_ascii_uppercase().as_str() {
            "ALL" => items.extend(fast.into_iter().chain([Item::Envelope])),
            "FAST" => items.extend(fast),
            "FULL" => items.extend(fast.into_iter().chain([Item::Envelope, Item::Structure { is_extended: false }])),
            "UID" => items.push(Item::Uid),
            "FLAGS" => items.push(Item::Flags),
            "INTERNALDATE" => items.push(Item::InternalDate),
            "RFC822.SIZE" => items.push(Item::Size),
            "ENVELOPE" => items.push(Item::Envelope),
            "BODY" => items.push(Item::Structure { is_extended: false }),
            "BODYSTRUCTURE" => items.push(Item::Structure { is_extended: true }),
            "RFC822" => items.push(old("RFC822", "", true)),
            "RFC822.HEADER" => items.push(old("RFC822.HEADER", "HEADER", false)),
            "RFC822.TEXT" => items.push(old("RFC822.TEXT", "TEXT", true)),
            _ => items.push(body(&word)?),
        }
    }
    if items.is_empty() { Err(Refusal::bad("Nothing is asked for")) } else { Ok(items) }
}

fn old(name: &str, section: &str, marks_seen: bool) -> Item {
    Item::Body(Body { name: name.to_owned(), section: section.to_owned(), range: None, marks_seen })
}

/// `BODY.PEEK[1.MIME]<0.100>`.
fn body(word: &str) -> Result<Item, Refusal> {
    let unknown = || Refusal::bad("Unknown item");
    let (name, rest) = word.split_once('[').ok_or_else(unknown)?;
    let marks_seen = match name.to_ascii_uppercase().as_str() {
        "BODY" => true,
        "BODY.PEEK" => false,
        _ => return Err(unknown()),
    };
    let (section, rest) = rest.rsplit_once(']').ok_or_else(unknown)?;
    let range = match rest.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        None if rest.is_empty() => None,
        None => return Err(unknown()),
        Some(range) => {
            let (from, length) = range.split_once('.').ok_or_else(unknown)?;
            let number = |text: &str| text.parse::<usize>().map_err(|_| unknown());
            // The length is an nz-number (RFC 3501, section 9, partial).
            Some((
                number(from)?,
                number(length).and_then(|length| if length > 0 { Ok(length) } else { Err(unknown()) })?,
            ))
        }
    };
    let origin = range.map(|(from, _)| format!("<{from}>")).unwrap_or_default();
    Ok(Item::Body(Body { name: format!("BODY[{section}]{origin}"), section: section.to_owned(), range, marks_seen }))
}

fn tell(message: &Message, items: &[Item]) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    for item in items {
        if !out.is_empty() {
            out.push(b' ');
        }
        match item {
            Item::Uid => out.extend_from_slice(format!("UID {}", message.uid).as_bytes()),
            Item::Flags => out.extend_from_slice(format!("FLAGS {}", written(&message.flags)).as_bytes()),
            Item::InternalDate => {
                let date = message.arrived.format(DATE_TIME).unwrap_or_default();
                out.extend_from_slice(format!("INTERNALDATE \"{date}\"").as_bytes());
            }
            Item::Size => out.extend_from_slice(format!("RFC822.SIZE {}", message.raw.len()).as_bytes()),
            Item::Envelope => {
                out.extend_from_slice(b"ENVELOPE ");
                structure::envelope(Part::of(&message.raw).header(&message.raw), &mut out);
            }
            Item::Structure { is_extended } => {
                out.extend_from_slice(if *is_extended { b"BODYSTRUCTURE " } else { b"BODY " });
                structure::body(&Part::of(&message.raw), &message.raw, *is_extended, &mut out);
            }
            Item::Body(body) => {
                let bytes = section(&message.raw, &body.section)?;
                out.extend_from_slice(body.name.as_bytes());
                match bytes {
                    None => out.extend_from_slice(b" NIL"),
                    Some(bytes) => literal(&cut(&bytes, body.range), &mut out),
                }
            }
        }
    }
    Ok(out)
}

fn cut(bytes: &[u8], range: Option<(usize, usize)>) -> Vec<u8> {
    let Some((from, length)) = range else { return bytes.to_vec() };
    bytes.iter().skip(from).take(length).copied().collect()
}

fn literal(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(format!(" {{{}}}\r\n", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
}

/// The bytes of `1.2`, `HEADER`, `1.HEADER.FIELDS (FROM)`, `2.MIME`; none when there is no such part.
fn section(raw: &[u8], section: &str) -> Result<Option<Vec<u8>>, Refusal> {
    let numbers_end = section.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(section.len());
    let (numbers, what) = section.split_at(numbers_end);
    let numbers = numbers.trim_end_matches('.');
    let path: Result<Vec<usize>, _> = numbers.split('.').filter(|text| !text.is_empty()).map(str::parse).collect();
    let path = path.map_err(|_| Refusal::bad("Not a section"))?;
    let whole = Part::of(raw);
    let Some(part) = whole.find(&path) else { return Ok(None) };
    let (what, fields) = what.split_once(' ').unwrap_or((what, ""));
    let what = what.to_ascii_uppercase();
    // HEADER and TEXT are those of the message that a part is (RFC 3501, section 6.4.5).
    let message = if path.is_empty() { Some(part) } else { part.message() };
    Ok(match what.as_str() {
        "" if path.is_empty() => Some(raw.to_vec()),
        "" => Some(part.body(raw).to_vec()),
        "MIME" if !path.is_empty() => Some(part.header(raw).to_vec()),
        "HEADER" => message.map(|message| message.header(raw).to_vec()),
        "TEXT" => message.map(|message| message.body(raw).to_vec()),
        "HEADER.FIELDS" => message.map(|message| chosen(message.header(raw), fields, true)),
        "HEADER.FIELDS.NOT" => message.map(|message| chosen(message.header(raw), fields, false)),
        _ => return Err(Refusal::bad("Not a section")),
    })
}

/// The header fields of these names, or all the others, and the empty line.
fn chosen(header: &[u8], names: &str, wanted: bool) -> Vec<u8> {
    let names: Vec<&str> = names.trim_matches(['(', ')']).split(' ').map(|name| name.trim_matches('"')).collect();
    let mut kept = Vec::new();
    let mut keeps = false;
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() {
            break;
        }
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii();
            keeps = names.iter().any(|one| one.as_bytes().eq_ignore_ascii_case(name)) == wanted;
        }
        if keeps {
            kept.extend_from_slice(line);
        }
    }
    kept.extend_from_slice(b"\r\n");
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAW: &[u8] =
        b"From: a@b\r\nSubject: x\r\n y\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\none\r\n--q\r\n\
        Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninside\r\n--q--\r\n";

    fn read(name: &str) -> String {
        String::from_utf8(section(RAW, name).unwrap().expect(name)).unwrap()
    }

    #[test]
    fn sections() {
        assert_eq!(read("HEADER.FIELDS (SUBJECT)"), "Subject: x\r\n y\r\n\r\n");
        assert_eq!(read("HEADER.FIELDS.NOT (SUBJECT FROM)"), "Content-Type: multipart/mixed; boundary=q\r\n\r\n");
        assert_eq!(
            (read("1"), read("2.1"), read("2.HEADER")),
            ("one".into(), "inside".into(), "Subject: inner\r\n\r\n".into())
        );
        assert_eq!(read("2.MIME"), "Content-Type: message/rfc822\r\n\r\n");
        assert_eq!(section(RAW, "3").unwrap(), None);
        assert!(section(RAW, "BINARY").is_err());
    }

    #[test]
    fn only_what_imap4rev1_knows_can_be_asked() {
        let ask = |text: &str| items(Args::parse(text.as_bytes()).unwrap());
        assert!(ask("UID FLAGS BODY.PEEK[HEADER.FIELDS (FROM)]<0.9>").is_ok());
        for newer in ["MODSEQ", "PREVIEW", "EMAILID", "BINARY[1]", "BODY[1]<0>", "SAVEDATE"] {
            assert!(ask(newer).is_err(), "{newer}");
        }
    }
}
