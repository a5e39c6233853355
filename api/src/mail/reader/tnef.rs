//! TNEF (`winmail.dat`, [MS-OXTNEF]): the files and the text that Outlook packs into one attachment.
//!
//! A strict reader of lengths: what does not fit ends the reading, and what was read until then counts. It copies
//! nothing but names. Not here: embedded messages and calendar items of Outlook's own kind, which nobody else could show.

mod properties;
mod rtf;

use self::properties::{Property, properties};

/// The largest `winmail.dat` that is looked into, in bytes.
pub const MAX_TNEF: u64 = 8 * 1024 * 1024;

/// The most files of one.
const MAX_FILES: usize = 100;

/// The most attributes of one.
const MAX_ATTRIBUTES: usize = 5_000;

/// The longest name, in bytes.
const MAX_NAME: usize = 255;

const SIGNATURE: u32 = 0x223E_9F78;

// Attributes ([MS-OXTNEF], section 2.1.3.2), by the lower half of their ids.
const BODY: u16 = 0x800C;
const ATTACH_DATA: u16 = 0x800F;
const ATTACH_TITLE: u16 = 0x8010;
const ATTACH_REND_DATA: u16 = 0x9002;
const MESSAGE_PROPERTIES: u16 = 0x9003;
const ATTACHMENT_PROPERTIES: u16 = 0x9005;
const OEM_CODEPAGE: u16 = 0x9007;

// MAPI properties ([MS-OXPROPS]).
const PR_BODY: u16 = 0x1000;
const PR_RTF_COMPRESSED: u16 = 0x1009;
const PR_BODY_HTML: u16 = 0x1013;
const PR_ATTACH_LONG_FILENAME: u16 = 0x3707;
const PR_ATTACH_MIME_TAG: u16 = 0x370E;
const PR_ATTACH_CONTENT_ID: u16 = 0x3712;

/// Something that was packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The file name; none for the message's own text.
    pub name: Option<String>,
    /// The media type in lower case.
    pub media_type: String,
    /// The charset of a text.
    pub charset: Option<String>,
    /// `Content-ID`, by which HTML names a picture.
    pub cid: Option<String>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Item {
    /// Whether it is the text of the message rather than a file.
    pub fn is_text(&self) -> bool {
        self.name.is_none()
    }
}

/// Takes a `winmail.dat` apart: the message's text first (HTML, plain or RTF, whichever there are), then its files in
/// order. None when it is no TNEF at all.
pub fn items(bytes: &[u8]) -> Option<Vec<Item>> {
    let mut reader = Reader(bytes);
    if reader.u32()? != SIGNATURE {
        return None;
    }
    reader.u16()?;
    let mut packed = Packed::default();
    for _ in 0..MAX_ATTRIBUTES {
        let Some((name, data)) = reader.attribute() else { break };
        packed.take(name, data);
    }
    Some(packed.items())
}

/// Numbers in little-endian order, and pieces of known length.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = self.u32()?;
        self.take(usize::try_from(length).ok()?)
    }

    /// Level, id, length, data, checksum.
    fn attribute(&mut self) -> Option<(u16, &'a [u8])> {
        self.take(1)?;
        let id = self.u32()?;
        let data = self.sized()?;
        self.take(2)?;
        Some(((id & 0xFFFF) as u16, data))
    }
}

#[derive(Default)]
struct Packed<'a> {
    codepage: u32,
    text: Option<Text<'a>>,
    html: Option<&'a [u8]>,
    rtf: Option<&'a [u8]>,
    files: Vec<File<'a>>,
}

enum Text<'a> {
    Old(&'a [u8]),
    Unicode(String),
}

#[derive(Default)]
struct File<'a> {
    title: &'a [u8],
    long_name: Option<String>,
    media_type: Option<String>,
    cid: Option<String>,
    data: Option<&'a [u8]>,
}

impl<'a> Packed<'a> {
    fn take(&mut self, name: u16, data: &'a [u8]) {
        match name {
            OEM_CODEPAGE => self.codepage = Reader(data).u32().unwrap_or(0),
            BODY => self.text = self.text.take().or(Some(Text::Old(data))),
            MESSAGE_PROPERTIES => properties(data, |property| self.take_property(&property)),
            ATTACH_REND_DATA if self.files.len() < MAX_FILES => self.files.push(File::default()),
            ATTACH_TITLE | ATTACH_DATA | ATTACHMENT_PROPERTIES => {
                let codepage = self.codepage;
                if let Some(file) = self.files.last_mut() {
                    file.take(name, data, codepage);
                }
            }
            _ => {}
        }
    }

