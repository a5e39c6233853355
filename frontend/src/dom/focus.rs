//! Where the keyboard is.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The element that has focus, when it is one that can be given focus again.
pub fn active() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

/// Gives focus to the first element that fits the selector, once the page has been drawn with the changes under way.
pub fn soon(selector: impl Into<String>) {
    let selector = selector.into();
    request_animation_frame(move || {
        now(&selector);
    });
}

/// Gives focus to the first element that fits the selector. False when there is none.
pub fn now(selector: &str) -> bool {
    let found = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    // Focusing an element that is not there any more does nothing.
    found.is_some_and(|element| element.focus().is_ok())
}

/// Whether focus is in an element that fits the selector.
pub fn is_within(selector: &str) -> bool {
    active().is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Whether the person is typing there: in a text field, a text area, a select, or editable text.
pub fn is_typing(target: Option<web_sys::EventTarget>) -> bool {
    let Some(element) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    element.is_content_editable()
        || element.matches("input:not([type=checkbox], [type=radio], [type=button]), textarea, select").unwrap_or(false)
}

/// Gives focus back to where it was, unless that has left the page or the person has moved on.
pub fn give_back(element: Option<HtmlElement>) {
    let has_moved_on = active().is_some_and(|active| active.tag_name() != "BODY");
    if let Some(element) = element.filter(|element| element.is_connected() && !has_moved_on) {
        // Focusing an element that cannot be focused any more does nothing.
        drop(element.focus());
    }
}

/// Whether something there is made to be pressed.
pub fn is_control(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        element.closest("a, button, summary, [popover], dialog").is_ok_and(|found| found.is_some())
    })
}

/// Brings the first element that fits the selector to the top of what scrolls.
pub fn scroll_to(selector: &str) {
    let found = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Start);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Brings the first element that fits the selector into sight, moving as little as that takes, once it has been drawn.
pub fn reveal(selector: &str) {
    let selector = selector.to_owned();
    request_animation_frame(move || {
        let found = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.query_selector(&selector).ok().flatten());
        if let Some(element) = found {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// Takes focus away from wherever it is.
pub fn leave() {
    if let Some(element) = active() {
        drop(element.blur());
    }
}

/// Gives focus to the button at this place among an element's buttons.
pub fn child(parent: &web_sys::Element, place: usize) {
    let buttons = parent.query_selector_all("button").ok();
    let found = buttons.and_then(|list| list.item(u32::try_from(place).ok()?));
    if let Some(element) = found.and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}

/// Whether the page is written from right to left: then the arrow keys mean the other neighbour.
pub fn is_right_to_left() -> bool {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    root.and_then(|root| root.get_attribute("dir")).is_some_and(|dir| dir == "rtl")
}
