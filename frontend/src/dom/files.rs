//! Files that the person gives to the page: chosen, dropped or pasted.

use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, File, FileList, HtmlInputElement};

/// A file on the person's device, not read yet.
#[derive(Debug, Clone)]
pub struct LocalFile(pub(super) File);

impl LocalFile {
    /// Its name, without a folder.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Its size in bytes.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's size is a whole number")]
    pub fn size(&self) -> u64 {
        self.0.size().max(0.0) as u64
    }

    /// An address at which this page can show it, as long as the page lives.
    pub fn local_address(&self) -> String {
        web_sys::Url::create_object_url_with_blob(&self.0).unwrap_or_default()
    }

    /// The file as a request sends it.
    pub fn content(&self) -> wasm_bindgen::JsValue {
        self.0.clone().into()
    }

    /// Its media type as the browser guesses it from the name.
    pub fn media_type(&self) -> String {
        let guess = self.0.type_();
        if guess.is_empty() { "application/octet-stream".to_owned() } else { guess }
    }
}

/// The files chosen in an `<input type=file>`. The input is emptied, so that the same file can be chosen again.
pub fn chosen(event: &ev::Event) -> Vec<LocalFile> {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = all(input.files());
    input.set_value("");
    files
}

/// The files that were dropped.
pub fn dropped(event: &ev::DragEvent) -> Vec<LocalFile> {
    all(event.data_transfer().and_then(|data| data.files()))
}

/// The files in what was pasted. None when there is text as well: office programs add a picture of the text.
pub fn pasted(event: &ev::ClipboardEvent) -> Vec<LocalFile> {
    let Some(data) = event.clipboard_data() else { return Vec::new() };
    let has_text = data.get_data("text/plain").is_ok_and(|text| !text.is_empty());
    if has_text { Vec::new() } else { all(data.files()) }
}

/// Whether what is dragged over the page are files.
pub fn is_dragged(event: &ev::DragEvent) -> bool {
    let has_files = |data: DataTransfer| data.types().includes(&"Files".into(), 0);
    event.data_transfer().is_some_and(has_files)
}

fn all(list: Option<FileList>) -> Vec<LocalFile> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)).map(LocalFile).collect()
}
