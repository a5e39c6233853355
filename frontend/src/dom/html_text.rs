//! The words of an HTML mail that has no text of its own: for quoting it in an answer.
//!
//! The mail is never parsed by the browser as elements: nothing in it can run, load or be styled, not even in a
//! document apart, where the page's policy would complain of every style. Tags are cut out as text here; the browser
//! only spells out the character references that are left.

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// Elements that stand inside a line; all others begin a new one.
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
];

/// Elements whose content nobody reads.
const UNREAD: [&str; 5] = ["script", "style", "title", "template", "noscript"];

/// The text of an HTML document, a line per block.
pub fn text_of(html: &str) -> String {
    decode(&without_tags(html))
}

/// Spells out character references. A text area's content is text whatever it holds (HTML, section 13.2.5.2): no
/// element comes of it.
fn decode(text: &str) -> String {
    let area = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("textarea").ok())
        .and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok());
    let Some(area) = area else { return text.to_owned() };
    area.set_inner_html(text);
    area.value()
}

/// The text between the tags, with one blank for any white space and a line end between blocks.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((words, tail)) = rest.split_once('<') {
        push_words(&mut text, words);
        let Some((name, after)) = take_tag(tail) else {
            // A lone sign: it is text, and stays text.
            text.push_str("&lt;");
            rest = tail;
            continue;
        };
        rest = after;
        if UNREAD.contains(&name.as_str()) {
            rest = after_end_of(&name, after);
        } else if name == "br" || (is_block(&name) && !text.is_empty() && !text.ends_with('\n')) {
            text.push('\n');
        }
    }
    push_words(&mut text, rest);
    text
}

/// Whether a tag, or its end, begins a new line.
fn is_block(name: &str) -> bool {
    !name.is_empty() && !INLINE.contains(&name.trim_start_matches('/'))
}

/// The name of the tag that begins here, in lower case, with its slash when it ends an element, and what follows the
/// tag. The name is empty for comments and the like; none for a sign that begins no tag.
fn take_tag(tail: &str) -> Option<(String, &str)> {
    if let Some(comment) = tail.strip_prefix("!--") {
        return Some((String::new(), comment.split_once("-->").map_or("", |(_, after)| after)));
    }
    let first = tail.trim_start_matches('/').chars().next()?;
    if !first.is_ascii_alphabetic() && !matches!(first, '!' | '?') {
        return None;
    }
    let name_end =
        tail[1..].find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).map_or(tail.len(), |end| end + 1);
    let name = tail[..name_end].trim_matches(['!', '?']).to_ascii_lowercase();
    Some((name, &tail[end_of_tag(tail)..]))
}

/// The place behind the `>` that ends the tag: one inside a quoted attribute does not.
fn end_of_tag(tail: &str) -> usize {
    let mut quote = None;
    for (place, byte) in tail.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return place + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tail.len()
}

/// What follows the end tag of an element whose content is passed over.
fn after_end_of<'a>(name: &str, content: &'a str) -> &'a str {
    let mut rest = content;
    while let Some((_, tail)) = rest.split_once("</") {
        let is_it = tail.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if is_it {
            return &tail[end_of_tag(tail)..];
        }
        rest = tail;
    }
    ""
}

fn push_words(text: &mut String, words: &str) {
    let at_word = !text.is_empty() && !text.ends_with(char::is_whitespace);
    if at_word && words.starts_with(char::is_whitespace) {
        text.push(' ');
    }
    for (place, word) in words.split_whitespace().enumerate() {
        if place > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
    if words.ends_with(char::is_whitespace) && !text.is_empty() && !text.ends_with(char::is_whitespace) {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_lines_and_markup_goes() {
        let html = "<html><head><style>p > b { color: red }</style></head><body><h1>Your order</h1>\n\
                    <p title='a > b'>Dear <b>Alice</b>, it<br>is on its way.</p></body></html>";
        assert_eq!(without_tags(html).trim(), "Your order\nDear Alice, it\nis on its way.");
    }

    #[test]
    fn a_sign_that_begins_no_tag_stays_text() {
        assert_eq!(without_tags("1 < 2 <!-- <b>no</b> -->and 3"), "1 &lt; 2 and 3");
    }

    #[test]
    fn broken_markup_ends_with_the_text() {
        for html in ["<", "</", "<p", "<p title=\"", "<style>p", "<!--", "a</", "<ä>", "</ä", "<é"] {
            without_tags(html);
        }
    }

    #[test]
    fn nothing_inside_becomes_a_tag_again() {
        for html in ["<<b>script>", "<scr<b></b>ipt>alert(1)", "</textarea><img src=x>", "<style></style><x<y>"] {
            assert!(!without_tags(html).contains('<'), "{html}");
        }
    }
}
