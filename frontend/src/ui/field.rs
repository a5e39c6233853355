//! A labelled line of text in a form, with what is wrong about it and what helps.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::ui::unique_id::unique_id;
use crate::ui::when::When;

/// A text input under its label.
#[component]
pub fn Field(
    /// What belongs in it: "Email address".
    #[prop(into)]
    label: Signal<String>,
    /// What is in it.
    value: RwSignal<String>,
    /// The input's `type`: "text", "email", "password".
    #[prop(into, default = Signal::stored("text".to_owned()))]
    kind: Signal<String>,
    /// The name by which password managers know it.
    #[prop(optional)]
    name: &'static str,
    /// What the browser may fill in (HTML, section 4.10.18.7): "username".
    #[prop(optional)]
    autocomplete: &'static str,
    /// The keyboard that a phone should show: "email".
    #[prop(optional)]
    inputmode: &'static str,
    /// What is wrong with it, as a sentence.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The most characters.
    #[prop(default = 1024)]
    max_length: u32,
    /// The input itself, for those who want to focus it.
    #[prop(optional)]
    input_ref: NodeRef<html::Input>,
    /// A button inside the field's end, such as "Show password".
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let id = unique_id("field");
    let error_id = format!("{id}-error");
    let has_error = Signal::derive(move || error.with(Option::is_some));
    let described_by = error_id.clone();
    let attribute = |text: &'static str| (!text.is_empty()).then_some(text);
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <div class="field-box">
                <input
                    class="field-input"
                    id=id
                    node_ref=input_ref
                    type=move || kind.get()
                    name=attribute(name)
                    autocomplete=attribute(autocomplete)
                    inputmode=attribute(inputmode)
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength=max_length
                    readonly=disabled
                    aria-invalid=move || has_error.get().then_some("true")
                    aria-describedby=move || has_error.get().then(|| described_by.clone())
                    prop:value=value
                    on:input=move |event: ev::Event| value.set(event_target_value(&event))
                />
                {children.map(|children| children())}
            </div>
            <When is=has_error>
                <p class="field-error" id=error_id.clone()>{error}</p>
            </When>
        </div>
    }
}
