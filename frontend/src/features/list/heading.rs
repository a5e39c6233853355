//! The head of the list: its name and how much is in it; or, while something is ticked, what can be done.

use leptos::prelude::*;

use crate::features::list::occasions;
use crate::features::part::Part;
use crate::i18n::{number, t_with, tn, words};
use crate::state::mail::use_mail;
use crate::state::rows::Rows;
use crate::state::source::Source;
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The head.
#[component]
pub fn Heading(
    /// The list's name.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let mail = use_mail();
    let has_ticks = memo(move || mail.selection.count() > 0);
    let is_search = memo(move || mail.list.source().with(|source| matches!(source, Some(Source::Search(_)))));
    view! {
        <div class="list-heading">
            {move || if has_ticks.get() {
                view! { <h1 class="visually-hidden">{name}</h1><Part load=occasions::selection_bar /> }.into_any()
            } else if is_search.get() {
                view! { <Part load=occasions::search_heading /> }.into_any()
            } else {
                view! { <MailboxHeading name /> }.into_any()
            }}
        </div>
    }
}

#[component]
fn MailboxHeading(name: Signal<String>) -> impl IntoView {
    let mail = use_mail();
    let total = memo(move || mail.list.rows().with(Rows::total));
    let unread = memo(move || {
        mail.current_mailbox().and_then(|id| mail.mailboxes.get(&id)).map_or(0, |mailbox| mailbox.unread_emails)
    });
    let collapses = memo(move || mail.list.collapses());
    let count = memo(move || {
        if total.get() == 0 {
            // The pane says it in a better sentence.
            return String::new();
        }
        let what = if collapses.get() { words::list::COUNT_CONVERSATIONS } else { words::list::COUNT };
        let total = tn(what, total.get());
        match unread.get() {
            0 => total,
            unread => total + ", " + &t_with(words::list::COUNT_UNREAD, &[("n", &number(unread))]),
        }
    });
    let has_count = Signal::derive(move || count.with(|count| !count.is_empty()));
    view! {
        <h1 class="list-title" dir="auto">{name}</h1>
        <When is=has_count><p class="list-count">{count}</p></When>
    }
}
