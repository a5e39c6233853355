//! What the composer says above its fields and below its text.

use leptos::prelude::*;

use crate::features::compose::desk::use_desk;
use crate::i18n::{t, words};
use crate::ui::button::IconButton;
use crate::ui::icon::{Icon, IconName};

/// Something to know that is not wrong.
#[component]
pub fn Notice() -> impl IntoView {
    let notice: RwSignal<Option<String>> = use_desk().composition().notice.clone().into();
    let text = move |text: String| {
        view! {
            <div class="notice compose-notice">
                <Icon name=IconName::Info />
                <p>{text}</p>
                <IconButton icon=IconName::Close label=t(words::common::DISMISS) on_press=move || notice.set(None) />
            </div>
        }
    };
    view! { <div role="status">{move || notice.get().map(text)}</div> }
}

/// Why the message was not sent.
#[component]
pub fn Failure() -> impl IntoView {
    let failure: RwSignal<Option<String>> = use_desk().composition().failure.clone().into();
    let text = |text: String| {
        view! {
            <div class="notice notice-danger compose-notice"><Icon name=IconName::Warning /><p>{text}</p></div>
        }
    };
    view! { <div role="alert">{move || failure.get().map(text)}</div> }
}
