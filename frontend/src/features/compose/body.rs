//! The text.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::i18n::{t, words};
use crate::state::compose::{Composition, use_compose};

/// A field of plain text that grows with it. Writing begins above what is quoted.
#[component]
pub fn Body(
    /// The message.
    composition: Arc<Composition>,
) -> impl IntoView {
    let compose = use_compose();
    let field: NodeRef<html::Textarea> = NodeRef::new();
    let text: RwSignal<String> = composition.text.clone().into();
    effect(move || {
        if let Some(element) = field.get() {
            // Setting the value has put the caret behind the quote; it can be moved once the field is drawn.
            request_animation_frame(move || drop(element.set_selection_range(0, 0)));
        }
    });
    view! {
        <textarea
            class="compose-body"
            node_ref=field
            aria-label=t(words::compose::BODY)
            dir="auto"
            spellcheck="true"
            prop:value=move || text.get()
            on:input=move |event: ev::Event| {
                text.set(event_target_value(&event));
                compose.changed();
            }
        ></textarea>
    }
}
