//! One attribute of a listed tag: its new value, or none when it goes.

use super::view::View;
use super::{css, links, names};

/// Judges an attribute that is on the list of `policy`.
pub(super) fn filter(view: &View, tag: &str, attribute: &str, value: &str) -> Option<String> {
    match (tag, attribute) {
        (_, "style") => css::style_attribute(value, view),
        (_, "class") => names::classes(value),
        (_, "id") | ("map", "name") => names::id(value),
        ("img", "usemap") => names::id(value.trim().strip_prefix('#')?).map(|id| format!("#{id}")),
        ("a" | "area", "href") => links::href(value),
        ("img", "src") => view.images.url(value),
        (_, "background") => view.background(value),
        (_, "alink" | "bgcolor" | "bordercolor" | "color" | "link" | "text" | "vlink") if view.turns() => {
            css::turned_attribute(value)
        }
        // Set by ourselves for every link, see `sanitise`: never what the mail says.
        _ => Some(value.to_owned()),
    }
}
