//! The HTML of a signature: a person's own, but pasted from anywhere, and shown in the composer's own document.

use std::collections::HashSet;

use ammonia::{Builder, UrlRelative};

/// Formatting of text, links, and nothing that loads.
const TAGS: [&str; 16] =
    ["a", "b", "br", "div", "em", "hr", "i", "li", "ol", "p", "s", "small", "span", "strong", "u", "ul"];

/// The signature as it may be kept and shown.
pub fn clean(html: &str) -> String {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .tag_attributes([("a", HashSet::from(["href"]))].into_iter().collect())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    builder.clean(html).to_string()
}
