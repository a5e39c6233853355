//! The questions about mailboxes: a new one, another name or place, deleting, emptying.

mod confirm;
mod name;

use leptos::prelude::*;

/// All of them; nothing while none is asked.
#[component]
pub fn MailboxDialogs() -> impl IntoView {
    view! {
        <name::NameDialog />
        <confirm::ConfirmDialog />
    }
}
