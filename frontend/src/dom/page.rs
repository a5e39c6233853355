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

/// Whether the page's language is written from right to left.
pub fn is_right_to_left() -> bool {
    web_sys::window()
        .and_then(|window| window.document()?.document_element()?.get_attribute("dir"))
        .is_some_and(|direction| direction == "rtl")
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

/// Whether the person looks at the page, as far as the browser knows: it can be seen, and has the keyboard.
pub fn is_looked_at() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    is_visible() && document.is_some_and(|document| document.has_focus().unwrap_or(true))
}

/// Calls back when the page is about to be hidden or left: the last moment that phones grant. For the page's life.
pub fn on_hide(act: impl Fn() + 'static) {
    on_visibility(move |visible| {
        if !visible {
            act();
        }
    });
}

/// Calls back when the page comes to the front again. For the page's life.
pub fn on_show(act: impl Fn() + 'static) {
    on_visibility(move |visible| {
        if visible {
            act();
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

/// Asks the person whether the page may be left, as long as this says so: the browser's own question, in its own words.
pub fn ask_before_leaving(should_ask: impl Fn() -> bool + 'static) {
    let Some(window) = web_sys::window() else { return };
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        if should_ask() {
            event.prevent_default();
        }
    });
    drop(window.add_event_listener_with_callback("beforeunload", listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Opens a window of its own. False when the browser did not let us.
pub fn open_window(path: &str, width: u32, height: u32) -> bool {
    let features = format!("popup,width={width},height={height}");
    let opened = web_sys::window()
        .and_then(|window| window.open_with_url_and_target_and_features(path, "_blank", &features).ok().flatten());
    opened.is_some()
}

/// Closes the window, if a page of ours has opened it; else goes to this path.
pub fn close_window(otherwise: &str) {
    let Some(window) = web_sys::window() else { return };
    let was_opened = window.opener().is_ok_and(|opener| !opener.is_null());
    if !was_opened || window.close().is_err() {
        drop(window.location().set_href(otherwise));
    }
}

/// The width of the window in CSS pixels.
pub fn width() -> f64 {
    web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64()).unwrap_or(0.0)
}

/// Calls back when the page ends: it is loaded anew, left or closed. Nothing that takes time can be done then.
pub fn on_end(act: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let listener = Closure::<dyn Fn()>::new(act);
    drop(window.add_event_listener_with_callback("pagehide", listener.as_ref().unchecked_ref()));
    listener.forget();
}