    fn take_property(&mut self, property: &Property<'a>) {
        match property.id {
            PR_BODY => self.text = Some(Text::Unicode(property.text(self.codepage))).or(self.text.take()),
            PR_BODY_HTML => self.html = Some(property.value),
            PR_RTF_COMPRESSED => self.rtf = Some(property.value),
            _ => {}
        }
    }

    fn items(self) -> Vec<Item> {
        let codepage = self.codepage;
        let html = self
            .html
            .filter(|html| !html.is_empty())
            .map(|html| text_item("text/html", charset(codepage), html.to_vec()));
        let text = match self.text {
            Some(Text::Old(bytes)) => Some(text_item("text/plain", charset(codepage), until_nul(bytes).to_vec())),
            Some(Text::Unicode(text)) => Some(text_item("text/plain", Some("utf-8".to_owned()), text.into_bytes())),
            None => None,
        };
        let text = text.filter(|text| !text.bytes.trim_ascii().is_empty());
        let rtf = self.rtf.filter(|_| html.is_none() && text.is_none()).and_then(rtf::decompress);
        let rtf =
            rtf.map(|bytes| Item { name: Some("message.rtf".to_owned()), ..text_item("application/rtf", None, bytes) });
        let files = self.files.into_iter().filter_map(|file| file.item(codepage));
        html.into_iter().chain(text).chain(rtf).chain(files).collect()
    }
}

fn text_item(media_type: &str, charset: Option<String>, bytes: Vec<u8>) -> Item {
    Item { name: None, media_type: media_type.to_owned(), charset, cid: None, bytes }
}

impl<'a> File<'a> {
    fn take(&mut self, name: u16, data: &'a [u8], codepage: u32) {
        match name {
            ATTACH_TITLE => self.title = data,
            ATTACH_DATA => self.data = Some(data),
            _ => properties(data, |property| match property.id {
                PR_ATTACH_LONG_FILENAME => self.long_name = Some(property.text(codepage)),
                PR_ATTACH_MIME_TAG => self.media_type = Some(property.text(codepage)),
                PR_ATTACH_CONTENT_ID => self.cid = Some(property.text(codepage)),
                _ => {}
            }),
        }
    }

    fn item(self, codepage: u32) -> Option<Item> {
        let data = self.data?;
        let name = self.long_name.map(|name| one_line(&name)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| one_line(&properties::decode(until_nul(self.title), codepage)));
        Some(Item {
            name: Some(if name.is_empty() { "file".to_owned() } else { name }),
            media_type: self
                .media_type
                .and_then(|kind| media_type(&kind))
                .unwrap_or_else(|| "application/octet-stream".to_owned()),
            charset: None,
            cid: self.cid.map(|cid| one_line(cid.trim_matches(['<', '>']))).filter(|cid| !cid.is_empty()),
            bytes: data.to_vec(),
        })
    }
}

/// `image/png`: two tokens.
fn media_type(kind: &str) -> Option<String> {
    let is_token = |word: &str| {
        (1..=100).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    let (kind, subtype) = kind.trim().split_once('/')?;
    let is_composite = matches!(kind.to_ascii_lowercase().as_str(), "multipart" | "message");
    (is_token(kind) && is_token(subtype) && !is_composite).then(|| format!("{kind}/{subtype}").to_ascii_lowercase())
}

/// The charset of a Windows code page.
fn charset(codepage: u32) -> Option<String> {
    match codepage {
        0 => None,
        65001 => Some("utf-8".to_owned()),
        932 => Some("shift_jis".to_owned()),
        936 => Some("gbk".to_owned()),
        949 => Some("euc-kr".to_owned()),
        950 => Some("big5".to_owned()),
        other => Some(format!("windows-{other}")),
    }
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

fn one_line(text: &str) -> String {
    let line: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let line = line.trim();
    line[..line.floor_char_boundary(MAX_NAME)].to_owned()
}

#[cfg(test)]
pub(crate) mod tests;
