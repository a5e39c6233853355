//! The text of the browser's tab: where the person is, and how much is unread there if they want to know.

use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::page;
use crate::features::mailboxes::name::name_of;
use crate::i18n::{number, t, t_with, words};
use crate::routes::Route;
use crate::state::mail::Mail;
use crate::ui::memo::memo;

/// Keeps the title as long as the current owner lives.
pub fn follow(mail: Mail) {
    let title = memo(move || {
        if mail.navigation.route().with(|route| matches!(route, Route::Contacts(_))) {
            return Some(t_with(words::shell::TITLE, &[("place", t(words::contacts::TITLE))]));
        }
        let mailbox = mail.mailboxes.get(&mail.current_mailbox()?)?;
        let subject = mail.reader.shown().and_then(|email| email.subject.clone());
        let place = subject.unwrap_or_else(|| name_of(&mailbox));
        let unread = if mail.settings.notifications().badge { mailbox.unread_emails } else { 0 };
        Some(match unread {
            0 => t_with(words::shell::TITLE, &[("place", &place)]),
            unread => t_with(words::shell::TITLE_UNREAD, &[("n", &number(unread)), ("place", &place)]),
        })
    });
    effect(move || {
        if let Some(title) = title.get() {
            page::set_title(&title);
        }
    });
}
