//! Sending a file with progress, which `fetch` cannot tell: `XMLHttpRequest`.

use std::cell::RefCell;
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

/// An upload under way. Dropping it cancels it, silently; after its end that has no effect.
pub struct Upload {
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
    /// Posts the file as it is. `on_progress` hears the part that has gone out, 0 to 1; `on_end` hears the answer once.
    /// None when the browser refuses even to begin.
    pub fn post(
        url: &str,
        file: &LocalFile,
        on_progress: impl Fn(f64) + 'static,
        on_end: impl FnOnce(Answer) + 'static,
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
        let on_end = Rc::new(RefCell::new(Some(on_end)));
        let on_end = Closure::<dyn Fn()>::new(move || {
            let answer = Answer {
                status: ended.status().unwrap_or(0),
                body: ended.response_text().ok().flatten().unwrap_or_default(),
            };
            // Taken out first: the callback may drop this upload, and with it this closure.
            let act = on_end.borrow_mut().take();
            if let Some(act) = act {
                act(answer);
            }
        });
        request.set_onloadend(Some(on_end.as_ref().unchecked_ref()));
        request.send_with_opt_blob(Some(&file.0)).ok()?;
        Some(Self { request, _on_progress: on_progress, _on_end: on_end })
    }
}
