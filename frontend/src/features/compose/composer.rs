//! The composer's place in the application: empty, or with the message that is being written.

use std::sync::Arc;

use leptos::prelude::*;

use crate::dom::focus;
use crate::features::compose::panel::Panel;
use crate::features::compose::questions::Questions;
use crate::features::part::Part;
use crate::state::compose::{Composition, use_compose};
use crate::ui::lazy::lazy;

lazy! {
    /// The composer itself: most visits read and write nothing.
    open_composer => {
        let composition: Arc<Composition> = expect_context();
        view! {
            <Panel composition=composition.clone() />
            <Questions composition />
        }
    }
}

/// Shows the composer while a message is being written. Once in the application, behind everything else.
#[component]
pub fn Composer() -> impl IntoView {
    let compose = use_compose();
    let before = StoredValue::new_local(None);
    // Focus goes back to where it was when the composer is closed.
    Effect::new(move |was_open: Option<bool>| {
        let is_open = compose.current().with(Option::is_some);
        match (was_open.unwrap_or(false), is_open) {
            (false, true) => before.set_value(focus::active()),
            (true, false) => focus::give_back(before.try_update_value(Option::take).flatten()),
            _ => {}
        }
        is_open
    });
    view! {
        {move || {
            compose.current().get().map(|composition| {
                provide_context(composition);
                view! { <Part load=open_composer /> }
            })
        }}
    }
}
