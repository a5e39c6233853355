//! The composers' place in the application: side by side at the lower edge; on a phone one at a time.

use std::sync::Arc;

use leptos::prelude::*;

use crate::features::compose::panel::Panel;
use crate::features::part::Part;
use crate::i18n::{t, words};
use crate::state::compose::{Composition, use_compose};
use crate::ui::lazy::{lazy, warm};

lazy! {
    /// The composer itself: most visits read and write nothing.
    open_composer => {
        let composition: Arc<Composition> = expect_context();
        view! { <Panel composition /> }
    }
}

/// Shows a composer for each message that is being written. Once in the application, behind everything else.
#[component]
pub fn Composer() -> impl IntoView {
    let compose = use_compose();
    warm(open_composer);
    compose.warm();
    let open = compose.open();
    view! {
        <div
            class="compose-dock"
            class:compose-dock-alone=compose.is_alone()
            role="region"
            aria-label=t(words::compose::MESSAGES)
        >
            <For each=move || open.get() key=|composition| composition.number let:composition>
                {
                    provide_context(composition);
                    view! { <Part load=open_composer /> }
                }
            </For>
        </div>
    }
}
