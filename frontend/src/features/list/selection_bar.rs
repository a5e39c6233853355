//! What can be done with the ticked messages.

use leptos::prelude::*;

use crate::commands::table::Id;
use crate::features::command_button::CommandButton;
use crate::i18n::{t, tn, words};
use crate::state::mail::use_mail;

/// The order of the buttons.
const COMMANDS: [Id; 7] = [Id::Archive, Id::Delete, Id::Junk, Id::Move, Id::MarkRead, Id::MarkUnread, Id::Star];

/// The bar.
#[component]
pub fn SelectionBar() -> impl IntoView {
    let mail = use_mail();
    view! {
        <div class="toolbar selection-bar" role="toolbar" aria-label=t(words::list::TOOLBAR)>
            <CommandButton id=Id::ClearSelection />
            <p class="selection-count">{move || tn(words::list::SELECTED, mail.selection.count())}</p>
            <div class="toolbar-gap"></div>
            {COMMANDS.map(|id| view! { <CommandButton id /> }).collect_view()}
        </div>
    }
}
