//! The colours of the page and the room in it: attributes of the page's element, which the style sheets read. What is
//! chosen here is applied before the first paint next time (first-paint.js).

use gatepost_shared::settings::{Density, Theme};

use crate::dom::storage;

/// first-paint.js reads the same key.
const KEY: &str = "theme";

/// Shows the page in these colours, and keeps the choice where the browser lets us.
pub fn choose(theme: Theme) {
    if theme == Theme::System {
        storage::remove(KEY);
        set("data-theme", None);
    } else {
        // Where nothing can be kept the choice holds until the page is left.
        let _ = storage::set(KEY, theme.word());
        set("data-theme", Some(theme.word()));
    }
}

/// Gives rows as much room.
pub fn give_room(density: Density) {
    set("data-density", Some(density.word()));
}

fn root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

fn set(name: &str, value: Option<&str>) {
    if let Some(root) = root() {
        // Setting an attribute fails only for an invalid name.
        drop(match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        });
    }
}
