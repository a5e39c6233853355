//! What is done with mail, as a part that comes after the first list: nobody waits for it to see their mail, and when
//! the first key is pressed it is mostly here.

use gatepost_shared::id::MailboxId;
use leptos::prelude::*;

use crate::commands::table::Id;
use crate::commands::verbs;
use crate::i18n::{t, words};
use crate::state::asking::Targets;
use crate::state::mail::Mail;
use crate::ui::lazy::{Later, lazy};

/// The deeds, as their callers know them.
#[derive(Clone, Copy)]
struct Deeds {
    run: fn(Id, Mail),
    move_to: fn(Mail, &Targets, &MailboxId),
}

lazy! {
    /// What the commands do.
    deeds in soon: Deeds => Deeds {
        run: verbs::run,
        move_to: |mail, targets, mailbox| mail.move_targets(targets, mailbox, words::actions::MOVED),
    }
}

static DEEDS: Later<Deeds> = Later::new(deeds);

/// Gets them while the first list is being looked at.
pub fn warm() {
    DEEDS.warm();
}

/// Does what a command says.
pub fn run(id: Id, mail: Mail) {
    with(mail, move |deeds| (deeds.run)(id, mail));
}

/// Moves mail to a mailbox.
pub fn move_to(mail: Mail, targets: Targets, mailbox: MailboxId) {
    with(mail, move |deeds| (deeds.move_to)(mail, &targets, &mailbox));
}

fn with(mail: Mail, act: impl FnOnce(Deeds) + 'static) {
    DEEDS.with(move |deeds| untrack(|| act(deeds)), move || mail.toasts.failed(t(words::common::PART_MISSING)));
}
