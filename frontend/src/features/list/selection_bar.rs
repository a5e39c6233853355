//! What can be done with the ticked messages, and, once all that are loaded are ticked, with all that there are.

use leptos::prelude::*;

use crate::commands::table::Id;
use crate::features::command_button::CommandButton;
use crate::i18n::{t, tn, words};
use crate::state::mail::use_mail;
use crate::state::rows::Rows;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The order of the buttons.
const COMMANDS: [Id; 8] =
    [Id::Archive, Id::Delete, Id::Junk, Id::Move, Id::Tag, Id::MarkRead, Id::MarkUnread, Id::Star];

/// The bar.
#[component]
pub fn SelectionBar() -> impl IntoView {
    let mail = use_mail();
    let count = move || {
        if mail.selection.everything().get() {
            tn(words::list::EVERYTHING_SELECTED, mail.list.rows().with(Rows::total))
        } else {
            tn(words::list::SELECTED, mail.selection.count())
        }
    };
    view! {
        <div class="toolbar selection-bar" role="toolbar" aria-label=t(words::list::TOOLBAR)>
            <CommandButton id=Id::ClearSelection />
            <p class="selection-count">{count}</p>
            <div class="toolbar-gap"></div>
            {COMMANDS.map(|id| view! { <CommandButton id /> }).collect_view()}
        </div>
    }
}

/// Offers to mean all that there are: below the bar, once more than one is ticked.
#[component]
pub fn SelectEverything() -> impl IntoView {
    let mail = use_mail();
    let total = memo(move || mail.list.rows().with(Rows::total));
    let is_offered = Signal::derive(move || {
        let count = mail.selection.count();
        count > 1 && count < total.get() && !mail.selection.everything().get() && mail.can_mean_everything()
    });
    view! {
        <When is=is_offered>
            <div class="select-everything">
                <Button
                    variant=ButtonVariant::Quiet
                    on_press=move || {
                        mail.list.rows().with_untracked(|rows| mail.selection.set(rows.known(0..rows.total())));
                        mail.selection.everything().set(true);
                    }
                >
                    {move || tn(words::list::SELECT_EVERYTHING, total.get())}
                </Button>
            </div>
        </When>
    }
}
