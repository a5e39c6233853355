//! A group of settings that belong together, under a heading.

use leptos::prelude::*;

/// The group.
#[component]
pub fn Group(
    /// What they are about.
    #[prop(into)]
    title: String,
    /// What helps to decide, as a sentence.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The settings.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="settings-group">
            <h3 class="settings-group-title">{title}</h3>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            {children()}
        </section>
    }
    .into_any()
}
