//! Waiting.

use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::set_timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Ends after this time; the browser may take longer in a tab in the background.
pub async fn sleep(time: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                // Resolving a promise does not throw.
                let _ = resolve.call0(&JsValue::NULL);
            },
            time,
        );
    });
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
}
