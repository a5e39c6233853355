//! The HTML body: a document of its own from the node, sanitised there, under its own Content-Security-Policy, in a
//! frame that runs no scripts. This document only gives it room.

use gatepost_shared::id::EmailId;
use leptos::html;
use leptos::prelude::*;

use crate::api::emails::html_url;
use crate::dom::effect::effect;
use crate::dom::frame;
use crate::dom::theme;
use crate::i18n::{t, tn, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};

/// No scripts; the same origin, so that its height can be measured; links open in tabs that are free of the sandbox.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// How far the document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    /// It is here; so many remote images are not.
    Shown(u32),
    Failed,
}

/// The frame, and above it how many images were not loaded.
#[component]
pub fn HtmlFrame(
    /// The email.
    id: EmailId,
) -> impl IntoView {
    let mail = use_mail();
    let stage = RwSignal::new(Stage::Loading);
    let remote = RwSignal::new(false);
    // Each attempt is a new frame.
    let attempt = RwSignal::new(0_u32);
    let again = move || {
        stage.set(Stage::Loading);
        attempt.update(|attempt| *attempt += 1);
    };
    let show_images = move || {
        remote.set(true);
        again();
    };
    // The frame's request does not pass our client: any other call finds out whether the session has ended.
    effect(move || {
        if stage.get() == Stage::Failed {
            mail.mailboxes.refresh();
        }
    });
    Effect::new(move |before: Option<bool>| {
        let expired = mail.session.expired().get();
        if before == Some(true) && !expired && stage.get_untracked() == Stage::Failed {
            again();
        }
        expired
    });
    let notice = move || match stage.get() {
        Stage::Shown(blocked) if blocked > 0 => Some((IconName::Shield, tn(words::reader::BLOCKED, blocked))),
        Stage::Failed => Some((IconName::Warning, t(words::reader::BODY_FAILED).to_owned())),
        Stage::Loading | Stage::Shown(_) => None,
    };
    let way_on = move || match stage.get_untracked() {
        Stage::Failed => view! { <Button on_press=again>{t(words::common::RETRY)}</Button> }.into_any(),
        _ => view! {
            <Button variant=ButtonVariant::Quiet on_press=show_images>{t(words::reader::SHOW_IMAGES)}</Button>
        }
        .into_any(),
    };
    view! {
        {move || notice().map(|(icon, text)| view! { <div class="notice"><Icon name=icon /><p>{text}</p>{way_on()}</div> })}
        // A list of one: another key is another frame, which loads even when its URL is the same.
        <For each=move || [attempt.get()] key=|attempt| *attempt let:_attempt>
            <Frame url=html_url(&id, remote.get_untracked(), theme::is_dark()) stage />
        </For>
    }
}

#[component]
fn Frame(url: String, stage: RwSignal<Stage>) -> impl IntoView {
    let element: NodeRef<html::Iframe> = NodeRef::new();
    // What watches the document ends with this frame.
    let owner = Owner::current().unwrap_or_default();
    let on_load = move |_| {
        if let Some(frame) = element.get_untracked() {
            let facts = owner.with(|| frame::fit(&frame));
            stage.set(facts.map_or(Stage::Failed, |facts| Stage::Shown(facts.blocked)));
        }
    };
    view! {
        <iframe
            class="html-body"
            class:html-body-shown=move || matches!(stage.get(), Stage::Shown(_))
            class:html-body-failed=move || stage.get() == Stage::Failed
            node_ref=element
            sandbox=SANDBOX
            referrerpolicy="no-referrer"
            title=t(words::reader::BODY)
            src=url
            on:load=on_load
        ></iframe>
    }
}
