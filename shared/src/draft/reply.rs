//! Answering and passing on: who gets it, who writes it, and how it is tied to the original.

use crate::address::EmailAddress;
use crate::draft::quote::{self, ForwardWords};
use crate::draft::{Draft, DraftAction, DraftAttachment, DraftReference, subject};
use crate::email::Email;
use crate::identity::Identity;

/// How many Message-IDs `References` carries: the first and the newest ones. Long threads would otherwise
/// grow their headers without end; RFC 5322 sets no limit, RFC 5536 (section 3.2.8) cuts in this way.
const MAX_REFERENCES: usize = 21;

/// Whether an answer goes to the author or to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// To the author.
    Author,
    /// To the author and to everybody who got the original, or to whom the author wants it to go (Mail-Followup-To).
    Everybody,
    /// To the mailing list that it came by, and to nobody besides; without one, to everybody.
    List,
}

impl Draft {
    /// An answer to an email.
    ///
    /// `text` is the original's text; `attribution` the finished line above the quote, in the person's language;
    /// `me` the person's identities, the main one first.
    pub fn reply(email: &Email, text: &str, attribution: &str, me: &[Identity], audience: Audience) -> Self {
        let (to, cc) = recipients_of_reply(email, me, audience);
        Self {
            from: author(email, me),
            to,
            cc,
            subject: subject::reply(email.subject.as_deref().unwrap_or_default()),
            text_body: quote::answer(text, attribution),
            in_reply_to: email.message_id.iter().take(1).cloned().collect(),
            references: references(email),
            reference: Some(DraftReference { email_id: email.id.clone(), action: DraftAction::Reply }),
            ..Self::default()
        }
    }

    /// An email passed on, its attachments with it.
    pub fn forward(email: &Email, text: &str, words: &ForwardWords, me: &[Identity]) -> Self {
        Self {
            from: author(email, me),
            subject: subject::forward(email.subject.as_deref().unwrap_or_default()),
            text_body: quote::forwarded(text, email, words),
            // It belongs to the conversation, but answers nobody: References without In-Reply-To.
            references: references(email),
            attachments: attachments(email),
            reference: Some(DraftReference { email_id: email.id.clone(), action: DraftAction::Forward }),
            ..Self::default()
        }
    }
}

impl Draft {
    /// An email passed on whole, as a file in another.
    pub fn forward_as_file(email: &Email, me: &[Identity]) -> Self {
        let subject = email.subject.as_deref().unwrap_or_default();
        let file = DraftAttachment {
            blob_id: email.blob_id.clone(),
            name: format!("{}.eml", if subject.trim().is_empty() { "message" } else { subject.trim() }),
            media_type: "message/rfc822".to_owned(),
            size: email.size,
            cid: None,
        };
        Self {
            from: author(email, me),
            subject: subject::forward(subject),
            references: references(email),
            attachments: vec![file],
            reference: Some(DraftReference { email_id: email.id.clone(), action: DraftAction::Forward }),
            ..Self::default()
        }
    }

    /// The same message written anew: it answers nothing, and nothing is marked when it is sent.
    pub fn edit_as_new(email: &Email, text: &str, me: &[Identity]) -> Self {
        let from = email.from.iter().find(|from| is_me(from, me)).cloned();
        Self {
            from: from.unwrap_or_else(|| me.first().map(Identity::address).unwrap_or_default()),
            to: email.to.clone(),
            cc: email.cc.clone(),
            bcc: email.bcc.clone(),
            reply_to: email.reply_to.clone(),
            subject: email.subject.clone().unwrap_or_default(),
            text_body: text.to_owned(),
            attachments: attachments(email),
            ..Self::default()
        }
    }
}

fn is_me(address: &EmailAddress, me: &[Identity]) -> bool {
    me.iter().any(|identity| identity.email.trim().eq_ignore_ascii_case(address.email.trim()))
}

