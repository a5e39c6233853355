//! BODYSTRUCTURE: the tree of parts, and which of them to show, to offer, or to pass over.
//!
//! A broken structure gives the parts that can be made out, and a warning. Not here: the bytes ([`super::part`]).

mod bodies;
mod parameters;
mod read;

use gatepost_shared::email::{EmailBodyPart, Warning};
use gatepost_shared::id::{BlobId, EmailId};

use super::decode::Encoding;

pub(super) use self::bodies::Bodies;
pub(super) use self::read::parse;

/// How deep the tree is passed on: JSON parsers stop at 128 levels, of which each part takes two.
const MAX_TREE: usize = 50;

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

/// What a structure says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Structure {
    pub(super) root: Part,
    pub(super) warnings: Vec<Warning>,
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
mod tests;
