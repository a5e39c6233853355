//! A composer's frame: its rows, its keys, and files dropped or pasted anywhere in it.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::dom::{files, focus};
use crate::features::compose::attachments::AttachmentList;
use crate::features::compose::body::Body;
use crate::features::compose::desk::{Desk, use_desk};
use crate::features::compose::footer::Footer;
use crate::features::compose::header::Header;
use crate::features::compose::left_out::LeftOut;
use crate::features::compose::notices::{Failure, Notice};
use crate::features::compose::questions::Questions;
use crate::features::compose::recipients::RecipientRows;
use crate::features::compose::sender::Sender;
use crate::i18n::{t, words};
use crate::state::compose::{Compose, Composition, Place, Stand, use_compose};
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::unique_id::unique_id;
use crate::ui::when::When;

/// The whole composer for one message.
#[component]
pub fn Panel(
    /// The message.
    composition: Arc<Composition>,
) -> impl IntoView {
    let desk = Desk::new(composition.clone());
    provide_context(desk);
    let compose = use_compose();
    let title_id = unique_id("compose-title");
    let labelled_by = title_id.clone();
    let is_over = RwSignal::new(false);
    let stand: RwSignal<Stand> = composition.stand.clone().into();
    let number = composition.number;
    let is_minimised = memo(move || stand.get() == Stand::Minimised);
    let is_full = memo(move || stand.get() == Stand::Full);
    let is_front = memo(move || compose.front().get() == Some(number));
    follow_focus(desk, stand, composition.first_place);

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
            desk.attach(dropped);
        }
    };
    let on_paste = move |event: ev::ClipboardEvent| {
        let pasted = files::pasted(&event);
        // The editor takes pictures into its text.
        if !pasted.is_empty() && !event.default_prevented() {
            event.prevent_default();
            desk.attach(pasted);
        }
    };
    view! {
        <section
            class="composer"
            class:composer-full=is_full
            class:composer-minimised=is_minimised
            class:composer-front=is_front
            data-composer=number
            role="dialog"
            aria-labelledby=labelled_by
            on:keydown=move |event| answer_key(desk, &event)
            on:focusin=move |_| compose.front().set(Some(number))
            on:dragover=on_drag
            on:drop=on_drop
            on:paste=on_paste
        >
            <Header title_id />
            <div class="compose-content">
                <Notice />
                <div class="compose-rows">
                    <Sender />
                    <RecipientRows />
                    <LeftOut />
                    <Subject />
                </div>
                <Body />
                <AttachmentList />
                <Failure />
                <Footer />
            </div>
            <When is=is_over>
                <div class="compose-drop" aria-hidden="true" on:dragleave=move |_| is_over.set(false)>
                    <Icon name=IconName::Paperclip />
                    <p>{t(words::compose::DROP_HERE)}</p>
                </div>
            </When>
        </section>
        <Questions desk />
    }
    .into_any()
}

#[component]
fn Subject() -> impl IntoView {
    let desk = use_desk();
    let subject: RwSignal<String> = desk.composition().subject.clone().into();
    view! {
        <div class="compose-row">
            <input
                class="compose-subject"
                type="text"
                aria-label=t(words::compose::SUBJECT)
                placeholder=t(words::compose::SUBJECT)
                maxlength="900"
                dir="auto"
                spellcheck="true"
                prop:value=move || subject.get()
                on:input=move |event: ev::Event| {
                    subject.set(event_target_value(&event));
                    desk.changed();
                }
            />
        </div>
    }
}

/// While the composer has the keyboard, no shortcut of the page answers. Ctrl+Enter sends, Escape minimises.
fn answer_key(desk: Desk, event: &ev::KeyboardEvent) {
    event.stop_propagation();
    if event.default_prevented() {
        return;
    }
    match event.key().as_str() {
        "Escape" => desk.act(Compose::escape),
        "Enter" if event.ctrl_key() || event.meta_key() => desk.act(Compose::send),
        _ => return,
    }
    event.prevent_default();
}

/// Focus comes to where writing begins, and goes back to where it was when the composer is minimised or closed.
fn follow_focus(desk: Desk, stand: RwSignal<Stand>, first: Place) {
    let before = StoredValue::new_local(focus::active());
    let begin = move || {
        focus::soon(desk.selector(match first {
            Place::To => ".recipients-input",
            Place::Subject => ".compose-subject",
            Place::Body => ".compose-body",
        }));
    };
    Effect::new(move |was_minimised: Option<bool>| {
        let is_minimised = stand.get() == Stand::Minimised;
        match (was_minimised, is_minimised) {
            (None, false) => begin(),
            (Some(true), false) => focus::soon(desk.selector(".compose-body")),
            (Some(false), true) if focus::is_within(&desk.selector("*")) => {
                focus::leave();
                focus::give_back(before.try_get_value().flatten());
            }
            _ => {}
        }
        is_minimised
    });
    on_cleanup(move || {
        let before = before.try_get_value().flatten();
        // Once the composer has left the page: until then focus is in it, or nowhere.
        request_animation_frame(move || focus::give_back(before));
    });
}
