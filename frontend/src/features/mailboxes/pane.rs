//! The pane at the start: a new message, the tree, and what looks like mailboxes: searches that are kept, and tags.

use leptos::prelude::*;

use crate::features::compose_button::ComposeButton;
use crate::features::mailboxes::side_list::{Kind, SideList};
use crate::features::mailboxes::tree::Tree;
use crate::features::part::Part;
use crate::i18n::{t, words};
use crate::state::asking::Question;
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::IconName;
use crate::ui::lazy::lazy;

lazy! {
    /// They stand below the tree, and nothing moves when they come.
    side_lists in soon => view! {
        <SideList kind=Kind::Searches />
        <SideList kind=Kind::Tags />
    }
}

/// The pane.
#[component]
pub fn MailboxesPane() -> impl IntoView {
    let mail = use_mail();
    view! {
        <div class="mailboxes">
            <div class="mailboxes-compose"><ComposeButton /></div>
            <div class="mailboxes-tree">
                <Tree />
                <Button
                    variant=ButtonVariant::Quiet
                    icon=IconName::Plus
                    on_press=move || mail.asking.ask(Question::NewMailbox(None))
                >
                    {t(words::actions::MAILBOX_NEW)}
                </Button>
            </div>
            <Part load=side_lists patient=true />
        </div>
    }
}
