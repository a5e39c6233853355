//! What a new message begins with when another program asks for it: a mail link (`/compose?mailto=…`, RFC 6068), or something
//! that is shared with the installed program (`/compose?title=…&text=…&url=…`). `manifest.webmanifest` names both.
//!
//! Either is written by strangers. It fills the composer and no more: the person sees what it says, and sends it or not.

use gatepost_shared::draft::Draft;
use gatepost_shared::mailto::{Mailto, line, lines};

use crate::routes::parameter;
use crate::state::compose::{Compose, Place};

/// The longest text that can be shared, in bytes: the browser's URL has no room for more.
const MAX_TEXT: usize = 64 * 1024;

impl Compose {
    /// A new message that begins with what the query says; an empty one where it says nothing that can be read.
    pub(super) fn begin_given(&self, query: &str) {
        let draft = linked(query).unwrap_or_else(|| shared(query));
        let place = first_gap(&draft);
        self.begin(draft, place);
    }
}

/// What a mail link says.
fn linked(query: &str) -> Option<Draft> {
    let Mailto { to, cc, bcc, subject, body, in_reply_to } = Mailto::parse(&parameter(query, "mailto")?)?;
    let in_reply_to: Vec<String> = in_reply_to.into_iter().collect();
    let references = in_reply_to.clone();
    Some(Draft { to, cc, bcc, subject, text_body: body, in_reply_to, references, ..Draft::default() })
}

/// What is shared: the address of a page stands under its text, unless the text has it already.
fn shared(query: &str) -> Draft {
    let value = |name: &str| parameter(query, name).unwrap_or_default();
    let (text, url) = (lines(value("text").trim()), line(&value("url")));
    let pieces = if text.contains(&url) { vec![text] } else { vec![text, url] };
    let pieces: Vec<String> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
    let mut text_body = pieces.join("\n\n");
    text_body.truncate(text_body.floor_char_boundary(MAX_TEXT));
    Draft { subject: line(&value("title")), text_body, ..Draft::default() }
}

/// Where the person goes on writing.
fn first_gap(draft: &Draft) -> Place {
    match draft {
        Draft { to, .. } if to.is_empty() => Place::To,
        Draft { subject, .. } if subject.is_empty() => Place::Subject,
        _ => Place::Body,
    }
}

#[cfg(test)]
mod tests {
    use gatepost_shared::address::EmailAddress;

    use super::*;

    #[test]
    fn a_mail_link_becomes_a_message() {
        let query = "mailto=mailto%3Aa%2Bx%40b.example%3Fsubject%3DTwo%2520words%26cc%3Dc%40b.example%26body%3Done%250D%250Atwo";
        let draft = linked(query).unwrap();
        let recipients = (draft.to.as_slice(), draft.cc.as_slice());
        assert_eq!(
            recipients,
            ([EmailAddress::bare("a+x@b.example")].as_slice(), [EmailAddress::bare("c@b.example")].as_slice())
        );
        assert_eq!((draft.subject.as_str(), draft.text_body.as_str()), ("Two words", "one\ntwo"));
        assert_eq!(first_gap(&draft), Place::Body);
        assert_eq!(linked("mailto=https%3A%2F%2Fx.example"), None);
    }

    #[test]
    fn a_page_that_is_shared_is_named_once() {
        let draft = shared("title=The+gate&text=Read+this%0D%0A&url=https%3A%2F%2Fx.example%2F");
        assert_eq!((draft.subject.as_str(), draft.text_body.as_str()), ("The gate", "Read this\n\nhttps://x.example/"));
        assert_eq!(shared("text=https%3A%2F%2Fx.example&url=https%3A%2F%2Fx.example").text_body, "https://x.example");
        assert_eq!(shared(""), Draft::default());
    }
}
