//! The frame of an HTML body: a document of its own from the node, sanitised there, under its own
//! Content-Security-Policy, that runs no scripts. This document only gives it room.

use leptos::html;
use leptos::prelude::*;

use crate::dom::frame::{self, Facts};
use crate::dom::highlight;
use crate::i18n::{t, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::when::When;

/// No scripts; the same origin, so that its height can be measured; links open in tabs that are free of the sandbox.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// How far the document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// On its way.
    Loading,
    /// It is here, and says this of itself.
    Shown(Facts),
    /// It could not be loaded.
    Failed,
}

/// The frame. A mail that is wider than the window is made smaller until it fits, unless the person wants its own size.
#[component]
pub fn Frame(
    /// The document.
    url: String,
    /// What is marked in it.
    hits: Signal<Vec<String>>,
    /// How far it is.
    stage: RwSignal<Stage>,
) -> impl IntoView {
    let element: NodeRef<html::Iframe> = NodeRef::new();
    // What watches the document ends with this frame.
    let owner = Owner::current().unwrap_or_default();
    let fits = RwSignal::new(true);
    let is_wide = RwSignal::new(false);
    let on_load = move |_| {
        if let Some(frame) = element.get_untracked() {
            let words = frame::Words { show_quote: t(words::reader::SHOW_QUOTE) };
            let report = move |wide: bool| {
                let _ = is_wide.try_set(wide);
            };
            let facts = owner.with(|| frame::fit(&frame, &words, fits.into(), report));
            if let (Some(_), Some(body)) = (facts, frame.content_document().and_then(|document| document.body())) {
                owner.with(|| highlight::follow(&body, hits));
            }
            stage.set(facts.map_or(Stage::Failed, Stage::Shown));
        }
    };
    let size = move || t(if fits.get() { words::reader::ACTUAL_SIZE } else { words::reader::FIT_WIDTH });
    view! {
        <When is=is_wide>
            <div class="html-size">
                <Button variant=ButtonVariant::Quiet on_press=move || fits.update(|fits| *fits = !*fits)>{size}</Button>
            </div>
        </When>
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
