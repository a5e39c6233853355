//! Bytes of ours that the browser shows by an address of their own (`blob:`), under the type that we give them.

use js_sys::Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Response, Url};

use crate::dom::abort::AbortOnDrop;

/// An address that ends when this is dropped.
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // It fails only for what is no such address.
        drop(Url::revoke_object_url(&self.0));
    }
}

/// What a URL of ours answers, as bytes of this type, whatever type the answer claims. None when there is no good answer.
pub async fn fetch(url: &str, media_type: &str) -> Option<ObjectUrl> {
    let abort = AbortOnDrop::new();
    let request = web_sys::RequestInit::new();
    request.set_signal(abort.signal().as_ref());
    let response: Response =
        JsFuture::from(web_sys::window()?.fetch_with_str_and_init(url, &request)).await.ok()?.into();
    if !response.ok() {
        return None;
    }
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&bytes), &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok().map(ObjectUrl)
}

/// Whether the browser has a viewer for PDFs. One that has none would save the file instead.
pub fn shows_pdf() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    navigator
        .and_then(|navigator| js_sys::Reflect::get(&navigator, &"pdfViewerEnabled".into()).ok())
        .and_then(|enabled| enabled.as_bool())
        .unwrap_or(false)
}
