//! BODYSTRUCTURE: the tree of parts, and which of them to show, to offer, or to pass over.
//!
//! A broken structure gives the parts that can be made out, and a warning. Not here: the bytes ([`super::part`]).

use gatepost_shared::email::EmailBodyPart;
use gatepost_shared::id::{BlobId, EmailId};

use super::decode::Encoding;
use super::headers::unstructured;
use super::text;
use super::value::Value;

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
}

/// What a structure says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Structure {
    pub(super) root: Part,
    pub(super) warnings: Vec<String>,
}

/// Which parts to show and to offer (RFC 8621, section 4.1.4).
#[derive(Debug, Default)]
pub(super) struct Bodies<'a> {
    pub(super) text: Vec<&'a Part>,
    pub(super) html: Vec<&'a Part>,
    pub(super) attachments: Vec<&'a Part>,
}

/// Reads a structure.
pub(super) fn parse(value: Option<&Value>) -> Structure {
    let mut builder = Builder { parts: 0, is_cut: false };
    let root = value.and_then(Value::list).and_then(|members| builder.part(members, ""));
    let mut warnings = Vec::new();
    if root.is_none() {
        warnings.push("The structure of this message is broken. It is shown as one piece.".to_owned());
    } else if builder.is_cut {
        warnings.push(
            "This message has too many parts, or they are nested too deep. Not all of them are shown.".to_owned(),
        );
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
            _ => leaf(members, section),
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
        name: name.map(|name| text::one_line(&name, MAX_NAME)).filter(|name| !name.is_empty()),
        encoding: Encoding::from_name(&text_of(5).unwrap_or_default()),
        octets: members.get(6).and_then(Value::number).unwrap_or(0),
        disposition: disposition(placed),
        cid: text_of(3)
            .map(|cid| text::one_line(cid.trim().trim_matches(['<', '>']), MAX_NAME))
            .filter(|cid| !cid.is_empty()),
        media_type,
        children: None,
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
        format!("{kind}/{subtype}").to_ascii_lowercase()
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

/// Parameters of a type or disposition, with RFC 2231's pieces and charsets, and with the encoded words
/// (RFC 2047) that do not belong in them but are common.
struct Parameters(Vec<(String, Vec<u8>)>);

impl Parameters {
    fn new(value: Option<&Value>) -> Self {
        let pairs = value.and_then(Value::list).unwrap_or_default().chunks_exact(2);
        Self(pairs.filter_map(|pair| Some((pair[0].text()?.to_ascii_lowercase(), pair[1].bytes()?.to_vec()))).collect())
    }

    fn raw(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_slice())
    }

    fn get(&self, name: &str) -> Option<String> {
        self.extended(name).or_else(|| self.raw(name).map(unstructured))
    }

    /// `name*=utf-8''…`, `name*0*=…`, `name*1=…` (RFC 2231, sections 3 and 4).
    fn extended(&self, name: &str) -> Option<String> {
        if let Some(value) = self.raw(&format!("{name}*")) {
            let (charset, rest) = charset_of(value);
            return Some(text::decode(&percent_decoded(rest), charset.as_deref()).0);
        }
        let mut bytes = Vec::new();
        let mut charset = None;
        for place in 0..MAX_NAME {
            if let Some(value) = self.raw(&format!("{name}*{place}*")) {
                let (named, rest) = if place == 0 { charset_of(value) } else { (None, value) };
                charset = charset.or(named);
                bytes.extend(percent_decoded(rest));
            } else if let Some(value) = self.raw(&format!("{name}*{place}")) {
                bytes.extend_from_slice(value);
            } else if place == 0 {
                return None;
            } else {
                break;
            }
        }
        Some(text::decode(&bytes, charset.as_deref()).0)
    }
}

/// `charset'language'value`.
fn charset_of(value: &[u8]) -> (Option<String>, &[u8]) {
    let mut fields = value.splitn(3, |byte| *byte == b'\'');
    match (fields.next(), fields.next(), fields.next()) {
        (Some(charset), Some(_), Some(rest)) => (Some(String::from_utf8_lossy(charset).into_owned()), rest),
        _ => (None, value),
    }
}

fn percent_decoded(value: &[u8]) -> Vec<u8> {
    percent_encoding::percent_decode(value).collect()
}

impl Part {
    fn text(section: String) -> Self {
        Self {
            section,
            media_type: "text/plain".to_owned(),
            charset: None,
            name: None,
            encoding: Encoding::Identity,
            octets: 0,
            disposition: None,
            cid: None,
            children: None,
        }
    }

    /// The leaf with this section.
    pub(super) fn find(&self, section: &str) -> Option<&Self> {
        match &self.children {
            None => (self.section == section).then_some(self),
            Some(children) => children.iter().find_map(|child| child.find(section)),
        }
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
        let mut sorter = Sorter::default();
        sorter.sort(&[self], "mixed", Shown { html: true, text: true }, false);
        sorter.0
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

/// To which of the two lists parts are still added: JavaScript's `null` in RFC 8621's algorithm.
#[derive(Clone, Copy)]
struct Shown {
    html: bool,
    text: bool,
}

#[derive(Default)]
struct Sorter<'a>(Bodies<'a>);

impl<'a> Sorter<'a> {
    /// `parseStructure` of RFC 8621, section 4.1.4.
    fn sort(&mut self, parts: &[&'a Part], multipart: &str, mut shown: Shown, in_alternative: bool) {
        let (text_before, html_before) = (self.0.text.len(), self.0.html.len());
        for (place, part) in parts.iter().enumerate() {
            if let Some(children) = &part.children {
                let subtype = part.media_type.split('/').nth(1).unwrap_or_default();
                let children: Vec<&Part> = children.iter().collect();
                self.sort(&children, subtype, shown, in_alternative || subtype == "alternative");
            } else if !is_inline(part, place, multipart) {
                self.0.attachments.push(part);
            } else if multipart == "alternative" {
                match part.media_type.as_str() {
                    "text/plain" if shown.text => self.0.text.push(part),
                    "text/html" if shown.html => self.0.html.push(part),
                    "text/plain" | "text/html" => {}
                    _ => self.0.attachments.push(part),
                }
            } else {
                if in_alternative {
                    shown.html &= part.media_type != "text/plain";
                    shown.text &= part.media_type != "text/html";
                }
                self.show(part, shown);
            }
        }
        if multipart == "alternative" && shown.text && shown.html {
            self.fill_in(text_before, html_before);
        }
    }

    fn show(&mut self, part: &'a Part, shown: Shown) {
        if shown.text {
            self.0.text.push(part);
        }
        if shown.html {
            self.0.html.push(part);
        }
        if part.is_media() && !(shown.text && shown.html) {
            self.0.attachments.push(part);
        }
    }

    /// An alternative that has only one of the two kinds serves for both.
    fn fill_in(&mut self, text_before: usize, html_before: usize) {
        let Bodies { text, html, .. } = &mut self.0;
        if text.len() == text_before {
            text.extend_from_slice(&html[html_before..]);
        } else if html.len() == html_before {
            html.extend_from_slice(&text[text_before..]);
        }
    }
}

/// Whether a part is shown in the text, rather than offered beside it.
fn is_inline(part: &Part, place: usize, multipart: &str) -> bool {
    let is_showable = matches!(part.media_type.as_str(), "text/plain" | "text/html") || part.is_media();
    let is_in_place = place == 0 || (multipart != "related" && (part.is_media() || part.name.is_none()));
    part.disposition.as_deref() != Some("attachment") && is_showable && is_in_place
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
