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
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 1000")]
    let done = move || value.get().map(|part| (part.clamp(0.0, 1.0) * 1000.0).round() as u32);
    view! { <progress class="progress" max="1000" value=done aria-label=label></progress> }
}
