//! The composer's frame: its rows, its keys, and files dropped or pasted anywhere in it.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::dom::{files, focus};
use crate::features::compose::attachments::AttachmentList;
use crate::features::compose::body::Body;
use crate::features::compose::footer::Footer;
use crate::features::compose::header::Header;
use crate::features::compose::recipients::RecipientRows;
use crate::features::compose::sender::Sender;
use crate::i18n::{t, words};
use crate::state::compose::{Composition, Place, use_compose};
use crate::ui::button::IconButton;
use crate::ui::icon::{Icon, IconName};
use crate::ui::unique_id::unique_id;

/// The whole composer for one message.
#[component]
pub fn Panel(
    /// The message.
    composition: Arc<Composition>,
) -> impl IntoView {
    let compose = use_compose();
    let title_id = unique_id("compose-title");
    let labelled_by = title_id.clone();
    let is_over = RwSignal::new(false);
    let is_expanded = compose.is_expanded();
    let subject: RwSignal<String> = composition.subject.clone().into();

    focus::soon(match composition.first_place {
        Place::To => ".composer .recipients-input",
        Place::Subject => ".composer .compose-subject",
        Place::Body => ".composer .compose-body",
    });

    let on_key = move |event: ev::KeyboardEvent| {
        // While the composer has the keyboard, no shortcut of the page answers.
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => compose.close(),
            "Enter" if event.ctrl_key() || event.meta_key() => compose.send(),
            _ => return,
        }
        event.prevent_default();
    };
    let on_drag = move |event: ev::DragEvent| {
        if files::is_dragged(&event) {
            event.prevent_default();
            is_over.set(true);
        }
    };
    let on_drop = move |event: ev::DragEvent| {
        is_over.set(false);
        let dropped = files::dropped(&event);
        if !dropped.is_empty() {
            event.prevent_default();
            compose.attach(dropped);
        }
    };
    let on_paste = move |event: ev::ClipboardEvent| {
        let pasted = files::pasted(&event);
        if !pasted.is_empty() {
            event.prevent_default();
            compose.attach(pasted);
        }
    };
    view! {
        <section
            class="composer"
            class:composer-expanded=move || is_expanded.get()
            role="dialog"
            aria-labelledby=labelled_by
            on:keydown=on_key
            on:dragover=on_drag
            on:drop=on_drop
            on:paste=on_paste
        >
            <Header composition=composition.clone() title_id />
            <Notice composition=composition.clone() />
            <div class="compose-rows">
                <Sender composition=composition.clone() />
                <RecipientRows composition=composition.clone() />
                <div class="compose-row">
                    <input
                        class="compose-subject"
                        type="text"
                        aria-label=t(words::compose::SUBJECT)
                        placeholder=t(words::compose::SUBJECT)
                        maxlength="900"
                        dir="auto"
                        prop:value=move || subject.get()
                        on:input=move |event: ev::Event| {
                            subject.set(event_target_value(&event));
                            compose.changed();
                        }
                    />
                </div>
            </div>
            <Body composition=composition.clone() />
            <AttachmentList composition=composition.clone() />
            <Failure composition=composition.clone() />
            <Footer composition />
            <Show when=move || is_over.get()>
                <div class="compose-drop" aria-hidden="true" on:dragleave=move |_| is_over.set(false)>
                    <Icon name=IconName::Paperclip />
                    <p>{t(words::compose::DROP_HERE)}</p>
                </div>
            </Show>
        </section>
    }
}

/// Something to know that is not wrong.
#[component]
fn Notice(composition: Arc<Composition>) -> impl IntoView {
    let notice: RwSignal<Option<String>> = composition.notice.clone().into();
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
fn Failure(composition: Arc<Composition>) -> impl IntoView {
    let failure: RwSignal<Option<String>> = composition.failure.clone().into();
    let text = |text: String| {
        view! {
            <div class="notice notice-danger compose-notice"><Icon name=IconName::Warning /><p>{text}</p></div>
        }
    };
    view! { <div role="alert">{move || failure.get().map(text)}</div> }
}
