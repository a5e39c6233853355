//! The head of the list: the mailbox's name and how much is in it; or, while something is ticked, what can be done.

use leptos::prelude::*;

use crate::features::list::selection_bar::SelectionBar;
use crate::i18n::{number, t_with, tn, words};
use crate::state::mail::use_mail;
use crate::state::rows::Rows;

/// The head.
#[component]
pub fn Heading(
    /// The mailbox's name.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let mail = use_mail();
    let total = Memo::new(move |_| mail.list.rows().with(Rows::total));
    let unread = Memo::new(move |_| {
        mail.current_mailbox().and_then(|id| mail.mailboxes.get(&id)).map_or(0, |mailbox| mailbox.unread_emails)
    });
    let count = move || {
        if total.get() == 0 {
            // The pane says it in a better sentence.
            return String::new();
        }
        let total = tn(words::list::COUNT, total.get());
        match unread.get() {
            0 => total,
            unread => format!("{total}, {}", t_with(words::list::COUNT_UNREAD, &[("n", &number(unread))])),
        }
    };
    let has_ticks = Memo::new(move |_| mail.selection.count() > 0);
    view! {
        <div class="list-heading">
            <Show when=move || has_ticks.get() fallback=move || view! {
                <h1 class="list-title" dir="auto">{move || name.get()}</h1>
                <p class="list-count">{count}</p>
            }>
                <h1 class="visually-hidden">{move || name.get()}</h1>
                <SelectionBar />
            </Show>
        </div>
    }
}
