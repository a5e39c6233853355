//! The rich text editor, which is JavaScript (frontend/js/editor.ts): loaded when it is first needed, and called by name.
//! Each is known by a number that whoever mounts it gives it: the browser's objects cannot live in signals.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, File};

use crate::dom::files::LocalFile;

/// What the bundle calls itself (scripts/editor.mjs).
const GLOBAL: &str = "gatepostEditor";

/// The editor's file did not come: no network, or another release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotLoaded;

/// What the editor asks and tells whoever mounted it.
pub struct Host {
    /// Something was changed.
    pub changed: Box<dyn Fn()>,
    /// What holds at the caret, as words: "bold link".
    pub moved: Box<dyn Fn(String)>,
    /// Pictures were pasted into the text.
    pub pictures: Box<dyn Fn(Vec<LocalFile>)>,
    /// The person wants to set a link.
    pub link: Box<dyn Fn()>,
    /// The address of the picture with this Content-ID.
    pub picture: Box<dyn Fn(String) -> Option<String>>,
}

/// An element that is being written in.
struct Editor {
    handle: JsValue,
    /// The browser calls these as long as the editor lives.
    _callbacks: Vec<Box<dyn Any>>,
}

thread_local! {
    /// The file on its way, or there: it is asked for once, unless that failed.
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
    static MOUNTED: RefCell<HashMap<u32, Editor>> = RefCell::new(HashMap::new());
}

/// Loads the editor, unless it is there.
pub async fn load() -> Result<(), NotLoaded> {
    if global().is_some() {
        return Ok(());
    }
    let promise = LOADING.with_borrow_mut(|loading| loading.get_or_insert_with(|| Promise::new(&mut begin)).clone());
    let came = JsFuture::from(promise).await;
    if came.is_err() || global().is_none() {
        LOADING.set(None);
        return Err(NotLoaded);
    }
    Ok(())
}

fn begin(resolve: Function, reject: Function) {
    let began = || {
        let document = web_sys::window()?.document()?;
        let address = document.document_element()?.get_attribute("data-editor").filter(|name| !name.is_empty())?;
        let script = document.create_element("script").ok()?;
        // Attributes: a script's own interface is not otherwise needed.
        script.set_attribute("src", &address).ok()?;
        script.add_event_listener_with_callback("load", &resolve).ok()?;
        script.add_event_listener_with_callback("error", &reject).ok()?;
        head(&document)?.append_child(&script).ok()
    };
    if began().is_none() {
        // Rejecting a promise does not throw.
        let _ = reject.call0(&JsValue::NULL);
    }
}

fn head(document: &Document) -> Option<Element> {
    document.query_selector("head").ok().flatten()
}

fn global() -> Option<JsValue> {
    Reflect::get(&js_sys::global(), &GLOBAL.into()).ok().filter(JsValue::is_object)
}

/// Plain text as HTML for the editor; none before it is loaded.
pub fn html_of(text: &str) -> Option<String> {
    call(&global()?, "htmlOf", &[text.into()])?.as_string()
}

/// Makes an element of the page an editor of this HTML. False before it is loaded.
pub fn mount(number: u32, element: &Element, host: Host, html: &str) -> bool {
    let (object, callbacks) = host.into_object();
    let mounted = global().and_then(|global| call(&global, "mount", &[element.clone().into(), object, html.into()]));
    let Some(handle) = mounted else { return false };
    MOUNTED.with_borrow_mut(|all| all.insert(number, Editor { handle, _callbacks: callbacks }));
    true
}

/// The element is an editor no more.
pub fn unmount(number: u32) {
    let editor = MOUNTED.with_borrow_mut(|all| all.remove(&number));
    if let Some(editor) = editor {
        call(&editor.handle, "destroy", &[]);
    }
}

/// The HTML as it is to be sent; none where there is no such editor.
pub fn html(number: u32) -> Option<String> {
    ask(number, "html", &[])?.as_string()
}

/// The same in plain text.
pub fn text(number: u32) -> Option<String> {
    ask(number, "text", &[])?.as_string()
}

/// Whether plain text could not say all of it.
pub fn is_formatted(number: u32) -> bool {
    ask(number, "isFormatted", &[]).is_some_and(|answer| answer.is_truthy())
}

/// Puts HTML where the caret is.
pub fn insert_html(number: u32, html: &str) {
    ask(number, "insertHtml", &[html.into()]);
}

/// Goes where writing begins.
pub fn focus(number: u32) {
    ask(number, "focus", &[]);
}

/// Goes back to where the caret was.
pub fn focus_again(number: u32) {
    ask(number, "focusAgain", &[]);
}

/// Carries out a command of the bar: "bold", "link" with an address.
pub fn run(number: u32, command: &str, argument: &str) {
    ask(number, "run", &[command.into(), argument.into()]);
}

/// Shows a picture at the caret: where it is, its Content-ID, its words.
pub fn insert_picture(number: u32, source: &str, cid: &str, alt: &str) {
    ask(number, "insertPicture", &[source.into(), cid.into(), alt.into()]);
}

/// Where the link at the caret leads; empty without one.
pub fn link_here(number: u32) -> String {
    ask(number, "linkHere", &[]).and_then(|answer| answer.as_string()).unwrap_or_default()
}

/// Puts HTML in the place of the block with this mark. Where there is none, a new one stands above the quote, or at the
/// end; unless only an old one is to be replaced.
pub fn set_block(number: u32, mark: &str, html: &str, above_quote: bool, only_old: bool) {
    ask(number, "setBlock", &[mark.into(), html.into(), above_quote.into(), only_old.into()]);
}

fn ask(number: u32, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    // Not called while the map is borrowed: what the editor is asked may make it call us.
    let handle = MOUNTED.with_borrow(|all| all.get(&number).map(|editor| editor.handle.clone()))?;
    call(&handle, name, arguments)
}

impl Host {
    /// As JavaScript sees it, and what keeps it alive.
    fn into_object(self) -> (JsValue, Vec<Box<dyn Any>>) {
        let object = Object::new();
        let Self { changed, moved, pictures, link, picture } = self;
        let pictures = move |files: Array| {
            pictures(files.iter().filter_map(|file| file.dyn_into::<File>().ok()).map(LocalFile).collect());
        };
        let picture = move |cid: String| picture(cid).map_or(JsValue::UNDEFINED, JsValue::from);
        let mut kept: Vec<Box<dyn Any>> = Vec::new();
        keep(&object, "changed", Closure::<dyn Fn()>::new(changed), &mut kept);
        keep(&object, "moved", Closure::<dyn Fn(String)>::new(moved), &mut kept);
        keep(&object, "pictures", Closure::<dyn Fn(Array)>::new(pictures), &mut kept);
        keep(&object, "link", Closure::<dyn Fn()>::new(link), &mut kept);
        keep(&object, "picture", Closure::<dyn Fn(String) -> JsValue>::new(picture), &mut kept);
        (object.into(), kept)
    }
}

fn keep<F: ?Sized + 'static>(object: &Object, name: &str, callback: Closure<F>, kept: &mut Vec<Box<dyn Any>>) {
    // Setting a property of a new object does not fail.
    drop(Reflect::set(object, &name.into(), callback.as_ref()));
    kept.push(Box::new(callback));
}

/// Calls a function of an object by its name. What it throws is told in the console, and answered with none.
fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    let arguments: Array = arguments.iter().collect();
    function.apply(object, &arguments).inspect_err(|error| web_sys::console::warn_2(&"the editor:".into(), error)).ok()
}
