//! A frame with a document of the same origin in which no script runs: its size, what is quoted in it, and the keys pressed
//! in it. What is changed in that document stays in it: nothing of it comes into the page.

use leptos::prelude::{GetUntracked, Signal, Track};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, HtmlElement, HtmlIFrameElement, KeyboardEvent, KeyboardEventInit};

use crate::dom::effect::effect;
use crate::dom::observe;

/// A mail is not made smaller than this: nobody could read it.
const SMALLEST: f64 = 0.35;
/// So many pixels beyond the edge are no reason to make it smaller.
const SLACK: f64 = 4.0;
/// How the programs of this world mark what they quote.
const QUOTES: &str = "blockquote[type=cite], .gmail_quote, .gmail_quote_container, .yahoo_quoted, .moz-cite-prefix + blockquote, \
    .protonmail_quote, .tutanota_quote, #divRplyFwdMsg, #OLK_SRC_BODY_SECTION";

/// What the document says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// How many remote images were left out (`data-blocked` on its root).
    pub blocked: u32,
    /// How many of them nobody could have seen: their sender wants to know whether the mail is read.
    pub trackers: u32,
}

/// The words that are put into the document.
pub struct Words {
    /// On what unfolds a quote.
    pub show_quote: &'static str,
}

/// Makes the frame as high as its document, now and whenever that changes, as long as the current owner lives; folds what is
/// quoted at its end; makes what is too wide smaller while `fits` holds, and reports whether it is too wide; and hands keys
/// that are pressed in it to the page, whose shortcuts work there, too. None when what the frame holds is not ours: the
/// browser's own page about a document that was not loaded, or must not be framed.
pub fn fit(
    frame: &HtmlIFrameElement,
    words: &Words,
    fits: Signal<bool>,
    report: impl Fn(bool) + 'static,
) -> Option<Facts> {
    let document = frame.content_document()?;
    let root = document.document_element()?;
    fold_quotes(&document, words);
    let (watched, measured) = (frame.clone(), document.clone());
    let lay_out = move || {
        if let Some(body) = measured.body() {
            report(set_width(&body, fits.get_untracked()));
            set_height(&watched, &measured, &body);
        }
    };
    let lay_out = std::rc::Rc::new(lay_out);
    let again = lay_out.clone();
    observe::on_resize(&root, move || again());
    effect(move || {
        fits.track();
        lay_out();
    });
    forward_keys(frame, &document);
    let blocked = root.get_attribute("data-blocked").and_then(|count| count.parse().ok()).unwrap_or(0);
    Some(Facts { blocked, trackers: trackers(&document).min(blocked) })
}

/// Makes the body smaller until the widest thing in it fits. True when it is too wide by itself.
fn set_width(body: &HtmlElement, fits: bool) -> bool {
    let style = body.style();
    // Through the object model, which the Content-Security-Policy allows, unlike a style attribute.
    drop(style.remove_property("zoom"));
    let (room, wanted) = (f64::from(body.client_width()), f64::from(body.scroll_width()));
    if room <= 0.0 || wanted <= room + SLACK {
        return false;
    }
    if fits {
        drop(style.set_property("zoom", &(room / wanted).max(SMALLEST).to_string()));
    }
    true
}

#[expect(clippy::cast_possible_truncation, reason = "no document is higher than 2^31 pixels")]
fn set_height(frame: &HtmlIFrameElement, document: &Document, body: &HtmlElement) {
    // The root's own scroll height would do, but it is never less than the frame's: the frame could not shrink.
    let root = document.document_element().map_or(0.0, |root| root.get_bounding_client_rect().height());
    let is_zoomed = body.style().get_property_value("zoom").is_ok_and(|zoom| !zoom.is_empty());
    let body = if is_zoomed { 0.0 } else { f64::from(body.scroll_height()) };
    let height = root.max(body);
    drop(frame.style().set_property("--frame-height", &((height.ceil() as i32).to_string() + "px")));
}

/// Folds what is quoted below the author's own words: `<details>` needs no script. What is nothing but a quote is left as
/// it is, and so is an answer between the quoted lines.
fn fold_quotes(document: &Document, words: &Words) {
    let Some(body) = document.body() else { return };
    let Ok(Some(quote)) = body.query_selector(QUOTES) else { return };
    let own = text_before(&body, &quote);
    if own.trim().is_empty() || has_text_after(&body, &quote) {
        return;
    }
    let details = document.create_element("details").ok().zip(document.create_element("summary").ok());
    let (Some((details, summary)), Some(parent)) = (details, quote.parent_element()) else { return };
    summary.set_text_content(Some("\u{2026}"));
    // Setting attributes of known names and moving nodes within one document fail only out of memory.
    drop(summary.set_attribute("aria-label", words.show_quote));
    drop(summary.set_attribute("title", words.show_quote));
    // Not `dyn_ref`: an element of another document is no instance of this page's classes.
    let style = summary.unchecked_ref::<HtmlElement>().style();
    for (name, value) in SUMMARY {
        drop(style.set_property(name, value));
    }
    drop(parent.insert_before(&details, Some(&quote)));
    drop(details.append_child(&summary));
    // Outlook marks where the quote begins: all that follows belongs to it.
    let follows = quote.id() == "divRplyFwdMsg";
    let mut next = Some(quote.clone());
    while let Some(element) = next {
        next = element.next_element_sibling().filter(|_| follows);
        drop(details.append_child(&element));
    }
}

/// The look of what unfolds a quote, like that of plain text.
const SUMMARY: [(&str, &str); 9] = [
    ("display", "inline-block"),
    ("margin", "8px 0"),
    ("padding", "0 10px"),
    ("border-radius", "4px"),
    ("background", "rgba(128, 128, 128, 0.22)"),
    ("color", "inherit"),
    ("font", "15px/20px system-ui, sans-serif"),
    ("cursor", "pointer"),
    ("user-select", "none"),
];

fn text_before(body: &HtmlElement, quote: &Element) -> String {
    between(body, quote, true)
}

fn has_text_after(body: &HtmlElement, quote: &Element) -> bool {
    // Outlook's mark has the quote behind it.
    quote.id() != "divRplyFwdMsg" && !between(body, quote, false).trim().is_empty()
}

/// The text of the body on one side of an element.
fn between(body: &HtmlElement, quote: &Element, before: bool) -> String {
    let Some(document) = body.owner_document() else { return String::new() };
    let Ok(range) = document.create_range() else { return String::new() };
    let placed = if before {
        range.set_start(body, 0).and_then(|()| range.set_end_before(quote))
    } else {
        range.set_start_after(quote).and_then(|()| range.set_end(body, body.child_nodes().length()))
    };
    placed.ok().map(|()| String::from(range.to_string())).unwrap_or_default()
}

/// Images that were left out and are as good as invisible.
fn trackers(document: &Document) -> u32 {
    let tiny = "img:not([src]):is([width='0'], [width='1'], [width='2'], [height='0'], [height='1'], [height='2'])";
    document.query_selector_all(tiny).map_or(0, |found| found.length())
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
