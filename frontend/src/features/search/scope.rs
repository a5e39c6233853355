//! Where a search looks, said plainly: in all mail, or in the one mailbox where the person is or was.

use gatepost_shared::id::MailboxId;
use leptos::prelude::*;

use crate::features::mailboxes::name::name_of;
use crate::i18n::{t, t_with, words};
use crate::state::mail::{Mail, use_mail};
use crate::ui::memo::memo;

/// The mailbox where the person is; while they search, where they were.
pub fn here(mail: Mail) -> Memo<Option<MailboxId>> {
    Memo::new(move |before: Option<&Option<MailboxId>>| mail.current_mailbox().or_else(|| before.cloned().flatten()))
}

/// The choice. (The browser's own: it is small, and phones show it as they show all of them.)
#[component]
pub fn Scope(
    /// The one mailbox; none for all mail.
    #[prop(into)]
    mailbox: Signal<Option<MailboxId>>,
    /// Where the person is or was.
    here: Memo<Option<MailboxId>>,
    /// It was chosen.
    #[prop(into)]
    on_choose: Callback<(Option<MailboxId>,)>,
) -> impl IntoView {
    let mail = use_mail();
    let name = memo(move || here.get().and_then(|id| mail.mailboxes.get(&id)).as_ref().map(name_of));
    let choose = move |event| {
        let is_here = event_target_value(&event) == "here";
        on_choose.run((here.get_untracked().filter(|_| is_here),));
    };
    view! {
        <select
            class="search-scope"
            aria-label=t(words::search::SCOPE)
            prop:value=move || if mailbox.with(Option::is_some) { "here" } else { "all" }
            on:change=choose
        >
            <option value="all">{t(words::search::SCOPE_ALL)}</option>
            {move || name.get().map(|name| view! {
                <option value="here" selected=mailbox.get_untracked().is_some()>
                    {t_with(words::search::SCOPE_HERE, &[("mailbox", &name)])}
                </option>
            })}
        </select>
    }
}
