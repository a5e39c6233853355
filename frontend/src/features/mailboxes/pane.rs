//! The pane at the start: a new message, and the tree.

use leptos::prelude::*;

use crate::features::compose_button::ComposeButton;
use crate::features::mailboxes::tree::Tree;

/// The pane.
#[component]
pub fn MailboxesPane() -> impl IntoView {
    view! {
        <div class="mailboxes">
            <div class="mailboxes-compose"><ComposeButton /></div>
            <Tree />
        </div>
    }
}
