//! A lazily loaded part in its place, with the words for waiting and failing.

use leptos::prelude::*;

use crate::i18n::{t, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::lazy::{Lazy, Loading};

/// A part of the client, loaded when it is first shown.
#[component]
pub fn Part(
    /// Loads it: a function that `lazy!` has made.
    load: fn() -> Loading,
) -> impl IntoView {
    view! { <Lazy part=load failed=failed /> }
}

fn failed(again: Callback<()>) -> AnyView {
    view! {
        <EmptyState icon=IconName::Warning title=t(words::common::PART_MISSING)>
            <Button variant=ButtonVariant::Primary on_press=move || again.run(())>{t(words::common::RETRY)}</Button>
        </EmptyState>
    }
    .into_any()
}
