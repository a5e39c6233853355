//! An answer that comes line by line, read as it comes.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// The lines of a body. What follows the last line's end is a line, too.
pub struct Lines {
    reader: ReadableStreamDefaultReader,
    /// What has come and is not yet a whole line.
    rest: Vec<u8>,
    ended: bool,
}

/// The body broke off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenOff;

impl Lines {
    /// The lines of an answer's body. None when somebody else reads it.
    pub fn of(body: &ReadableStream) -> Option<Self> {
        Some(Self { reader: body.get_reader().dyn_into().ok()?, rest: Vec::new(), ended: false })
    }

    /// The next line; none at the end.
    ///
    /// # Errors
    /// When the body breaks off.
    pub async fn next(&mut self) -> Result<Option<String>, BrokenOff> {
        loop {
            if let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
                let line = String::from_utf8_lossy(&self.rest[..end]).into_owned();
                self.rest.drain(..=end);
                return Ok(Some(line));
            }
            if self.ended {
                let last = std::mem::take(&mut self.rest);
                return Ok((!last.is_empty()).then(|| String::from_utf8_lossy(&last).into_owned()));
            }
            let chunk = JsFuture::from(self.reader.read()).await.map_err(|_| BrokenOff)?;
            let part = |name: &str| Reflect::get(&chunk, &JsValue::from(name)).unwrap_or(JsValue::UNDEFINED);
            match part("value").dyn_into::<Uint8Array>() {
                Ok(bytes) => self.rest.extend(bytes.to_vec()),
                Err(_) => self.ended = part("done").is_truthy(),
            }
        }
    }
}
