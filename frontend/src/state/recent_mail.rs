//! The newest mail, kept on this device before anybody opens it: without a network it can be read all the same.

use std::time::Duration;

use gatepost_shared::mailbox::Role;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::api::emails::{email_url, thread_url};
use crate::api::reading::{Showing, html_url};
use crate::dom::effect::effect;
use crate::dom::timer::sleep;
use crate::dom::worker;
use crate::state::latest::Latest;
use crate::state::list::Phase;
use crate::state::mail::Mail;
use crate::state::rows::Row;

/// What fits into a journey by train.
const NEWEST: u32 = 20;
/// The person comes first, and a worker that was new a moment ago has begun.
const LATER: Duration = Duration::from_secs(6);

/// Keeps what is newest in the inbox whenever that is shown, as long as the current owner lives.
pub fn follow(mail: Mail) {
    let (keeping, dark) = (Latest::new(), mail.is_dark());
    effect(move || {
        mail.mailboxes.arrived().track();
        if mail.list.phase().get() == Phase::Ready {
            keeping.run(async move {
                sleep(LATER).await;
                keep(mail, dark.get_untracked());
            });
        }
    });
}

fn keep(mail: Mail, dark: bool) {
    let is_inbox = untrack(|| mail.mailboxes.with_role(Role::Inbox)).is_some_and(|inbox| mail.list.is_of(&inbox.id));
    if is_inbox && !mail.api.is_kept().get_untracked() {
        let stacked = untrack(|| mail.reads_conversations());
        let newest: Vec<Value> = (0..NEWEST)
            .filter_map(|place| untrack(|| mail.list.row(place)))
            .map(|row| urls(&row, stacked, dark))
            .collect();
        worker::tell(&json!({ "keep": newest }).to_string());
    }
}

/// What the reader asks for when it opens the row.
fn urls(row: &Row, stacked: bool, dark: bool) -> Value {
    let showing = Showing { dark, ..Showing::default() };
    json!({
        "email": email_url(&row.id),
        "thread": stacked.then(|| thread_url(&row.id)),
        "html": html_url(&row.id, &showing),
    })
}
