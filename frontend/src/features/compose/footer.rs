//! The composer's lower edge: send, attach, where the text is safe, discard.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::files;
use crate::features::compose::save_state::SaveStateText;
use crate::i18n::{t, words};
use crate::state::compose::{Composition, Question, use_compose};
use crate::ui::button::{Button, ButtonVariant, IconButton};
use crate::ui::icon::IconName;

/// The commands of the composer.
#[component]
pub fn Footer(
    /// The message.
    composition: Arc<Composition>,
) -> impl IntoView {
    let compose = use_compose();
    let chooser: NodeRef<html::Input> = NodeRef::new();
    let is_sending: RwSignal<bool> = composition.is_sending.clone().into();
    let question: RwSignal<Option<Question>> = composition.question.clone().into();
    let choose = move || {
        if let Some(element) = chooser.get_untracked() {
            element.click();
        }
    };
    view! {
        <div class="compose-footer">
            <Button
                variant=ButtonVariant::Primary
                icon=IconName::Send
                busy=is_sending
                on_press=move || compose.send()
            >
                {t(words::compose::SEND)}
            </Button>
            <IconButton icon=IconName::Paperclip label=t(words::compose::ATTACH) on_press=choose />
            <input
                type="file"
                multiple
                hidden
                node_ref=chooser
                on:change=move |event: ev::Event| compose.attach(files::chosen(&event))
            />
            <SaveStateText composition />
            <IconButton
                icon=IconName::Trash
                label=t(words::compose::DISCARD)
                disabled=is_sending
                on_press=move || question.set(Some(Question::Discard))
            />
        </div>
    }
}