fn recipients_of_reply(email: &Email, me: &[Identity], audience: Audience) -> (Vec<EmailAddress>, Vec<EmailAddress>) {
    let is_own = email.from.iter().any(|from| is_me(from, me));
    // Whoever answers an own message goes on talking to those whom it went to (RFC 5322 has no word on it).
    let authors = match () {
        () if is_own => &email.to,
        () if !email.reply_to.is_empty() => &email.reply_to,
        () if !email.from.is_empty() => &email.from,
        () => &email.sender,
    };
    let mut taken = Vec::new();
    if audience == Audience::List && !email.list_post.is_empty() {
        return (distinct(&email.list_post), Vec::new());
    }
    if audience != Audience::Author && !is_own && !email.mail_followup_to.is_empty() {
        // Whoever is in it is meant, the person too; they need no copy of what they write.
        let meant = others(&email.mail_followup_to, me, &mut taken);
        return (if meant.is_empty() { distinct(&email.mail_followup_to) } else { meant }, Vec::new());
    }
    let mut to = others(authors, me, &mut taken);
    let mut cc = Vec::new();
    if audience != Audience::Author {
        to.extend(others(&email.to, me, &mut taken));
        cc = others(&email.cc, me, &mut taken);
    }
    if to.is_empty() && cc.is_empty() {
        // A note to oneself is answered to oneself.
        to = distinct(authors);
    }
    (to, cc)
}

/// Those of the people who are neither the person nor taken already; takes them.
fn others(people: &[EmailAddress], me: &[Identity], taken: &mut Vec<EmailAddress>) -> Vec<EmailAddress> {
    let mut chosen = Vec::new();
    for address in people {
        let is_known = is_me(address, me) || taken.iter().any(|other| other.same_mailbox(address));
        if !is_known && !address.email.trim().is_empty() {
            taken.push(address.clone());
            chosen.push(address.clone());
        }
    }
    chosen
}

fn distinct(people: &[EmailAddress]) -> Vec<EmailAddress> {
    others(people, &[], &mut Vec::new())
}

/// Who writes: the identity that the original was sent to (or came from), otherwise the main one.
fn author(email: &Email, me: &[Identity]) -> EmailAddress {
    let identity = [&email.from, &email.to, &email.cc, &email.bcc]
        .into_iter()
        .flatten()
        .find_map(|address| me.iter().find(|identity| identity.email.eq_ignore_ascii_case(address.email.trim())))
        .or_else(|| me.first());
    identity.map(Identity::address).unwrap_or_default()
}

/// RFC 5322, section 3.6.4: the parent's References (or its In-Reply-To, if that is one id), then its Message-ID.
fn references(email: &Email) -> Vec<String> {
    let ancestors = match (email.references.as_slice(), email.in_reply_to.as_slice()) {
        ([], [parent]) => std::slice::from_ref(parent),
        (references, _) => references,
    };
    let mut ids: Vec<String> = Vec::new();
    for id in ancestors.iter().chain(email.message_id.first()) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    if ids.len() > MAX_REFERENCES {
        ids.drain(1..=ids.len() - MAX_REFERENCES);
    }
    ids
}

