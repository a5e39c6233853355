//! The words of an HTML mail that has no text of its own: for quoting it in an answer.

use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, Node, SupportedType};

/// `NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT`
const ELEMENTS_AND_TEXT: u32 = 0x5;

/// Elements that stand inside a line; all others begin a new one.
const INLINE: &str = "a, abbr, b, bdi, bdo, big, cite, code, del, dfn, em, font, i, ins, kbd, mark, q, s, samp, small, \
                      span, strike, strong, sub, sup, tt, u, var, wbr";

/// The text of an HTML document, a line per block. The document is parsed by itself and never becomes part of the
/// page: nothing in it runs, and nothing is loaded for it (HTML, section 8.5.1, DOMParser).
pub fn text_of(html: &str) -> String {
    read(html).unwrap_or_default()
}

fn read(html: &str) -> Option<String> {
    let document = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
    let body: Node = document.body()?.into();
    let walker = document.create_tree_walker_with_what_to_show(&body, ELEMENTS_AND_TEXT).ok()?;
    let mut text = String::new();
    let mut last_block = None::<Element>;
    while let Ok(Some(node)) = walker.next_node() {
        if let Some(element) = node.dyn_ref::<Element>() {
            if element.tag_name() == "BR" {
                text.push('\n');
            }
            continue;
        }
        let block = block_of(&node);
        let is_hidden =
            block.as_ref().is_some_and(|block| block.matches("style, script, title, template").unwrap_or(false));
        let words = node.text_content().unwrap_or_default();
        if is_hidden || words.trim().is_empty() {
            continue;
        }
        if block != last_block && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        push_words(&mut text, &words);
        last_block = block;
    }
    Some(text)
}

/// The nearest element around the node that is not a part of a line.
fn block_of(node: &Node) -> Option<Element> {
    let mut parent = node.parent_element();
    while let Some(element) = parent {
        if !element.matches(INLINE).unwrap_or(false) {
            return Some(element);
        }
        parent = element.parent_element();
    }
    None
}

/// White space in HTML is one blank, wherever it stands.
fn push_words(text: &mut String, words: &str) {
    let is_apart = words.starts_with(char::is_whitespace);
    if is_apart && !text.is_empty() && !text.ends_with(char::is_whitespace) {
        text.push(' ');
    }
    text.push_str(&words.split_whitespace().collect::<Vec<_>>().join(" "));
    if words.ends_with(char::is_whitespace) {
        text.push(' ');
    }
}
