//! Says a sentence to people who do not see the page change.

use leptos::prelude::*;

/// An invisible place whose every new text screen readers say when the person pauses. One a page is enough.
#[component]
pub fn LiveRegion(
    /// The sentence: "3 messages archived".
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="true">
            {text}
        </div>
    }
}
