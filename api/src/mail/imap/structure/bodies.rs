//! Which parts are shown, and which are offered beside the text.

use super::Part;

/// Which parts to show and to offer (RFC 8621, section 4.1.4).
#[derive(Debug, Default)]
pub(in crate::mail::imap) struct Bodies<'a> {
    pub(in crate::mail::imap) text: Vec<&'a Part>,
    pub(in crate::mail::imap) html: Vec<&'a Part>,
    pub(in crate::mail::imap) attachments: Vec<&'a Part>,
}

impl<'a> Bodies<'a> {
    /// Sorts the parts of a message.
    pub(super) fn of(root: &'a Part) -> Self {
        let mut sorter = Sorter::default();
        sorter.sort(&[root], "mixed", Shown { html: true, text: true }, false);
        sorter.0
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