fn attachments(email: &Email) -> Vec<DraftAttachment> {
    let carried = email.attachments.iter().filter_map(|part| {
        Some(DraftAttachment {
            blob_id: part.blob_id.clone()?,
            name: part.name.clone().unwrap_or_default(),
            media_type: part.media_type.clone(),
            size: part.size,
            cid: None,
        })
    });
    carried.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::EmailBodyPart;
    use crate::id::{BlobId, EmailId, MailboxId};

    fn people(addresses: &[&str]) -> Vec<EmailAddress> {
        addresses.iter().map(|address| EmailAddress::bare(*address)).collect()
    }

    fn alice() -> Vec<Identity> {
        let identity = |email: &str| Identity::new(&EmailAddress::named("Alice", email));
        vec![identity("alice@example.org"), identity("info@example.org")]
    }

    fn email(from: &[&str], to: &[&str], cc: &[&str]) -> Email {
        let id = EmailId::new(MailboxId::new("INBOX").unwrap(), 1, 7).unwrap();
        Email {
            blob_id: BlobId::new(id.clone(), "").unwrap(),
            mailbox_id: id.mailbox().clone(),
            id,
            keywords: crate::keyword::Keywords::default(),
            size: 1,
            received_at: crate::date::UtcDate::default(),
            sent_at: None,
            message_id: vec!["7@example.org".to_owned()],
            in_reply_to: vec![],
            references: vec![],
            sender: vec![],
            from: people(from),
            reply_to: vec![],
            to: people(to),
            cc: people(cc),
            bcc: vec![],
            mail_followup_to: vec![],
            list_post: vec![],
            disposition_notification_to: vec![],
            subject: Some("Lunch".to_owned()),
            has_attachment: false,
            preview: None,
            body_structure: EmailBodyPart::default(),
            text_body: vec![],
            html_body: vec![],
            attachments: vec![],
            body_values: std::collections::BTreeMap::default(),
            warnings: vec![],
            authentication: None,
            mailing_list: None,
            calendar_events: vec![],
        }
    }

    fn reply(email: &Email, audience: Audience) -> Draft {
        Draft::reply(email, "Noon?", "Carol wrote:", &alice(), audience)
    }

    #[test]
    fn an_answer_goes_to_the_author_and_comes_from_the_address_that_was_written_to() {
        let draft =
            reply(&email(&["carol@example.org"], &["info@example.org"], &["bob@example.org"]), Audience::Author);
        assert_eq!(draft.to, people(&["carol@example.org"]));
        assert_eq!(draft.cc, []);
        assert_eq!(draft.from, EmailAddress::named("Alice", "info@example.org"));
        assert_eq!(draft.subject, "Re: Lunch");
        assert_eq!(draft.text_body, "\n\nCarol wrote:\n> Noon?\n");
        assert_eq!(draft.reference.unwrap().action, DraftAction::Reply);
    }

    #[test]
    fn an_answer_to_all_leaves_me_out_and_names_nobody_twice() {
        let mail = email(
            &["carol@example.org"],
            &["alice@example.org", "bob@example.org", "Carol@Example.org"],
            &["INFO@example.org", "bob@example.org", "dave@example.org"],
        );
        let draft = reply(&mail, Audience::Everybody);
        assert_eq!(draft.to, people(&["carol@example.org", "bob@example.org"]));
        assert_eq!(draft.cc, people(&["dave@example.org"]));
    }

    #[test]
    fn reply_to_is_obeyed() {
        let mut mail = email(&["carol@example.org"], &["alice@example.org"], &[]);
        mail.reply_to = people(&["list@example.org"]);
        assert_eq!(reply(&mail, Audience::Author).to, people(&["list@example.org"]));
    }

    #[test]
    fn an_answer_to_my_own_message_goes_to_those_whom_i_wrote_to() {
        let mail = email(&["alice@example.org"], &["carol@example.org"], &["bob@example.org"]);
        assert_eq!(reply(&mail, Audience::Author).to, people(&["carol@example.org"]));
        let to_all = reply(&mail, Audience::Everybody);
        assert_eq!((to_all.to, to_all.cc), (people(&["carol@example.org"]), people(&["bob@example.org"])));
    }

    #[test]
    fn an_answer_to_a_list_goes_there_and_mail_followup_to_is_obeyed() {
        let mut mail = email(&["carol@example.org"], &["list@example.org", "alice@example.org"], &["bob@example.org"]);
        assert_eq!(reply(&mail, Audience::List), reply(&mail, Audience::Everybody), "without a list");
        mail.list_post = people(&["list@example.org"]);
        let to_list = reply(&mail, Audience::List);
        assert_eq!((to_list.to, to_list.cc), (people(&["list@example.org"]), vec![]));
        mail.mail_followup_to = people(&["list@example.org", "alice@example.org"]);
        let to_all = reply(&mail, Audience::Everybody);
        assert_eq!((to_all.to, to_all.cc), (people(&["list@example.org"]), vec![]));
        assert_eq!(reply(&mail, Audience::Author).to, people(&["carol@example.org"]));
    }

    #[test]
    fn what_is_edited_as_new_is_a_message_of_its_own() {
        let mut mail = email(&["info@example.org"], &["carol@example.org"], &["bob@example.org"]);
        mail.references = vec!["1@example.org".to_owned()];
        let draft = Draft::edit_as_new(&mail, "Noon?", &alice());
        assert_eq!((draft.from.email.as_str(), draft.subject.as_str()), ("info@example.org", "Lunch"));
        assert_eq!((draft.to, draft.cc), (people(&["carol@example.org"]), people(&["bob@example.org"])));
        assert!(draft.references.is_empty() && draft.in_reply_to.is_empty() && draft.reference.is_none());
        mail.from = people(&["carol@example.org"]);
        assert_eq!(Draft::edit_as_new(&mail, "", &alice()).from.email, "alice@example.org", "one's own name");
    }

    #[test]
    fn a_forward_as_a_file_holds_the_whole_message() {
        let draft = Draft::forward_as_file(&email(&["carol@example.org"], &[], &[]), &alice());
        assert_eq!((draft.attachments[0].name.as_str(), draft.attachments[0].blob_id.section()), ("Lunch.eml", ""));
        assert_eq!((draft.subject.as_str(), draft.text_body.as_str()), ("Fwd: Lunch", ""));
    }

    #[test]
    fn a_note_to_myself_is_answered_to_myself() {
        let mail = email(&["alice@example.org"], &["alice@example.org"], &[]);
        assert_eq!(reply(&mail, Audience::Everybody).to, people(&["alice@example.org"]));
    }

    #[test]
    fn the_conversation_is_kept_together() {
        let mut mail = email(&["carol@example.org"], &["alice@example.org"], &[]);
        mail.in_reply_to = vec!["6@example.org".to_owned()];
        let draft = reply(&mail, Audience::Author);
        assert_eq!(draft.in_reply_to, ["7@example.org"]);
        assert_eq!(draft.references, ["6@example.org", "7@example.org"]);

        mail.references = (0..100).map(|number| format!("r{number}@example.org")).collect();
        let references = reply(&mail, Audience::Author).references;
        assert_eq!(references.len(), MAX_REFERENCES);
        assert_eq!((references[0].as_str(), references[20].as_str()), ("r0@example.org", "7@example.org"));
        assert_eq!(references[1], "r81@example.org");
    }

    #[test]
    fn an_email_without_message_id_can_be_answered_too() {
        let mut mail = email(&["carol@example.org"], &["alice@example.org"], &[]);
        mail.message_id.clear();
        let draft = reply(&mail, Audience::Author);
        assert_eq!((draft.in_reply_to, draft.references), (vec![], vec![]));
    }

    #[test]
    fn a_forward_carries_header_text_and_attachments() {
        let mut mail = email(&["carol@example.org"], &["alice@example.org"], &[]);
        mail.subject = Some("Lunch\r\nBcc: everybody".to_owned());
        let blob_id = BlobId::new(mail.id.clone(), "2").unwrap();
        mail.attachments = vec![EmailBodyPart {
            blob_id: Some(blob_id.clone()),
            name: Some("menu.pdf".to_owned()),
            media_type: "application/pdf".to_owned(),
            size: 9,
            ..EmailBodyPart::default()
        }];
        let words = ForwardWords {
            heading: "--- Forwarded ---",
            from: "From",
            date: "Date",
            subject: "Subject",
            to: "To",
            cc: "Cc",
            sent_at: "Monday",
        };
        let draft = Draft::forward(&mail, "Noon?\n-- \nCarol", &words, &alice());
        assert_eq!(
            draft.text_body,
            "\n\n--- Forwarded ---\nFrom: carol@example.org\nDate: Monday\nSubject: Lunch Bcc: everybody\nTo: alice@example.org\n\nNoon?\n-- \nCarol"
        );
        assert!(draft.to.is_empty() && draft.in_reply_to.is_empty());
        assert_eq!(draft.references, ["7@example.org"]);
        assert_eq!(draft.attachments[0].blob_id, blob_id);
    }
}
