//! Saving what a URL answers as a file.

use std::time::Duration;

use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;

use crate::dom::timer::sleep;

/// Browsers drop downloads that start together.
const BETWEEN: Duration = Duration::from_millis(400);

/// Saves a file under the name that the server gives it.
pub fn save(url: String) {
    save_all(vec![url]);
}

/// Saves files, one after the other.
pub fn save_all(urls: Vec<String>) {
    spawn_local(async move {
        for url in urls {
            start(&url);
            sleep(BETWEEN).await;
        }
    });
}

fn start(url: &str) {
    let anchor = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("a").ok())
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(url);
        anchor.set_download("");
        anchor.click();
    }
}
