//! Looking at something more closely, above the page: a file, a mail within a mail, the source; and passing a mail on as it
//! is. One dialog for all of them, of which the page needs nothing until the person asks.

mod file;
mod nested;
mod redirect;
mod source;

use leptos::prelude::*;

use crate::features::reader::look::file::FileLook;
use crate::features::reader::look::nested::NestedLook;
use crate::features::reader::look::redirect::RedirectLook;
use crate::features::reader::look::source::SourceLook;
use crate::i18n::{t, words};
use crate::state::mail::use_mail;
use crate::state::reader::Look;
use crate::ui::dialog::Dialog;
use crate::ui::memo::memo;

/// The dialog; nothing while the person looks at nothing.
#[component]
pub fn LookDialog() -> impl IntoView {
    let mail = use_mail();
    let look = memo(move || mail.reader.look().get());
    let title = move || {
        look.with(|look| match look {
            Some(Look::File(files, place)) => files.get(*place).map(|file| file.name.clone()).unwrap_or_default(),
            Some(Look::Nested(..)) => t(words::reader::NESTED).to_owned(),
            Some(Look::Source(_)) => t(words::reader::SOURCE).to_owned(),
            Some(Look::Redirect(_)) => t(words::reader::REDIRECT).to_owned(),
            None => String::new(),
        })
    };
    let content = move || match look.get() {
        Some(Look::File(files, place)) => view! { <FileLook files place /> }.into_any(),
        Some(Look::Nested(id, part)) => view! { <NestedLook id part /> }.into_any(),
        Some(Look::Source(id)) => view! { <SourceLook id /> }.into_any(),
        Some(Look::Redirect(id)) => view! { <RedirectLook id /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <Dialog
            open=Signal::derive(move || look.with(Option::is_some))
            on_close=move || mail.reader.look().set(None)
            title=Signal::derive(title)
            close_label=t(words::common::CLOSE)
            wide=true
        >
            {content}
        </Dialog>
    }
}
