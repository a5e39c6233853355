//! A plain text as a person reads it.

use leptos::prelude::*;

/// The text.
#[component]
pub fn TextBody(
    /// Decoded, line ends as `\n`.
    text: String,
) -> impl IntoView {
    view! { <div class="text-body" dir="auto">{text}</div> }
}
