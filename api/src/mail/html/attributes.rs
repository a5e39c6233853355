//! One attribute of a listed tag: its new value, or none when it goes.

use super::images::Images;
use super::{css, links, names};

/// Judges an attribute that is on the list of `policy`.
pub(super) fn filter(images: &Images, tag: &str, attribute: &str, value: &str) -> Option<String> {
    match (tag, attribute) {
        (_, "style") => css::style_attribute(value, images),
        (_, "class") => names::classes(value),
        (_, "id") | ("map", "name") => names::id(value),
        ("img", "usemap") => names::id(value.trim().strip_prefix('#')?).map(|id| format!("#{id}")),
        ("a" | "area", "href") => links::href(value),
        ("img", "src") | (_, "background") => images.url(value),
        // Set by ourselves for every link, see `sanitise`: never what the mail says.
        _ => Some(value.to_owned()),
    }
}
