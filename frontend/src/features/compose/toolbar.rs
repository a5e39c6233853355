//! The bar above formatted text: one place for Tab, the arrow keys within (WAI-ARIA toolbar pattern).

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::{editor, focus};
use crate::features::compose::rich::Caret;
use crate::i18n::{Message, t, words};
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;

/// One button: the editor's word for it, its picture, what it is called, its keys, and whether it stays down.
struct Tool {
    word: &'static str,
    icon: IconName,
    label: Message,
    keys: &'static str,
    stays: bool,
}

const fn tool(word: &'static str, icon: IconName, label: Message, keys: &'static str, stays: bool) -> Tool {
    Tool { word, icon, label, keys, stays }
}

const TOOLS: [Tool; 11] = [
    tool("bold", IconName::Bold, words::editor::BOLD, "Control+B", true),
    tool("italic", IconName::Italic, words::editor::ITALIC, "Control+I", true),
    tool("underline", IconName::Underline, words::editor::UNDERLINE, "Control+U", true),
    tool("strike", IconName::Strike, words::editor::STRIKE, "Control+Shift+X", true),
    tool("numbers", IconName::ListNumbers, words::editor::NUMBERS, "Control+Shift+7", true),
    tool("bullets", IconName::ListBullets, words::editor::BULLETS, "Control+Shift+8", true),
    tool("quote", IconName::Quote, words::editor::QUOTE, "Control+Shift+9", true),
    tool("link", IconName::Link, words::editor::LINK, "Control+K", true),
    tool("plain", IconName::ClearFormat, words::editor::PLAIN, "Control+\\", false),
    tool("undo", IconName::Undo, words::editor::UNDO, "Control+Z", false),
    tool("redo", IconName::Redo, words::editor::REDO, "Control+Y", false),
];

/// The commands of formatting.
#[component]
pub fn Toolbar(
    /// The editor.
    caret: Caret,
) -> impl IntoView {
    let bar: NodeRef<html::Div> = NodeRef::new();
    let place = RwSignal::new(0_usize);
    let on_key = move |event: ev::KeyboardEvent| {
        let (at, count) = (place.get_untracked(), TOOLS.len());
        // In the order in which they stand, whichever way the language runs.
        let (before, after) =
            if focus::is_right_to_left() { ("ArrowRight", "ArrowLeft") } else { ("ArrowLeft", "ArrowRight") };
        let to = match event.key().as_str() {
            key if key == after => (at + 1) % count,
            key if key == before => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        place.set(to);
        if let Some(bar) = bar.get_untracked() {
            focus::child(&bar, to);
        }
    };
    let buttons = TOOLS.iter().enumerate().map(|(index, tool)| {
        let (word, stays) = (tool.word, tool.stays);
        let is_down = Signal::derive(move || stays && caret.holds.with(|holds| holds.split(' ').any(|one| one == word)));
        let press = move || {
            place.set(index);
            press(caret, word, is_down.get_untracked());
        };
        let tabindex = Signal::derive(move || if place.get() == index { 0 } else { -1 });
        if stays {
            view! {
                <IconButton icon=tool.icon label=t(tool.label) shortcut=tool.keys pressed=is_down tabindex on_press=press />
            }
            .into_any()
        } else {
            view! { <IconButton icon=tool.icon label=t(tool.label) shortcut=tool.keys tabindex on_press=press /> }.into_any()
        }
    });
    view! {
        <div
            class="compose-toolbar"
            node_ref=bar
            role="toolbar"
            aria-label=t(words::editor::TOOLBAR)
            on:keydown=on_key
            // A press must not take the selection away from the text that it is about.
            on:mousedown=|event: ev::MouseEvent| event.prevent_default()
        >
            {buttons.collect_view()}
        </div>
    }
    .into_any()
}

fn press(caret: Caret, word: &'static str, is_down: bool) {
    match (word, is_down) {
        ("link", _) => caret.link.set(Some(editor::link_here(caret.number))),
        ("quote", true) => editor::run(caret.number, "unquote", ""),
        _ => editor::run(caret.number, word, ""),
    }
}
