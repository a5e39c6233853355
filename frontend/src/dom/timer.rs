//! Waiting.

use std::time::Duration;

use js_sys::{Function, Promise};
use leptos::prelude::{request_animation_frame, set_timeout};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// A page that nobody sees draws nothing: then nothing is waited for longer than this.
const LONGEST_TO_DRAW: Duration = Duration::from_millis(200);

/// Ends when what is in the document now has been drawn: for what the person waits for less than for that.
pub async fn drawn() {
    wait(|end| {
        let drawn = end.clone();
        // A frame's callbacks come before it is drawn, and a timer's after it.
        request_animation_frame(move || set_timeout(move || call(&drawn), Duration::ZERO));
        set_timeout(move || call(&end), LONGEST_TO_DRAW);
    })
    .await;
}

/// Ends after this time; the browser may take longer in a tab in the background.
pub async fn sleep(time: Duration) {
    wait(|end| set_timeout(move || call(&end), time)).await;
}

/// Ends when what `begin` gets is called.
async fn wait(mut begin: impl FnMut(Function)) {
    let promise = Promise::new(&mut |resolve, _| begin(resolve));
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
}

fn call(end: &Function) {
    // Resolving a promise does not throw, and doing it twice does nothing.
    let _ = end.call0(&JsValue::NULL);
}
