//! From the parts of an email to one piece of HTML: what stands beside HTML (plain text, pictures) is put in its place.

use gatepost_shared::email::{EmailBodyPart, EmailBodyValue};
use gatepost_shared::id::BlobId;

use super::cap::MAX_INPUT;
use super::images::Remote;
use super::names::escape;
use super::sanitise::Options;
use super::view::Scheme;
use crate::mail::imap::HtmlBody;

/// How much text of one part is worth fetching: what is beyond it is cut off, and a byte more shows that it is.
pub const MAX_HTML: usize = MAX_INPUT + 1;

/// What to sanitise, or none when the email has nothing to show as HTML. `url` says where a part is served.
pub fn to_sanitise(
    body: &HtmlBody,
    remote: Remote,
    scheme: Scheme,
    url: impl Fn(&BlobId) -> String,
) -> Option<(String, Options)> {
    let is_html = |part: &EmailBodyPart| part.media_type == "text/html";
    if !body.parts.iter().any(is_html) {
        return None;
    }
    let mut options = Options { remote, scheme, ..Options::default() };
    for (content_id, blob) in &body.named {
        options.cid.insert(content_id.clone(), url(blob));
    }
    let mut html = String::new();
    for part in &body.parts {
        if part.media_type.starts_with("image/") {
            // Named by a Content-ID of ours; a sender who uses the same name shows the same picture.
            let Some(blob) = &part.blob_id else { continue };
            let name = format!("gatepost.{}", blob.section());
            html.extend(["<p><img src=\"cid:", &name, "\"></p>"]);
            options.cid.insert(name, url(blob));
        } else if let Some(EmailBodyValue { value, is_truncated, .. }) =
            part.part_id.as_ref().and_then(|id| body.values.get(id))
        {
            options.is_cut |= is_truncated;
            if is_html(part) {
                html.push_str(value);
            } else {
                html.push_str("<pre>");
                escape(value, &mut html);
                html.push_str("</pre>");
            }
        }
    }
    Some((html, options))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use super::super::sanitise;
    use super::*;

    fn part(section: &str, media_type: &str) -> EmailBodyPart {
        let blob_id = Some(blob(section));
        EmailBodyPart {
            part_id: Some(section.to_owned()),
            blob_id,
            media_type: media_type.to_owned(),
            ..EmailBodyPart::default()
        }
    }

    fn blob(section: &str) -> BlobId {
        let inbox = gatepost_shared::id::MailboxId::new("INBOX").expect("a name");
        let email = gatepost_shared::id::EmailId::new(inbox, 1, 1).expect("an id");
        BlobId::new(email, section).expect("a section")
    }

    fn text(value: &str) -> EmailBodyValue {
        EmailBodyValue { value: value.to_owned(), is_encoding_problem: false, is_truncated: false }
    }

    #[test]
    fn html_text_and_pictures_stand_in_the_order_of_the_mail() {
        let body = HtmlBody {
            parts: vec![part("1", "text/html"), part("2", "image/png"), part("3", "text/plain")],
            values: BTreeMap::from([
                ("1".to_owned(), text("<p>See <img src='cid:logo@x'>")),
                ("3".to_owned(), text("-- \n<list footer>")),
            ]),
            named: HashMap::from([("logo@x".to_owned(), blob("4"))]),
        };
        let (html, options) =
            to_sanitise(&body, Remote::Blocked, Scheme::Light, |blob| format!("/blobs/{}", blob.section()))
                .expect("a document");
        let document = sanitise(&html, &options).html;
        let places: Vec<_> = ["See", "/blobs/4", "/blobs/2", "<pre>-- \n&lt;list footer&gt;"]
            .iter()
            .map(|piece| document.find(piece).unwrap_or_else(|| panic!("{piece} is missing from {document}")))
            .collect();
        assert!(places.is_sorted(), "{document}");
    }

    #[test]
    fn mail_without_html_is_not_made_html() {
        let body = HtmlBody { parts: vec![part("1", "text/plain")], ..HtmlBody::default() };
        assert!(to_sanitise(&body, Remote::Blocked, Scheme::Light, |_| String::new()).is_none());
    }
}
