//! What holds for all mail that strangers write: see [`crate::fuzzing`].

use super::cap;
use super::sanitise::{Options, sanitise};

/// The cap: what it lets through is no larger than what was there, but for end tags and quotes that it adds.
///
/// # Panics
/// When it is.
pub fn cap(html: &str) {
    let capped = cap::cap(html);
    assert!(
        capped.markup.len() + capped.css.len() <= 20 * html.len() + 4096,
        "{} of {}",
        capped.markup.len(),
        html.len()
    );
}

/// The filter: no element that runs, loads or takes the page over, and no attribute that is a script.
///
/// # Panics
/// When there is one.
pub fn filter(html: &str) {
    let document = sanitise(html, &Options::default()).html;
    let body = document.find("<body").map_or("", |at| &document[at..]);
    for tag in tags(body) {
        let mut words = tag.split_ascii_whitespace();
        let name = words.next().unwrap_or_default().to_ascii_lowercase();
        assert!(!EVIL.contains(&name.as_str()), "<{tag}> in {document}");
        assert!(words.all(|word| !word.to_ascii_lowercase().starts_with("on")), "<{tag}> in {document}");
    }
}

const EVIL: [&str; 12] =
    ["script", "iframe", "object", "embed", "base", "form", "svg", "math", "template", "meta", "link", "frame"];

/// The start tags of a serialised document, the values of their attributes left out: they may hold anything.
fn tags(document: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut letters = document.chars();
    while let Some(letter) = letters.next() {
        if letter != '<' {
            continue;
        }
        let mut tag = String::new();
        let mut is_quoted = false;
        for letter in letters.by_ref() {
            match letter {
                '"' => is_quoted = !is_quoted,
                '>' if !is_quoted => break,
                letter if !is_quoted => tag.push(letter),
                _ => {}
            }
        }
        tags.push(tag);
    }
    tags
}
