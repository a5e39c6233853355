//! How far something is that takes its time.

use leptos::prelude::*;

/// A bar from 0 to 1; without a value it says only that something is under way.
#[component]
pub fn Progress(
    /// What is under way: "Uploading plan.pdf".
    #[prop(into)]
    label: Signal<String>,
    /// The part that is done, 0 to 1; none when nobody knows.
    #[prop(into)]
    value: Signal<Option<f64>>,
) -> impl IntoView {
    let done = move || value.get().map(|part| format!("{:.3}", part.clamp(0.0, 1.0)));
    view! { <progress class="progress" max="1" value=done aria-label=move || label.get()></progress> }
}
