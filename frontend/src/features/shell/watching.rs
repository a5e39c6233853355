//! What follows the mail as long as the shell is there, and that nobody misses while the first list is on its way.

use leptos::prelude::*;

use crate::features::shell::news;
use crate::state::mail::Mail;
use crate::state::recent_mail;
use crate::ui::lazy::{Later, lazy};

type Watch = fn(Mail);

lazy! {
    /// Nothing arrives while the first list is on its way.
    watching in soon: Watch => watch
}

static WATCHING: Later<Watch> = Later::new(watching);

fn watch(mail: Mail) {
    news::follow(mail);
    recent_mail::follow(mail);
}

/// Begins soon, and goes on as long as the current owner lives.
pub fn begin_soon(mail: Mail) {
    let (owner, life) = (Owner::current(), StoredValue::new(()));
    WATCHING.once_settled(move |watch| {
        // The person may have left by now.
        if let Some(owner) = owner.filter(|_| !life.is_disposed()) {
            owner.with(|| watch(mail));
        }
    });
}
