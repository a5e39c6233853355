//! A switch: something that is on or off, and changes at once.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::unique_id::unique_id;

/// A switch with its label and what helps to decide.
#[component]
pub fn Switch(
    /// What is on or off: "Show conversations".
    #[prop(into)]
    label: Signal<String>,
    /// What that means, as a sentence.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The person wants it so.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    let hint_id = hint.as_ref().map(|_| unique_id("switch"));
    let described_by = hint_id.clone();
    view! {
        <label class="switch">
            <span class="switch-text">
                <span class="switch-label">{label}</span>
                {hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> })}
            </span>
            <input
                class="switch-box"
                type="checkbox"
                role="switch"
                // The hint is within the label: without this it would be read as part of the name.
                aria-label=label
                aria-describedby=described_by
                disabled=disabled
                prop:checked=on
                on:change=move |event: ev::Event| on_change.run(event_target_checked(&event))
            />
        </label>
    }
}
