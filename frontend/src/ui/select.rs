//! A choice of one among a few, as the browser's own list.

use leptos::ev;
use leptos::prelude::*;

/// The words of a choice: what it is for the program, and for the person.
pub type Options = Vec<(String, String)>;

/// The list itself, without a label beside it.
#[component]
pub fn Select(
    /// What is chosen, for screen readers, unless a `<label>` says it.
    #[prop(optional, into)]
    label: Option<String>,
    /// Its id, for a `<label>`.
    #[prop(optional, into)]
    id: Option<String>,
    /// The choices.
    #[prop(into)]
    options: Signal<Options>,
    /// The one that is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The person chose another.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <select
            class="select"
            id=id
            aria-label=label
            disabled=disabled
            on:change=move |event: ev::Event| on_change.run(event_target_value(&event))
        >
            {move || {
                options
                    .get()
                    .into_iter()
                    .map(|(word, text)| {
                        let is_chosen = word.clone();
                        view! {
                            <option value=word prop:selected=move || value.with(|value| *value == is_chosen)>
                                {text}
                            </option>
                        }
                    })
                    .collect_view()
            }}
        </select>
    }
}
