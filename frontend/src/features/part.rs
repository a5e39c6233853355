//! A lazily loaded part in its place, with the words for waiting and failing.

use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::i18n::{t, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::lazy::{Lazy, Loading};
use crate::ui::when::When;

/// A part of the client, loaded when it is first shown.
#[component]
pub fn Part(
    /// Loads it: a function that `lazy!` has made.
    load: fn() -> Loading,
    /// In its place while it is under way.
    #[prop(optional, into)]
    waiting: ViewFn,
    /// What is beside it on the screen is drawn first.
    #[prop(optional)]
    patient: bool,
) -> impl IntoView {
    view! { <Lazy part=load waiting failed=failed patient /> }
}

/// A part that is loaded when it is first wanted, and stays: what it shows from then on is its own business.
#[component]
pub fn PartOnceWanted(
    /// Whether it is wanted now.
    #[prop(into)]
    is: Signal<bool>,
    /// Loads it: a function that `lazy!` has made.
    load: fn() -> Loading,
) -> impl IntoView {
    let was_wanted = RwSignal::new(false);
    effect(move || {
        if is.get() {
            was_wanted.set(true);
        }
    });
    view! { <When is=was_wanted><Part load /></When> }
}

fn failed(again: Callback<()>) -> AnyView {
    view! {
        <EmptyState icon=IconName::Warning title=t(words::common::PART_MISSING)>
            <Button variant=ButtonVariant::Primary on_press=move || again.run(())>{t(words::common::RETRY)}</Button>
        </EmptyState>
    }
    .into_any()
}
