//! BODYSTRUCTURE: the tree of parts, and which of them to show, to offer, or to pass over.
//!
//! A broken structure gives the parts that can be made out, and a warning. Not here: the bytes ([`super::part`]).

mod bodies;
mod parameters;

use gatepost_shared::email::{EmailBodyPart, Warning, WarningKind};
use gatepost_shared::id::{BlobId, EmailId};

use super::decode::Encoding;
use super::text;
use super::value::Value;

pub(super) use self::bodies::Bodies;
use self::parameters::Parameters;

/// The most parts of one email that are passed on.
const MAX_PARTS: usize = 1000;

/// How deep the tree is passed on: JSON parsers stop at 128 levels, of which each part takes two.
const MAX_TREE: usize = 50;

/// The longest file name, in bytes.
const MAX_NAME: usize = 255;

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The section (RFC 3501, section 6.4.5): `1.2`; empty for a multipart at the root.
    pub(super) section: String,
    /// `text/plain`, in lower case.
    pub(super) media_type: String,
    pub(super) charset: Option<String>,
    /// Whether lines were broken for the wire only (RFC 3676).
    pub(super) flow: Option<Flow>,
    /// The file name.
    pub(super) name: Option<String>,
    pub(super) encoding: Encoding,
    /// The size before decoding.
    pub(super) octets: u64,
    /// `attachment`, `inline` or none.
    disposition: Option<String>,
    cid: Option<String>,
    /// None for a leaf.
    children: Option<Vec<Part>>,
    /// What a `message/rfc822` is made of.
    message: Option<Box<Part>>,
}

/// `format=flowed` (RFC 3676, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flow {
    /// `DelSp`: whether the space at the end of a flowed line is no part of the text.
    pub(super) deletes_space: bool,
}

impl Flow {
    fn of(media_type: &str, parameters: &Parameters<'_>) -> Option<Self> {
        let says = |name: &str, word: &str| parameters.get(name).is_some_and(|value| value.eq_ignore_ascii_case(word));
        let is_flowed = media_type == "text/plain" && says("format", "flowed");
        is_flowed.then(|| Self { deletes_space: says("delsp", "yes") })
    }
}

/// What a structure says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Structure {
    pub(super) root: Part,
    pub(super) warnings: Vec<Warning>,
}

