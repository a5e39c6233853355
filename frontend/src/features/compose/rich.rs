//! The text with formatting: the bar of commands, and the editor below it, which is loaded when it is first needed.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::editor::{self, Host};
use crate::dom::effect::effect;
use crate::features::compose::desk::{Desk, use_desk};
use crate::features::compose::link_dialog::LinkDialog;
use crate::features::compose::toolbar::Toolbar;
use crate::i18n::{t, words};
use crate::state::compose::files::address_of;
use crate::ui::button::Button;
use crate::ui::spinner::Spinner;
use crate::ui::when::When;

/// What the bar and the dialog know of the editor.
#[derive(Clone, Copy)]
pub struct Caret {
    /// The editor's number.
    pub number: u32,
    /// What holds at the caret, as words: "bold link".
    pub holds: RwSignal<String>,
    /// The link that is being set, as it stands in its field; none while nobody sets one.
    pub link: RwSignal<Option<String>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Ready,
    Missing,
}

/// The field of formatted text.
#[component]
pub fn Rich() -> impl IntoView {
    let desk = use_desk();
    let composition = desk.composition();
    let number = composition.number;
    let caret = Caret { number, holds: RwSignal::new(String::new()), link: RwSignal::new(None) };
    let stage = RwSignal::new(Stage::Loading);
    let field: NodeRef<html::Div> = NodeRef::new();
    let is_quoting: RwSignal<bool> = composition.is_quoting.clone().into();
    let begins_here = StoredValue::new(true);

    let load = move || {
        stage.set(Stage::Loading);
        spawn_local(async move {
            let loaded = editor::load().await;
            // Nobody is left to hear of it when the composer was closed meanwhile.
            let _ = stage.try_set(if loaded.is_ok() { Stage::Ready } else { Stage::Missing });
        });
    };
    load();
    effect(move || {
        let (Some(element), Stage::Ready, false) = (field.get(), stage.get(), is_quoting.get()) else { return };
        untrack(|| {
            let html = desk.composition().html.get_untracked();
            if editor::mount(number, &element, host(desk, caret), &html) && begins_here.get_value() {
                begins_here.set_value(false);
                desk.act(|_, composition| begin(composition.first_place, number));
            }
        });
    });
    on_cleanup(move || {
        if let Some(html) = editor::html(number) {
            composition.html.set(html);
        }
        editor::unmount(number);
    });
    let is_waiting = Signal::derive(move || stage.get() == Stage::Loading || is_quoting.get());
    let is_missing = Signal::derive(move || stage.get() == Stage::Missing);
    view! {
        <Toolbar caret />
        <div class="compose-rich" class:compose-rich-waiting=is_waiting>
            <When is=is_waiting><Spinner label=t(words::compose::EDITOR_LOADING) /></When>
            <When is=is_missing>
                <div class="notice notice-warning" role="alert">
                    <p>{t(words::compose::EDITOR_MISSING)}</p>
                    <Button on_press=load>{t(words::common::RETRY)}</Button>
                </div>
            </When>
            <div
                class="compose-body compose-editor"
                node_ref=field
                role="textbox"
                aria-multiline="true"
                aria-label=t(words::compose::BODY)
                dir="auto"
                spellcheck="true"
            ></div>
        </div>
        <LinkDialog caret />
    }
}

/// The keyboard comes here when writing begins here: the field was not ready when the composer opened.
fn begin(first: crate::state::compose::Place, number: u32) {
    use crate::state::compose::Place;
    if first == Place::Body {
        editor::focus(number);
    }
}

fn host(desk: Desk, caret: Caret) -> Host {
    Host {
        changed: Box::new(move || desk.changed()),
        moved: Box::new(move |holds| {
            if caret.holds.with_untracked(|before| *before != holds) {
                caret.holds.set(holds);
            }
        }),
        pictures: Box::new(move |files| desk.insert_pictures(files)),
        link: Box::new(move || caret.link.set(Some(editor::link_here(caret.number)))),
        picture: Box::new(move |cid| {
            let mut address = None;
            desk.act(|_, composition| address = composition.attachments.picture(&cid).map(|blob| address_of(&blob)));
            address
        }),
    }
}
