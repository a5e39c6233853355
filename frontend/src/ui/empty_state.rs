//! What stands where there is nothing to show, or where something failed: a picture, a sentence, a way on.

use leptos::prelude::*;

use crate::ui::icon::{Icon, IconName};

/// A calm sentence in the middle of an empty place.
#[component]
pub fn EmptyState(
    /// A picture of what could be here.
    icon: IconName,
    /// The sentence: "No messages here".
    #[prop(into)]
    title: Signal<String>,
    /// More about it, when there is more to say.
    #[prop(optional, into)]
    text: Option<Signal<String>>,
    /// A way on: usually one button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon name=icon />
            <p class="empty-state-title">{title}</p>
            {text.map(|text| view! { <p class="empty-state-text">{text}</p> })}
            {children.map(|children| view! { <div class="empty-state-actions">{children()}</div> })}
        </div>
    }
}
