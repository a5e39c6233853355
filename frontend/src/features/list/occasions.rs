//! What stands in the list's pane on occasion: while something is ticked, in a search, when a filter leaves nothing over. One
//! part of the client, which comes after the first rows.

use leptos::prelude::*;

use crate::features::list::bulk_notice::BulkNotice;
use crate::features::list::empty::{MoreFailed, NothingMatches};
use crate::features::list::selection_bar::{SelectEverything, SelectionBar};
use crate::features::search::empty::NothingFound;
use crate::features::search::heading::SearchHeading;
use crate::features::search::results::SearchState;
use crate::ui::lazy::{Builder, Later, Loading, lazy};

/// The views, each by what builds it.
#[derive(Clone, Copy)]
struct Views {
    selection_bar: Builder,
    select_everything: Builder,
    bulk_notice: Builder,
    more_failed: Builder,
    nothing_matches: Builder,
    search_heading: Builder,
    search_state: Builder,
    nothing_found: Builder,
}

lazy! {
    /// The first list is one of a mailbox, with nothing ticked.
    occasions in soon: Views => Views {
        selection_bar: || view! { <SelectionBar /> }.into_any(),
        select_everything: || view! { <SelectEverything /> }.into_any(),
        bulk_notice: || view! { <BulkNotice /> }.into_any(),
        more_failed: || view! { <MoreFailed /> }.into_any(),
        nothing_matches: || view! { <NothingMatches /> }.into_any(),
        search_heading: || view! { <SearchHeading /> }.into_any(),
        search_state: || view! { <SearchState /> }.into_any(),
        nothing_found: || view! { <NothingFound /> }.into_any(),
    }
}

static VIEWS: Later<Views> = Later::new(occasions);

/// Gets them while the first list is being looked at.
pub fn warm() {
    VIEWS.warm();
}

fn load(which: fn(Views) -> Builder) -> Loading {
    Box::pin(async move { VIEWS.get().await.map(which) })
}

/// What can be done with the ticked messages.
pub fn selection_bar() -> Loading {
    load(|views| views.selection_bar)
}

/// The offer to tick all that there are.
pub fn select_everything() -> Loading {
    load(|views| views.select_everything)
}

/// How far a change of everything has got.
pub fn bulk_notice() -> Loading {
    load(|views| views.bulk_notice)
}

/// Some rows could not be read.
pub fn more_failed() -> Loading {
    load(|views| views.more_failed)
}

/// The filters leave nothing over.
pub fn nothing_matches() -> Loading {
    load(|views| views.nothing_matches)
}

/// What the results are called.
pub fn search_heading() -> Loading {
    load(|views| views.search_heading)
}

/// How far a search has got.
pub fn search_state() -> Loading {
    load(|views| views.search_state)
}

/// Nothing was found.
pub fn nothing_found() -> Loading {
    load(|views| views.nothing_found)
}
