//! The pane in the middle: the heading, and the rows or what stands in their place.

use gatepost_shared::mailbox::Role;
use leptos::prelude::*;

use crate::features::list::empty::{Empty, Failed};
use crate::features::list::filters::Filters;
use crate::features::list::grid::Grid;
use crate::features::list::heading::Heading;
use crate::features::list::occasions;
use crate::features::mailboxes::name::name_of;
use crate::features::part::Part;
use crate::features::search::empty::SearchFailed;
use crate::i18n::{t, t_with, words};
use crate::state::list::Phase;
use crate::state::mail::use_mail;
use crate::state::rows::Rows;
use crate::state::source::Source;
use crate::ui::memo::memo;
use crate::ui::spinner::Spinner;
use crate::ui::when::When;

/// What the pane shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Showing {
    Rows,
    Nothing(Option<Role>),
    NothingMatches,
    NothingFound,
    Loading,
    Failed(crate::api::ApiError),
    SearchFailed(crate::api::ApiError),
}

/// The pane.
#[component]
pub fn ListPane() -> impl IntoView {
    let mail = use_mail();
    let name = memo(move || match mail.list.source().get() {
        Some(Source::Search(search)) => t_with(words::search::RESULTS, &[("query", &search.query)]),
        _ => mail.current_mailbox().and_then(|id| mail.mailboxes.get(&id)).as_ref().map(name_of).unwrap_or_default(),
    });
    let is_search = memo(move || mail.list.source().with(|source| matches!(source, Some(Source::Search(_)))));
    let is_filtered = memo(move || mail.list.wish().with(|wish| !wish.is_everything()));
    let showing = memo(move || {
        let has_rows = mail.list.rows().with(Rows::total) > 0;
        match mail.list.phase().get() {
            _ if has_rows => Showing::Rows,
            Phase::Loading => Showing::Loading,
            Phase::Ready if is_search.get() => Showing::NothingFound,
            Phase::Ready if is_filtered.get() => Showing::NothingMatches,
            Phase::Ready => Showing::Nothing(mail.current_role()),
            Phase::Failed(error) if is_search.get() => Showing::SearchFailed(error),
            Phase::Failed(error) => Showing::Failed(error),
        }
    });
    // A mailbox without mail has nothing to filter.
    let has_filters =
        Signal::derive(move || !is_search.get() && !matches!(showing.get(), Showing::Nothing(_) | Showing::Failed(_)));
    let more_failed = memo(move || {
        showing.get() == Showing::Rows && mail.list.phase().with(|phase| matches!(phase, Phase::Failed(_)))
    });
    let has_ticks = memo(move || mail.selection.count() > 0);
    let is_changing = memo(move || mail.bulk.under_way().with(Option::is_some));
    occasions::warm();
    view! {
        <section class="list" aria-label=name>
            <Heading name />
            <When is=has_ticks><Part load=occasions::select_everything /></When>
            <When is=has_filters><Filters /></When>
            <When is=is_search><Part load=occasions::search_state /></When>
            <When is=is_changing><Part load=occasions::bulk_notice /></When>
            <When is=more_failed><Part load=occasions::more_failed /></When>
            {move || match showing.get() {
                Showing::Rows => view! { <Grid name /> }.into_any(),
                Showing::Nothing(role) => view! { <Empty name role /> }.into_any(),
                Showing::NothingMatches => view! { <Part load=occasions::nothing_matches /> }.into_any(),
                Showing::NothingFound => view! { <Part load=occasions::nothing_found /> }.into_any(),
                Showing::SearchFailed(error) => view! { <SearchFailed error /> }.into_any(),
                Showing::Loading => view! { <Spinner label=t(words::list::LOADING) /> }.into_any(),
                Showing::Failed(error) => view! { <Failed error /> }.into_any(),
            }}
        </section>
    }
}
