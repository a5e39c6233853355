//! Menus: a list of commands in the browser's top layer (`popover`), opened by a button or at a point.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::dom::effect::effect;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::unique_id::unique_id;
use crate::ui::when::When;

/// The least distance of a menu to the window's edge, in pixels.
const MARGIN: f64 = 8.0;

/// What an item needs to know of the menu around it.
#[derive(Clone, Copy)]
struct MenuContext {
    close: Callback<()>,
}

/// A button with an icon that opens a menu.
#[component]
pub fn MenuButton(
    /// The picture on the button.
    #[prop(into)]
    icon: Signal<IconName>,
    /// What the menu is for: "More actions".
    #[prop(into)]
    label: Signal<String>,
    /// A text beside the icon, for a button that is not square.
    #[prop(optional, into)]
    text: Option<Signal<String>>,
    /// Whether it cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// [`MenuItem`]s.
    children: ChildrenFn,
) -> impl IntoView {
    let button: NodeRef<html::Button> = NodeRef::new();
    let at = RwSignal::new(None::<(f64, f64)>);
    let open_below = move || {
        if let Some(element) = button.get_untracked() {
            let place = element.get_bounding_client_rect();
            at.set(Some((place.left(), place.bottom() + 4.0)));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "ArrowDown" && at.with_untracked(Option::is_none) {
            event.prevent_default();
            open_below();
        }
    };
    let is_open = move || at.with(Option::is_some);
    // The press that closes an open menu by "light dismiss" must not open it again.
    let was_open = StoredValue::new(false);
    view! {
        <button
            type="button"
            node_ref=button
            class=if text.is_some() { "button button-quiet" } else { "icon-button" }
            disabled=disabled
            aria-label=label
            aria-haspopup="menu"
            aria-expanded=move || is_open().to_string()
            data-tooltip=move || (text.is_none() && !is_open()).then(|| label.get())
            on:pointerdown=move |_| was_open.set_value(at.with_untracked(Option::is_some))
            on:click=move |_| if was_open.get_value() { was_open.set_value(false) } else { open_below() }
            on:keydown=on_key
        >
            <Icon name=icon />
            {text.map(|text| view! { <span class="button-text">{text}</span> })}
        </button>
        <Menu at label children />
    }
}

/// A menu at a point of the window. It closes itself by setting the point to none, and gives focus back.
#[component]
pub fn Menu(
    /// Where its upper start corner is, in CSS pixels from the window's corner; none while it is closed.
    at: RwSignal<Option<(f64, f64)>>,
    /// What the menu is for.
    #[prop(into)]
    label: Signal<String>,
    /// [`MenuItem`]s.
    children: ChildrenFn,
) -> impl IntoView {
    let menu: NodeRef<html::Div> = NodeRef::new();
    let content = StoredValue::new(children);
    let is_open = memo(move || at.with(Option::is_some));
    // Each showing has contexts of its own; those of the menu itself it would share with the menus beside it.
    let show_content = move || {
        provide_context(MenuContext { close: Callback::new(move |()| at.set(None)) });
        content.with_value(|children| children())
    };

    effect(move || {
        let Some(element) = menu.get() else { return };
        if let Some(point) = at.get() {
            // Both fail only for an element that has left the page.
            drop(element.show_popover());
            place(&element, point);
            focus_item(&element, Step::First);
        } else if element.matches(":popover-open").unwrap_or(false) {
            drop(element.hide_popover());
        }
    });
    // Closing by Esc or a press elsewhere is the browser's doing: the signal follows.
    let on_toggle = move |_| {
        let open = menu.get().is_some_and(|element| element.matches(":popover-open").unwrap_or(false));
        if !open && at.with_untracked(Option::is_some) {
            at.set(None);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        let Some(element) = menu.get() else { return };
        let step = match event.key().as_str() {
            "ArrowDown" => Step::Next,
            "ArrowUp" => Step::Previous,
            "Home" => Step::First,
            "End" => Step::Last,
            "Tab" => {
                event.prevent_default();
                return at.set(None);
            }
            _ => return,
        };
        event.prevent_default();
        focus_item(&element, step);
    };
    view! {
        <div
            class="menu"
            node_ref=menu
            id=unique_id("menu")
            popover="auto"
            role="menu"
            aria-label=label
            on:toggle=on_toggle
            on:keydown=on_key
        >
            <When is=is_open>{show_content()}</When>
        </div>
    }
}

/// One command of a menu.
#[component]
pub fn MenuItem(
    /// A picture before the text.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    /// The key that does the same.
    #[prop(optional, into)]
    shortcut: Option<String>,
    /// For one of several choices: whether it is the chosen one.
    #[prop(optional, into)]
    checked: Option<Signal<bool>>,
    /// Whether it cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What it does. The menu closes first.
    #[prop(into)]
    on_select: Callback<()>,
) -> impl IntoView {
    let menu = expect_context::<MenuContext>();
    let shown_icon = move || match checked {
        Some(checked) => checked.get().then_some(IconName::Check),
        None => icon,
    };
    view! {
        <button
            type="button"
            class="menu-item"
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            aria-checked=move || checked.map(|checked| checked.get().to_string())
            tabindex="-1"
            disabled=disabled
            on:click=move |_| {
                menu.close.run(());
                on_select.run(());
            }
        >
            <span class="menu-item-icon">{move || shown_icon().map(|name| view! { <Icon name /> })}</span>
            <span class="menu-item-label">{label}</span>
            {shortcut.map(|key| view! { <kbd class="menu-item-key" aria-hidden="true">{key}</kbd> })}
        </button>
    }
}

/// A line between groups of commands.
#[component]
pub fn MenuSeparator() -> impl IntoView {
    view! { <hr class="menu-separator" /> }
}

enum Step {
    First,
    Last,
    Next,
    Previous,
}

/// Puts the menu at the point, or as near as it fits into the window.
#[expect(clippy::cast_possible_truncation, reason = "no window is wider or higher than 2^31 pixels")]
pub(super) fn place(menu: &web_sys::HtmlElement, (x, y): (f64, f64)) {
    let Some(window) = web_sys::window() else { return };
    let length = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    let (width, height) = (length(window.inner_width()), length(window.inner_height()));
    let size = menu.get_bounding_client_rect();
    let left = x.min(width - size.width() - MARGIN).max(MARGIN);
    let top = y.min(height - size.height() - MARGIN).max(MARGIN);
    // Through the object model, which the Content-Security-Policy allows, unlike a style attribute.
    let style = menu.style();
    drop(style.set_property("--menu-left", &format!("{}px", left.round() as i32)));
    drop(style.set_property("--menu-top", &format!("{}px", top.round() as i32)));
}

fn focus_item(menu: &web_sys::HtmlElement, step: Step) {
    let Ok(items) = menu.query_selector_all(".menu-item:not(:disabled)") else { return };
    let count = items.length();
    if count == 0 {
        return;
    }
    let active = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let current = (0..count).find(|index| {
        items.item(*index).is_some_and(|item| active.as_ref().is_some_and(|active| active.is_same_node(Some(&item))))
    });
    let next = match (step, current) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::Next, Some(index)) => (index + 1) % count,
        (Step::Previous, Some(index)) => (index + count - 1) % count,
    };
    if let Some(item) = items.item(next).and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(item.focus());
    }
}
