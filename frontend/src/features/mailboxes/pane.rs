//! The pane at the start: a new message, and the tree.

use leptos::prelude::*;

use crate::features::compose_button::ComposeButton;
use crate::features::mailboxes::tree::Tree;
use crate::i18n::{t, words};

/// The pane.
#[component]
pub fn MailboxesPane() -> impl IntoView {
    view! {
        <nav class="mailboxes" aria-label=t(words::mailboxes::MAILBOXES)>
            <div class="mailboxes-compose"><ComposeButton /></div>
            <Tree />
        </nav>
    }
}
