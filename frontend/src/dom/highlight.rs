//! Words marked in a text without changing it (CSS Custom Highlight API): in a mail's own document no less than in ours.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Array, Function, Reflect, RegExp};
use web_sys::{Document, Element, Range};

use crate::dom::effect::effect;

/// The style sheets know it: `::highlight(hit)`.
const NAME: &str = "hit";
/// Nobody looks at more of them in one text.
const MOST: usize = 500;
/// `NodeFilter.SHOW_TEXT`.
const SHOW_TEXT: u32 = 4;

/// Marks these words wherever they stand in the element, in any case, as long as the current owner lives. Nothing is marked
/// in browsers that cannot do so.
pub fn follow(within: &Element, words: Signal<Vec<String>>) {
    let within = within.clone();
    effect(move || {
        let marked = words.with(|words| mark(&within, words));
        let marked = StoredValue::new_local(marked);
        on_cleanup(move || {
            if let Some(marked) = marked.try_update_value(Option::take).flatten() {
                marked.unmark();
            }
        });
    });
}

/// What is marked.
struct Marked {
    highlight: JsValue,
    ranges: Vec<Range>,
}

impl Marked {
    fn unmark(self) {
        for range in &self.ranges {
            let _ = call(&self.highlight, "delete", &[range]);
        }
    }
}

fn mark(within: &Element, words: &[String]) -> Option<Marked> {
    let pattern = pattern(words)?;
    let document = within.owner_document()?;
    let highlight = highlight_of(&document)?;
    let ranges = places(&document, within, &pattern);
    for range in &ranges {
        call(&highlight, "add", &[range])?;
    }
    Some(Marked { highlight, ranges })
}

/// The document's own highlight: what else is marked in it is added to the same.
fn highlight_of(document: &Document) -> Option<JsValue> {
    let window = document.default_view()?;
    let registry = get(&get(&window, "CSS")?, "highlights")?;
    let name = JsValue::from(NAME);
    let known = call(&registry, "get", &[&name]).filter(JsValue::is_object);
    known.or_else(|| {
        let class: Function = get(&JsValue::from(web_sys::window()?), "Highlight")?.dyn_into().ok()?;
        let made = Reflect::construct(&class, &Array::new()).ok()?;
        call(&registry, "set", &[&name, &made])?;
        Some(made)
    })
}

fn places(document: &Document, within: &Element, pattern: &RegExp) -> Vec<Range> {
    let mut ranges = Vec::new();
    let Ok(texts) = document.create_tree_walker_with_what_to_show(within, SHOW_TEXT) else { return ranges };
    while let Ok(Some(text)) = texts.next_node() {
        let content = text.node_value().unwrap_or_default();
        pattern.set_last_index(0);
        while let Some(found) = pattern.exec(&content) {
            let length = found.get(0).as_string().map_or(0, |hit| hit.encode_utf16().count());
            let end = pattern.last_index();
            let start = end.saturating_sub(u32::try_from(length).unwrap_or(end));
            let Ok(range) = document.create_range() else { return ranges };
            if end == start || range.set_start(&text, start).and_then(|()| range.set_end(&text, end)).is_err() {
                break;
            }
            ranges.push(range);
            if ranges.len() >= MOST {
                return ranges;
            }
        }
    }
    ranges
}

/// Any of the words; none without words. A blank is any white space.
fn pattern(words: &[String]) -> Option<RegExp> {
    let escaped: Vec<String> = words.iter().filter(|word| !word.trim().is_empty()).map(|word| escape(word)).collect();
    (!escaped.is_empty()).then(|| RegExp::new(&escaped.join("|"), "giu"))
}

fn escape(word: &str) -> String {
    let mut escaped = String::new();
    for sign in word.trim().chars() {
        if sign.is_whitespace() {
            escaped.push_str("\\s+");
        } else {
            if r"\^$.*+?()[]{}|/".contains(sign) {
                escaped.push('\\');
            }
            escaped.push(sign);
        }
    }
    escaped
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(JsValue::is_truthy)
}

fn call(on: &JsValue, name: &str, with: &[&JsValue]) -> Option<JsValue> {
    let method: Function = get(on, name)?.dyn_into().ok()?;
    method.apply(on, &with.iter().copied().collect()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_a_pattern() {
        assert_eq!(escape("a.b (c)"), r"a\.b\s+\(c\)");
        assert_eq!(escape(" 50 % "), r"50\s+%");
    }
}
