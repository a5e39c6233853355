//! Several lines of text under their label.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::unique_id::unique_id;

/// The lines.
#[component]
pub fn TextArea(
    /// What belongs in it: "Signature".
    #[prop(into)]
    label: String,
    /// What helps, as a sentence.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is in it.
    value: RwSignal<String>,
    /// How many lines are shown at first.
    #[prop(default = 5)]
    rows: u32,
    /// The most characters.
    #[prop(default = 16_000)]
    max_length: u32,
    /// Whether it is a program's text: every character as wide as the others, no spelling.
    #[prop(optional)]
    code: bool,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = unique_id("text");
    let hint_id = hint.as_ref().map(|_| unique_id("hint"));
    let described_by = hint_id.clone();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <div class="field-box">
                <textarea
                    class="field-input field-lines"
                    class:field-code=code
                    id=id
                    rows=rows
                    maxlength=max_length
                    dir="auto"
                    spellcheck=if code { "false" } else { "true" }
                    readonly=disabled
                    aria-describedby=described_by
                    prop:value=value
                    on:input=move |event: ev::Event| value.set(event_target_value(&event))
                ></textarea>
            </div>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
        </div>
    }
}
