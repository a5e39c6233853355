//! The pane in the middle: the heading, and the rows or what stands in their place.

use gatepost_shared::mailbox::Role;
use leptos::prelude::*;

use crate::features::list::empty::{Empty, Failed, MoreFailed};
use crate::features::list::grid::Grid;
use crate::features::list::heading::Heading;
use crate::features::mailboxes::name::name_of;
use crate::i18n::{t, words};
use crate::state::list::Phase;
use crate::state::mail::use_mail;
use crate::state::rows::Rows;
use crate::ui::memo::memo;
use crate::ui::spinner::Spinner;

/// What the pane shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Showing {
    Rows,
    Nothing(Option<Role>),
    Loading,
    Failed(crate::api::ApiError),
}

/// The pane.
#[component]
pub fn ListPane() -> impl IntoView {
    let mail = use_mail();
    let name = memo(move || {
        mail.current_mailbox().and_then(|id| mail.mailboxes.get(&id)).as_ref().map(name_of).unwrap_or_default()
    });
    let showing = memo(move || {
        let has_rows = mail.list.rows().with(Rows::total) > 0;
        match mail.list.phase().get() {
            _ if has_rows => Showing::Rows,
            Phase::Loading => Showing::Loading,
            Phase::Ready => Showing::Nothing(mail.current_role()),
            Phase::Failed(error) => Showing::Failed(error),
        }
    });
    let more_failed = memo(move || {
        showing.get() == Showing::Rows && mail.list.phase().with(|phase| matches!(phase, Phase::Failed(_)))
    });
    view! {
        <section class="list" aria-label=name>
            <Heading name />
            {move || more_failed.get().then(|| view! { <MoreFailed /> })}
            {move || match showing.get() {
                Showing::Rows => view! { <Grid name /> }.into_any(),
                Showing::Nothing(role) => view! { <Empty name role /> }.into_any(),
                Showing::Loading => view! { <Spinner label=t(words::list::LOADING) /> }.into_any(),
                Showing::Failed(error) => view! { <Failed error /> }.into_any(),
            }}
        </section>
    }
}
