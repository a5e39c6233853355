//! Sending a file with progress, which `fetch` cannot tell: `XMLHttpRequest`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ProgressEvent, XmlHttpRequest};

use crate::dom::files::LocalFile;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; 0 when the server was not reached.
    pub status: u16,
    /// The body of the answer.
    pub body: String,
}

thread_local! {
    /// The uploads under way. They live here because the browser's objects cannot live in signals.
    static UNDER_WAY: RefCell<HashMap<u32, Upload>> = RefCell::new(HashMap::new());
}

/// Posts the file as it is, under a number that [`cancel`] knows it by. `on_progress` hears the part that has gone
/// out, 0 to 1; `on_end` hears the answer once, unless it was cancelled.
pub fn post(
    number: u32,
    url: &str,
    file: &LocalFile,
    on_progress: impl Fn(f64) + 'static,
    on_end: impl FnOnce(Answer) + 'static,
) {
    let on_end = Rc::new(RefCell::new(Some(on_end)));
    let end = {
        let on_end = on_end.clone();
        move |answer| {
            cancel(number);
            let act = on_end.borrow_mut().take();
            if let Some(act) = act {
                act(answer);
            }
        }
    };
    if let Some(upload) = Upload::begin(url, file, on_progress, end) {
        UNDER_WAY.with_borrow_mut(|all| all.insert(number, upload));
        return;
    }
    let act = on_end.borrow_mut().take();
    if let Some(act) = act {
        act(Answer { status: 0, body: String::new() });
    }
}

/// Ends an upload without a word. What has ended already stays as it is.
pub fn cancel(number: u32) {
    // Taken out first and dropped after the borrow: dropping speaks to the browser.
    let upload = UNDER_WAY.with_borrow_mut(|all| all.remove(&number));
    drop(upload);
}

/// An upload under way. Dropping it cancels it, silently; after its end that has no effect.
struct Upload {
    request: XmlHttpRequest,
    _on_progress: Closure<dyn Fn(ProgressEvent)>,
    _on_end: Closure<dyn Fn()>,
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.request.set_onloadend(None);
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        // Aborting what has ended does nothing.
        drop(self.request.abort());
    }
}

impl Upload {
    /// None when the browser refuses even to begin.
    fn begin(
        url: &str,
        file: &LocalFile,
        on_progress: impl Fn(f64) + 'static,
        on_end: impl Fn(Answer) + 'static,
    ) -> Option<Self> {
        let request = XmlHttpRequest::new().ok()?;
        request.open("POST", url).ok()?;
        request.set_request_header("content-type", &file.media_type()).ok()?;

        let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                on_progress(event.loaded() / event.total());
            }
        });
        request.upload().ok()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));

        let ended = request.clone();
        let on_end = Closure::<dyn Fn()>::new(move || {
            on_end(Answer {
                status: ended.status().unwrap_or(0),
                body: ended.response_text().ok().flatten().unwrap_or_default(),
            });
        });
        request.set_onloadend(Some(on_end.as_ref().unchecked_ref()));
        request.send_with_opt_blob(Some(&file.0)).ok()?;
        Some(Self { request, _on_progress: on_progress, _on_end: on_end })
    }
}
