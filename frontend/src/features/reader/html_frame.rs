//! The HTML body: a document of its own from the node, sanitised there, under its own Content-Security-Policy, in a
//! frame that runs no scripts. This document only gives it room.

use gatepost_shared::id::EmailId;
use leptos::html;
use leptos::prelude::*;

use crate::api::emails::html_url;
use crate::dom::frame;
use crate::i18n::{t, tn, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};

/// No scripts; the same origin, so that its height can be measured; links open in tabs that are free of the sandbox.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// The frame, and above it how many images were not loaded.
#[component]
pub fn HtmlFrame(
    /// The email.
    id: EmailId,
) -> impl IntoView {
    let element: NodeRef<html::Iframe> = NodeRef::new();
    let remote = RwSignal::new(false);
    let blocked = RwSignal::new(0_u32);
    let loaded = RwSignal::new(false);
    let owner = Owner::current();
    let on_load = move |_| {
        let Some(frame) = element.get_untracked() else { return };
        let facts = match &owner {
            Some(owner) => owner.with(|| frame::fit(&frame)),
            None => return,
        };
        blocked.set(facts.blocked);
        loaded.set(true);
    };
    let show = move || {
        blocked.set(0);
        remote.set(true);
    };
    view! {
        {move || {
            let count = blocked.get();
            (count > 0)
                .then(|| view! {
                    <div class="notice">
                        <Icon name=IconName::Shield />
                        <p>{tn(words::reader::BLOCKED, count)}</p>
                        <Button variant=ButtonVariant::Quiet on_press=show>{t(words::reader::SHOW_IMAGES)}</Button>
                    </div>
                })
        }}
        <iframe
            class="html-body"
            class:html-body-loaded=move || loaded.get()
            node_ref=element
            sandbox=SANDBOX
            referrerpolicy="no-referrer"
            title=t(words::reader::BODY)
            src=move || html_url(&id, remote.get())
            on:load=on_load
        ></iframe>
    }
}