/// Reads a structure.
pub(super) fn parse(value: Option<&Value>) -> Structure {
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

impl Part {
    fn text(section: String) -> Self {
        Self {
            section,
            media_type: "text/plain".to_owned(),
            charset: None,
            flow: None,
            name: None,
            encoding: Encoding::Identity,
            octets: 0,
            disposition: None,
            cid: None,
            children: None,
            message: None,
        }
    }

    /// The leaf with this section, in messages inside this one, too.
    pub(super) fn find(&self, section: &str) -> Option<&Self> {
        match &self.children {
            None if self.section == section => Some(self),
            None => self.message.as_deref().and_then(|message| message.find(section)),
            Some(children) => children.iter().find_map(|child| child.find(section)),
        }
    }

    /// The structure of the message that is this part, and how many bytes it has.
    pub(super) fn message(&self, section: &str) -> Option<(&Self, u64)> {
        let part = self.find(section)?;
        Some((part.message.as_deref()?, part.octets))
    }

    /// All parts that hold something, in order; not those of messages inside.
    pub(super) fn leaves(&self) -> Vec<&Self> {
        match &self.children {
            None => vec![self],
            Some(children) => children.iter().flat_map(Self::leaves).collect(),
        }
    }

    fn is_message(&self) -> bool {
        matches!(self.media_type.as_str(), "message/rfc822" | "message/global")
    }

    /// Whether it is text to read: calendars are, whatever they call themselves.
    pub(super) fn is_text(&self) -> bool {
        self.media_type.starts_with("text/") || self.is_calendar()
    }

    /// Whether it is a calendar (RFC 5545).
    pub(super) fn is_calendar(&self) -> bool {
        matches!(self.media_type.as_str(), "text/calendar" | "application/ics")
    }

    /// Whether it is what Outlook packs files into.
    pub(super) fn is_tnef(&self) -> bool {
        let is_named = self.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"));
        matches!(self.media_type.as_str(), "application/ms-tnef" | "application/vnd.ms-tnef")
            || (is_named && self.media_type == "application/octet-stream")
    }

    /// The charset of the first text: what raw bytes in the header are most likely in.
    pub(super) fn first_charset(&self) -> Option<&str> {
        match &self.children {
            None => self.charset.as_deref(),
            Some(children) => children.iter().find_map(Self::first_charset),
        }
    }

    /// Which parts to show and to offer.
    pub(super) fn bodies(&self) -> Bodies<'_> {
        Bodies::of(self)
    }

    /// Whether a list shows a paper clip: something is offered that is not merely a picture of the HTML.
    pub(super) fn has_attachment(&self) -> bool {
        self.bodies().attachments.iter().any(|part| !part.belongs_to_html())
    }

    fn belongs_to_html(&self) -> bool {
        self.cid.is_some() && self.disposition.as_deref() != Some("attachment") && self.media_type.starts_with("image/")
    }

    fn is_multipart(&self) -> bool {
        self.children.is_some()
    }

    fn is_media(&self) -> bool {
        ["image/", "audio/", "video/"].iter().any(|kind| self.media_type.starts_with(kind))
    }

    /// The part as it travels, and whether something of it was left out.
    pub(super) fn to_body_part(&self, email: &EmailId) -> (EmailBodyPart, bool) {
        self.to_tree(email, MAX_TREE)
    }

    fn to_tree(&self, email: &EmailId, depth: usize) -> (EmailBodyPart, bool) {
        let mut part = self.to_leaf(email);
        let Some(children) = &self.children else { return (part, false) };
        if depth == 0 {
            return (part, !children.is_empty());
        }
        let mut is_cut = false;
        for child in children {
            let (child, child_is_cut) = child.to_tree(email, depth - 1);
            part.sub_parts.push(child);
            is_cut |= child_is_cut;
        }
        (part, is_cut)
    }

    /// The part as it travels, without its children.
    pub(super) fn to_leaf(&self, email: &EmailId) -> EmailBodyPart {
        let section = (!self.is_multipart()).then(|| self.section.clone());
        EmailBodyPart {
            blob_id: section.as_ref().and_then(|section| BlobId::new(email.clone(), section.clone()).ok()),
            part_id: section,
            size: self.encoding.decoded_size(self.octets),
            name: self.name.clone(),
            media_type: self.media_type.clone(),
            charset: self.charset.clone(),
            disposition: self.disposition.clone(),
            cid: self.cid.clone(),
            sub_parts: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn structure(text: &str) -> Structure {
        let values = super::super::value::read(&Bytes::from(text.to_owned()), 0);
        parse(values.first())
    }

    fn sections(parts: &[&Part]) -> Vec<String> {
        parts.iter().map(|part| part.section.clone()).collect()
    }

    const PLAIN: &str = r#"("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "QUOTED-PRINTABLE" 120 4 NIL NIL NIL NIL)"#;
    const HTML: &str = r#"("TEXT" "HTML" ("CHARSET" "utf-8") NIL NIL "BASE64" 7800 100 NIL NIL NIL NIL)"#;
    const LOGO: &str = r#"("IMAGE" "PNG" ("NAME" "logo.png") "<logo@x>" NIL "BASE64" 780 NIL ("INLINE" ("FILENAME" "logo.png")) NIL NIL)"#;
    const PDF: &str = r#"("APPLICATION" "PDF" NIL NIL NIL "BASE64" 780000 NIL ("ATTACHMENT" ("FILENAME*" "utf-8''%C3%9Cbersicht.pdf")) NIL NIL)"#;

    #[test]
    fn a_single_text_is_section_1() {
        let Structure { root, warnings } = structure(PLAIN);
        let bodies = root.bodies();
        assert_eq!((sections(&bodies.text), sections(&bodies.html)), (vec!["1".to_owned()], vec!["1".to_owned()]));
        assert!(warnings.is_empty() && !root.has_attachment());
        assert_eq!(root.first_charset(), Some("utf-8"));
    }

    #[test]
    fn an_everyday_newsletter_with_a_pdf() {
        let related = format!("({HTML}{LOGO} \"RELATED\" NIL NIL NIL)");
        let alternative = format!("({PLAIN}{related} \"ALTERNATIVE\" NIL NIL NIL)");
        let Structure { root, .. } = structure(&format!("({alternative}{PDF} \"MIXED\" (\"BOUNDARY\" \"x\") NIL NIL)"));
        let bodies = root.bodies();
        assert_eq!(sections(&bodies.text), ["1.1"]);
        assert_eq!(sections(&bodies.html), ["1.2.1"]);
        assert_eq!(sections(&bodies.attachments), ["1.2.2", "2"]);
        let pdf = root.find("2").unwrap();
        assert_eq!((pdf.name.as_deref(), pdf.encoding.decoded_size(pdf.octets)), (Some("Übersicht.pdf"), 570_000));
        assert!(root.has_attachment());
    }

    #[test]
    fn a_picture_of_the_html_is_no_paper_clip() {
        let Structure { root, .. } = structure(&format!("({HTML}{LOGO} \"RELATED\" NIL NIL NIL)"));
        assert!(!root.has_attachment());
        assert_eq!(root.find("2").unwrap().cid.as_deref(), Some("logo@x"));
    }

    #[test]
    fn an_html_only_alternative_serves_readers_of_text_too() {
        let Structure { root, .. } = structure(&format!("({HTML} \"ALTERNATIVE\" NIL NIL NIL)"));
        assert_eq!(sections(&root.bodies().text), ["1"]);
    }

    #[test]
    fn a_forwarded_message_is_one_attachment() {
        let message = format!(
            "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 900 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) {PLAIN} 30 NIL (\"ATTACHMENT\" (\"FILENAME\" \"f.eml\")) NIL NIL)"
        );
        let Structure { root, .. } = structure(&format!("({PLAIN}{message} \"MIXED\" NIL NIL NIL)"));
        let bodies = root.bodies();
        assert_eq!(sections(&bodies.attachments), ["2"]);
        assert_eq!(bodies.attachments[0].name.as_deref(), Some("f.eml"));
    }

    #[test]
    fn file_names_in_pieces_and_in_encoded_words() {
        let pieces = r#"("APPLICATION" "X" ("NAME*0*" "utf-8''a%20" "NAME*1" "b.txt") NIL NIL "7BIT" 3)"#;
        assert_eq!(structure(pieces).root.name.as_deref(), Some("a b.txt"));
        let words = r#"("APPLICATION" "X" ("NAME" "=?utf-8?B?w5xiZXIucGRm?=") NIL NIL "7BIT" 3)"#;
        assert_eq!(structure(words).root.name.as_deref(), Some("Über.pdf"));
    }

    #[test]
    fn broken_structures_give_a_usable_email_and_a_warning() {
        for broken in ["", "NIL", "()", "((((", "(NIL NIL)", "(\"TEXT\""] {
            let Structure { root, .. } = structure(broken);
            let _ = root.bodies();
        }
        assert_eq!(structure("()").warnings.len(), 1);
        let empty = structure("(NIL \"MIXED\" (\"BOUNDARY\" \"x\") NIL NIL NIL)");
        assert_eq!(empty.root.media_type, "multipart/mixed");
        assert!(empty.root.bodies().text.is_empty());
    }

    #[test]
    fn nesting_is_followed_as_far_as_an_email_can_show_it() {
        let nested = |depth: usize| format!("{}{PLAIN}{}", "(".repeat(depth), " \"MIXED\" NIL NIL NIL)".repeat(depth));
        let hundred = structure(&nested(100));
        assert!(hundred.warnings.is_empty());
        assert_eq!(hundred.root.bodies().text.len(), 1);
        let email = EmailId::new(gatepost_shared::id::MailboxId::new("INBOX").unwrap(), 1, 1).unwrap();
        let (tree, is_cut) = hundred.root.to_body_part(&email);
        assert!(is_cut);
        // A client can read what is sent to it.
        let json = serde_json::to_string(&tree).unwrap();
        assert!(serde_json::from_str::<EmailBodyPart>(&json).is_ok());
        assert_eq!(structure(&nested(20_000)).warnings.len(), 1);
    }
}
