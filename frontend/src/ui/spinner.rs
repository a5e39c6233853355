//! A sign that something is under way and will not take long.

use leptos::prelude::*;

use crate::ui::icon::{Icon, IconName};

/// A turning ring, and what it stands for as words for screen readers.
#[component]
pub fn Spinner(
    /// What is under way: "Loading the message".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="spinner" role="status">
            <Icon name=IconName::Spinner />
            <span class="visually-hidden">{label}</span>
        </span>
    }
}
