//! The page as a whole: its title, its language, and leaving it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Sets the text of the tab.
pub fn set_title(text: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(text);
    }
}

/// The language of the page (BCP 47), as `first-paint.js` chose it before the first paint.
pub fn language() -> String {
    web_sys::window()
        .and_then(|window| window.document()?.document_element()?.get_attribute("lang"))
        .unwrap_or_else(|| "en".to_owned())
}

/// The texts in the page's language that `boot.mjs` has fetched; none for English, which is part of the program.
pub fn texts() -> Option<String> {
    js_sys::Reflect::get(&js_sys::global(), &"gatepostTexts".into()).ok()?.as_string()
}

/// Opens the browser's dialog for printing the page.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // A page within a sandbox may not.
        drop(window.print());
    }
}

/// Whether the page can be seen: false for a tab in the background.
pub fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Calls back when the page is about to be hidden or left: the last moment that phones grant. For the page's life.
pub fn on_hide(act: impl Fn() + 'static) {
    on_visibility(move |visible| {
        if !visible {
            act()
        }
    });
}

/// Calls back when the page comes to the front again. For the page's life.
pub fn on_show(act: impl Fn() + 'static) {
    on_visibility(move |visible| {
        if visible {
            act()
        }
    });
}

fn on_visibility(act: impl Fn(bool) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let listener = Closure::<dyn Fn()>::new(move || act(is_visible()));
    // Adding a listener for a known event fails only out of memory.
    drop(document.add_event_listener_with_callback("visibilitychange", listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // Nothing forbids a page of ours to load itself.
        drop(window.location().reload());
    }
}

/// The languages that the program can be shown in (BCP 47), as `scripts/locales.mjs` wrote them into the page.
pub fn languages() -> Vec<String> {
    let languages = web_sys::window()
        .and_then(|window| window.document()?.document_element()?.get_attribute("data-languages"))
        .unwrap_or_default();
    languages.split(' ').filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

/// The language that the browser prefers (BCP 47).
pub fn browser_language() -> String {
    web_sys::window().and_then(|window| window.navigator().language()).unwrap_or_else(|| "en".to_owned())
}
