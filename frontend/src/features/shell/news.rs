//! New mail, told where the page is not looked at: by the browser's notifications, by a sound, and by the number on the
//! program's icon.

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;
use gatepost_shared::query::MAX_LIMIT;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::emails::Wish;
use crate::dom::effect::effect;
use crate::dom::lock::{self, Claim, Manner};
use crate::dom::notify::{self, Note};
use crate::dom::{badge, page, sound, storage};
use crate::features::list::row_text::{face, subject};
use crate::i18n::{tn, words};
use crate::routes::Route;
use crate::state::mail::Mail;
use crate::ui::memo::memo;

/// The most messages that are told one by one.
const MOST: usize = 3;

/// The tag of the one notification that stands for many messages.
const MANY: &str = "many";

/// Where this browser keeps which message was told last, and what a tab owns that tells of one: what one tab has told the
/// others need not.
const TOLD: &str = "told";

/// The message that this tab told last, owned until it tells the next.
type Told = StoredValue<Option<Claim>>;

/// Tells of new mail, as long as the current owner lives.
pub fn follow(mail: Mail) {
    notify::on_open(move |path| mail.navigation.go(Route::from_path(path)));
    let told: Told = StoredValue::new(None);
    effect(move || {
        let count = mail.mailboxes.arrived().get();
        if count > 0 {
            untrack(|| tell(mail, count, told));
        }
    });
    let unread = memo(move || match mail.mailboxes.with_role(Role::Inbox) {
        Some(inbox) if mail.settings.notifications().badge => inbox.unread_emails,
        _ => 0,
    });
    effect(move || badge::set(unread.get()));
    on_cleanup(|| badge::set(0));
}

/// Whether a notification would say anything that the person does not see.
fn is_worth_showing(mail: Mail) -> bool {
    mail.settings.notifications().desktop && notify::may() && !page::is_looked_at()
}

/// Tells of so many messages that have come into the inbox.
fn tell(mail: Mail, count: u32, told: Told) {
    if !is_worth_showing(mail) && !mail.settings.notifications().sound {
        return;
    }
    let Some(inbox) = mail.mailboxes.with_role(Role::Inbox) else { return };
    spawn_local(async move {
        // Those that came last are the newest. What cannot be read now is not told: the list says so.
        let Ok(window) = mail.api.window(&inbox.id, &Wish::default(), 0, count.min(MAX_LIMIT)).await else { return };
        let fresh: Vec<EmailSummary> = window.list.into_iter().filter(is_fresh).collect();
        let Some(newest) = fresh.first() else { return };
        if is_first_to_tell(&newest.id, told).await {
            tell_of(mail, &fresh);
        }
    });
}

fn tell_of(mail: Mail, fresh: &[EmailSummary]) {
    if mail.settings.notifications().sound {
        sound::play();
    }
    if is_worth_showing(mail) {
        for note in notes(fresh) {
            notify::show(note, move |path| mail.navigation.go(Route::from_path(path)));
        }
    }
}

/// Whether another program has neither shown it to the person nor called it junk.
fn is_fresh(row: &EmailSummary) -> bool {
    !row.keywords.is_seen() && !row.keywords.has(Keyword::JUNK)
}

/// Whether no tab of this browser has told of it yet; from now on, this one has. Tabs hear of it at the same moment, and
/// what one has stored reaches the others a little later: so it is owned as well.
async fn is_first_to_tell(newest: &EmailId, told: Told) -> bool {
    let newest = newest.to_string();
    if storage::get(TOLD).as_ref() == Some(&newest) {
        return false;
    }
    let Some(claim) = lock::claim(&format!("{TOLD}:{newest}"), Manner::IfFree, || {}).await else { return false };
    // Where nothing is kept each tab tells, and their notifications take each other's place.
    let _ = storage::set(TOLD, &newest);
    told.set_value(Some(claim));
    true
}

/// What is shown of these messages, the newest last, where it stands on top.
fn notes(fresh: &[EmailSummary]) -> Vec<Note> {
    match u32::try_from(fresh.len()) {
        Ok(count) if fresh.len() > MOST => vec![Note {
            title: tn(words::shell::NEW_MAIL, count),
            body: senders(fresh),
            tag: MANY.to_owned(),
            path: Route::Inbox.path(),
        }],
        _ => fresh.iter().rev().map(note).collect(),
    }
}

fn note(row: &EmailSummary) -> Note {
    let preview = row.preview.as_deref().map(str::trim).filter(|preview| !preview.is_empty());
    Note {
        title: face(row, false).display().to_owned(),
        body: [Some(subject(row).as_str()), preview].into_iter().flatten().collect::<Vec<_>>().join("\n"),
        tag: row.id.to_string(),
        path: Route::Email(row.id.clone()).path(),
    }
}

/// Who has written, each of them once, the latest first.
fn senders(fresh: &[EmailSummary]) -> String {
    let mut names: Vec<String> = Vec::new();
    for name in fresh.iter().map(|row| face(row, false).display().to_owned()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use gatepost_shared::id::MailboxId;
    use serde_json::json;

    use super::*;

    fn row(uid: u32, name: &str, keywords: &[&str]) -> EmailSummary {
        let mailbox = MailboxId::new("INBOX").unwrap();
        let keywords: serde_json::Map<_, _> = keywords.iter().map(|word| ((*word).to_owned(), json!(true))).collect();
        serde_json::from_value(json!({
            "id": EmailId::new(mailbox.clone(), 7, uid).unwrap(), "mailboxId": mailbox, "keywords": keywords, "size": 1,
            "receivedAt": "2026-11-23T09:30:00Z", "from": [{"name": name, "email": "erin@elsewhere.test"}], "to": [],
            "subject": format!("Letter {uid}"), "hasAttachment": false, "preview": "Dear all, "
        }))
        .unwrap()
    }

    #[test]
    fn a_few_messages_are_told_one_by_one_and_lead_to_themselves() {
        let notes = notes(&[row(9, "", &[]), row(8, "Frank", &[])]);
        let said: Vec<_> = notes.iter().map(|note| (note.title.as_str(), note.body.as_str())).collect();
        assert_eq!(said, [("Frank", "Letter 8\nDear all,"), ("erin@elsewhere.test", "Letter 9\nDear all,")]);
        let newest = row(9, "", &[]).id;
        assert_eq!((&notes[1].tag, &notes[1].path), (&newest.to_string(), &Route::Email(newest).path()));
    }

    #[test]
    fn of_many_messages_each_sender_is_named_once() {
        let many: Vec<_> =
            [(4, "Erin"), (3, "Frank"), (2, "Erin"), (1, "Grace")].map(|(uid, name)| row(uid, name, &[])).into();
        assert_eq!(senders(&many), "Erin, Frank, Grace");
    }

    #[test]
    fn what_was_read_elsewhere_or_is_junk_is_no_news() {
        assert!(is_fresh(&row(1, "Erin", &["$flagged"])));
        assert!(!is_fresh(&row(1, "Erin", &["$seen"])));
        assert!(!is_fresh(&row(1, "Erin", &["$junk"])));
    }
}
