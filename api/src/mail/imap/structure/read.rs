//! Reading of a BODYSTRUCTURE (RFC 3501, section 7.4.2): what is broken gives the parts that can be made out.

use gatepost_shared::email::WarningKind;

use super::parameters::Parameters;
use super::{Flow, Part, Structure};
use crate::mail::imap::decode::Encoding;
use crate::mail::imap::text;
use crate::mail::imap::value::Value;

/// The most parts of one email that are passed on.
const MAX_PARTS: usize = 1000;

/// The longest file name, in bytes.
const MAX_NAME: usize = 255;

/// Reads a structure.
pub(in crate::mail::imap) fn parse(value: Option<&Value>) -> Structure {
    let mut builder = Builder { parts: 0, is_cut: false };
    let root = value.and_then(Value::list).and_then(|members| builder.part(members, ""));
    let mut warnings = Vec::new();
    if root.is_none() {
        warnings.push(WarningKind::StructureBroken.into());
    } else if builder.is_cut {
        warnings.push(WarningKind::PartsCut.into());
    }
    Structure { root: root.unwrap_or_else(|| Part::text("1".to_owned())), warnings }
}

struct Builder {
    parts: usize,
    is_cut: bool,
}

impl Builder {
    fn part(&mut self, members: &[Value], section: &str) -> Option<Part> {
        self.parts += 1;
        if self.parts > MAX_PARTS || section.len() > gatepost_shared::id::MAX_SECTION {
            self.is_cut = true;
            return None;
        }
        match members.first()? {
            Value::List(_) | Value::Cut => Some(self.multipart(members, section)),
            // An empty multipart: some servers say NIL, some leave the children out.
            Value::Nil if members.get(1).is_some_and(|subtype| subtype.text().is_some()) => {
                Some(self.multipart(&members[1..], section))
            }
            _ => self.leaf(members, section),
        }
    }

    fn multipart(&mut self, members: &[Value], section: &str) -> Part {
        let children_end = members.iter().position(|member| !matches!(member, Value::List(_) | Value::Cut));
        let (children, rest) = members.split_at(children_end.unwrap_or(members.len()));
        let mut parts = Vec::new();
        for (place, child) in children.iter().enumerate() {
            let dot = if section.is_empty() { "" } else { "." };
            let section = format!("{section}{dot}{}", place + 1);
            match child.list() {
                Some(members) => parts.extend(self.part(members, &section)),
                None => self.is_cut = true,
            }
        }
        let subtype = rest.first().and_then(Value::text).unwrap_or_else(|| "mixed".to_owned());
        Part {
            section: section.to_owned(),
            media_type: media_type("multipart", &subtype),
            children: Some(parts),
            disposition: disposition(rest.get(2)),
            ..Part::text(String::new())
        }
    }
}

impl Builder {
    /// A part without children; that of a message inside is followed by the structure of that message.
    fn leaf(&mut self, members: &[Value], section: &str) -> Option<Part> {
        let mut part = leaf(members, section)?;
        if part.is_message() {
            part.message =
                members.get(8).and_then(Value::list).and_then(|inner| self.message(inner, &part.section)).map(Box::new);
        }
        Some(part)
    }

    /// A message that is the part `section`. When it has no parts, it is its own part 1 (RFC 3501, section 6.4.5).
    fn message(&mut self, members: &[Value], section: &str) -> Option<Part> {
        let is_multipart = matches!(members.first()?, Value::List(_) | Value::Cut | Value::Nil);
        if is_multipart { self.part(members, section) } else { self.part(members, &format!("{section}.1")) }
    }
}

fn leaf(members: &[Value], section: &str) -> Option<Part> {
    let text_of = |place: usize| members.get(place).and_then(Value::text);
    let kind = text_of(0)?;
    let media_type = media_type(&kind, &text_of(1).unwrap_or_default());
    // After the basic fields come those of the type: lines of a text; envelope, structure and lines of a message.
    let extra = match media_type.split('/').next().unwrap_or_default() {
        "text" => 1,
        "message" if matches!(media_type.as_str(), "message/rfc822" | "message/global") => 3,
        _ => 0,
    };
    // Then MD5, and the disposition.
    let placed = members.get(7 + extra + 1);
    let parameters = Parameters::new(members.get(2));
    let of_disposition = Parameters::new(placed.and_then(Value::list).and_then(|list| list.get(1)));
    let name = of_disposition.get("filename").or_else(|| parameters.get("name"));
    let section = if section.is_empty() { "1" } else { section };
    Some(Part {
        section: section.to_owned(),
        charset: parameters.get("charset").filter(|charset| charset.is_ascii()),
        flow: Flow::of(&media_type, &parameters),
        name: name.map(|name| text::one_line(&name, MAX_NAME)).filter(|name| !name.is_empty()),
        encoding: Encoding::from_name(&text_of(5).unwrap_or_default()),
        octets: members.get(6).and_then(Value::number).unwrap_or(0),
        disposition: disposition(placed),
        cid: text_of(3)
            .map(|cid| text::one_line(cid.trim().trim_matches(['<', '>']), MAX_NAME))
            .filter(|cid| !cid.is_empty()),
        media_type,
        children: None,
        message: None,
    })
}

/// Type and subtype in lower case; what is no media type is unknown bytes.
fn media_type(kind: &str, subtype: &str) -> String {
    let is_token = |word: &str| {
        !word.is_empty()
            && word.len() <= 100
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    if is_token(kind) && is_token(subtype) {
        let mut whole = String::with_capacity(kind.len() + 1 + subtype.len());
        whole.push_str(kind);
        whole.push('/');
        whole.push_str(subtype);
        whole.make_ascii_lowercase();
        whole
    } else if kind.eq_ignore_ascii_case("text") {
        "text/plain".to_owned()
    } else {
        "application/octet-stream".to_owned()
    }
}

/// `("attachment" (…))`: what is neither is to be treated as an attachment (RFC 2183, section 2.8).
fn disposition(value: Option<&Value>) -> Option<String> {
    let word = match value? {
        Value::List(members) => members.first()?.text()?,
        other => other.text()?,
    };
    let word = word.to_ascii_lowercase();
    Some(if word == "inline" { word } else { "attachment".to_owned() })
}

impl Flow {
    fn of(media_type: &str, parameters: &Parameters<'_>) -> Option<Self> {
        let says = |name: &str, word: &str| parameters.get(name).is_some_and(|value| value.eq_ignore_ascii_case(word));
        let is_flowed = media_type == "text/plain" && says("format", "flowed");
        is_flowed.then(|| Self { deletes_space: says("delsp", "yes") })
    }
}
