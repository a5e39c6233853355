//! The text: letters and lines, or with formatting.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::features::compose::desk::use_desk;
use crate::features::compose::rich::Rich;
use crate::i18n::{t, words};
use crate::state::compose::Format;
use crate::ui::memo::memo;

/// The field that the message is written in.
#[component]
pub fn Body() -> impl IntoView {
    let format: RwSignal<Format> = use_desk().composition().format.clone().into();
    let is_rich = memo(move || format.get() == Format::Rich);
    move || if is_rich.get() { view! { <Rich /> }.into_any() } else { view! { <Plain /> }.into_any() }
}

/// A field of plain text. Writing begins above what is quoted.
#[component]
fn Plain() -> impl IntoView {
    let desk = use_desk();
    let field: NodeRef<html::Textarea> = NodeRef::new();
    let text: RwSignal<String> = desk.composition().text.clone().into();
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
                desk.changed();
            }
        ></textarea>
    }
}
