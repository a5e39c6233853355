//! The composers' place in the application: side by side at the lower edge; on a phone one at a time.

use leptos::prelude::*;

use crate::features::compose::panel::Panel;
use crate::features::part::PartOnceWanted;
use crate::i18n::{t, words};
use crate::state::compose::{Compose, use_compose};
use crate::ui::lazy::{lazy, warm};

lazy! {
    /// The composers themselves: most visits read and write nothing.
    composers in compose => view! { <Dock /> }
}

/// Shows a composer for each message that is being written. Once in the application, behind everything else.
#[component]
pub fn Composer() -> impl IntoView {
    let compose = use_compose();
    let is_writing = Signal::derive(move || compose.open().with(|open| !open.is_empty()));
    Compose::warm();
    warm(composers);
    view! { <PartOnceWanted is=is_writing load=composers /> }
}

#[component]
fn Dock() -> impl IntoView {
    let compose = use_compose();
    let open = compose.open();
    view! {
        <div
            class="compose-dock"
            class:compose-dock-alone=compose.is_alone()
            role="region"
            aria-label=t(words::compose::MESSAGES)
        >
            <For each=move || open.get() key=|composition| composition.number let:composition>
                <Panel composition />
            </For>
        </div>
    }
}
