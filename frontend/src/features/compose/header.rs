//! The composer's upper edge: what is being written, and the ways to enlarge and to close it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::i18n::{t, words};
use crate::state::compose::{Composition, use_compose};
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;

/// The title is the subject, as soon as there is one.
#[component]
pub fn Header(
    /// The message.
    composition: Arc<Composition>,
    /// The id of the heading, which names the composer.
    title_id: String,
) -> impl IntoView {
    let compose = use_compose();
    let subject: RwSignal<String> = composition.subject.clone().into();
    let is_expanded = compose.is_expanded();
    let title = move || match subject.get().trim() {
        "" => t(words::compose::NEW_MESSAGE).to_owned(),
        subject => subject.to_owned(),
    };
    let size_icon = move || if is_expanded.get() { IconName::Collapse } else { IconName::Expand };
    let size_label = move || t(if is_expanded.get() { words::compose::COLLAPSE } else { words::compose::EXPAND });
    view! {
        <div class="compose-header">
            <h2 class="compose-title truncate" id=title_id dir="auto">{title}</h2>
            <div class="compose-resize">
                <IconButton
                    icon=Signal::derive(size_icon)
                    label=Signal::derive(move || size_label().to_owned())
                    on_press=move || is_expanded.update(|expanded| *expanded = !*expanded)
                />
            </div>
            <IconButton
                icon=IconName::Close
                label=t(words::compose::CLOSE)
                shortcut="Esc"
                on_press=move || compose.close()
            />
        </div>
    }
}
