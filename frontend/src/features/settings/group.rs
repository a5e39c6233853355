//! A group of settings that belong together, under a heading.

use leptos::prelude::*;

/// The group.
#[component]
pub fn Group(
    /// What they are about, where the section's title does not say it already.
    #[prop(optional, into)]
    title: Option<String>,
    /// What helps to decide, as a sentence.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The settings.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="settings-group">
            {title.map(|title| view! { <h3 class="settings-group-title">{title}</h3> })}
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            {children()}
        </section>
    }
    .into_any()
}
