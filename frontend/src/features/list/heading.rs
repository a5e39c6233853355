//! The head of the list: the mailbox's name and how much is in it; or, while something is ticked, what can be done.

use leptos::prelude::*;

use crate::features::list::selection_bar::SelectionBar;
use crate::i18n::{number, t_with, tn, words};
use crate::state::mail::use_mail;
use crate::state::rows::Rows;
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The head.
#[component]
pub fn Heading(
    /// The mailbox's name.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let mail = use_mail();
    let total = memo(move || mail.list.rows().with(Rows::total));
    let unread = memo(move || {
        mail.current_mailbox().and_then(|id| mail.mailboxes.get(&id)).map_or(0, |mailbox| mailbox.unread_emails)
    });
    let count = memo(move || {
        if total.get() == 0 {
            // The pane says it in a better sentence.
            return String::new();
        }
        let total = tn(words::list::COUNT, total.get());
        match unread.get() {
            0 => total,
            unread => format!("{total}, {}", t_with(words::list::COUNT_UNREAD, &[("n", &number(unread))])),
        }
    });
    let has_ticks = memo(move || mail.selection.count() > 0);
    let has_none = Signal::derive(move || !has_ticks.get());
    view! {
        <div class="list-heading">
            <When is=has_ticks>
                <h1 class="visually-hidden">{name}</h1>
                <SelectionBar />
            </When>
            <When is=has_none>
                <h1 class="list-title" dir="auto">{name}</h1>
                <p class="list-count">{count}</p>
            </When>
        </div>
    }
}
