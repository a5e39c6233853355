//! Signals that follow the window and its elements. They end with the owner that asked for them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, EventTarget, MediaQueryList, ResizeObserver};

/// A listener that is taken away when this is dropped.
struct Listener {
    target: EventTarget,
    event: &'static str,
    act: Closure<dyn Fn()>,
}

impl Listener {
    fn new(target: EventTarget, event: &'static str, act: impl Fn() + 'static) -> Self {
        let act = Closure::new(act);
        // Adding and removing a listener for a known event fail only out of memory.
        drop(target.add_event_listener_with_callback(event, act.as_ref().unchecked_ref()));
        Self { target, event, act }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(self.target.remove_event_listener_with_callback(self.event, self.act.as_ref().unchecked_ref()));
    }
}

/// Whether a media query holds.
pub fn media(query: &str) -> Signal<bool> {
    let list = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
    let holds = RwSignal::new(list.as_ref().is_some_and(MediaQueryList::matches));
    if let Some(list) = list {
        let watched = list.clone();
        StoredValue::new_local(Listener::new(list.into(), "change", move || {
            // The signal may have ended with its owner a moment before this listener.
            let _ = holds.try_set(watched.matches());
        }));
    }
    holds.into()
}

/// Whether the browser believes that it has a network.
pub fn is_online() -> Signal<bool> {
    let online = || web_sys::window().is_none_or(|window| window.navigator().on_line());
    let signal = RwSignal::new(online());
    if let Some(window) = web_sys::window() {
        for event in ["online", "offline"] {
            let target = window.clone().into();
            StoredValue::new_local(Listener::new(target, event, move || {
                let _ = signal.try_set(online());
            }));
        }
    }
    signal.into()
}

/// A resize observer that stops when it is dropped.
struct Observer {
    observer: Option<ResizeObserver>,
    _act: Closure<dyn Fn()>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Calls back now and whenever the element's size changes, as long as the current owner lives.
pub fn on_resize(element: &Element, act: impl Fn() + 'static) {
    let act = Closure::<dyn Fn()>::new(act);
    let observer = ResizeObserver::new(act.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        observer.observe(element);
    }
    StoredValue::new_local(Observer { observer, _act: act });
}
