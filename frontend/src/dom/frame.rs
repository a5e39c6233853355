//! A frame with a document of the same origin in which no script runs: its height, and the keys pressed in it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, HtmlIFrameElement, KeyboardEvent, KeyboardEventInit};

use crate::dom::observe;

/// What the document says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// How many remote images were left out (`data-blocked` on its root).
    pub blocked: u32,
}

/// Makes the frame as high as its document, now and whenever that changes, as long as the current owner lives; and
/// hands keys that are pressed in it to the page, whose shortcuts work there, too. None when what the frame holds is
/// not ours: the browser's own page about a document that was not loaded, or must not be framed.
pub fn fit(frame: &HtmlIFrameElement) -> Option<Facts> {
    let (document, root) = parts(frame)?;
    let (watched, measured) = (frame.clone(), document.clone());
    observe::on_resize(&root, move || set_height(&watched, &measured));
    forward_keys(frame, &document);
    let blocked = root.get_attribute("data-blocked").and_then(|count| count.parse().ok()).unwrap_or(0);
    Some(Facts { blocked })
}

fn parts(frame: &HtmlIFrameElement) -> Option<(Document, Element)> {
    let document = frame.content_document()?;
    let root = document.document_element()?;
    Some((document, root))
}

#[expect(clippy::cast_possible_truncation, reason = "no document is higher than 2^31 pixels")]
fn set_height(frame: &HtmlIFrameElement, document: &Document) {
    // The root's own scroll height would do, but it is never less than the frame's: the frame could not shrink.
    let root = document.document_element().map_or(0.0, |root| root.get_bounding_client_rect().height());
    let body = document.body().map_or(0.0, |body| f64::from(body.scroll_height()));
    let height = root.max(body);
    // Through the object model, which the Content-Security-Policy allows, unlike a style attribute.
    drop(frame.style().set_property("--frame-height", &format!("{}px", height.ceil() as i32)));
}

fn forward_keys(frame: &HtmlIFrameElement, document: &Document) {
    let target = frame.clone();
    let forward = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        let init = KeyboardEventInit::new();
        init.set_key(&event.key());
        init.set_shift_key(event.shift_key());
        init.set_ctrl_key(event.ctrl_key());
        init.set_alt_key(event.alt_key());
        init.set_meta_key(event.meta_key());
        init.set_bubbles(true);
        init.set_cancelable(true);
        let Ok(copy) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init) else { return };
        // What the page has used must not scroll the frame as well.
        if target.dispatch_event(&copy).is_ok_and(|unused| !unused) {
            event.prevent_default();
        }
    });
    // Adding a listener for a known event fails only out of memory.
    drop(document.add_event_listener_with_callback("keydown", forward.as_ref().unchecked_ref()));
    // The document goes with the frame, and takes the listener along.
    forward.forget();
}
