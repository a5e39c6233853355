//! Light or dark: the choice that `first-paint.js` applies before the first paint, and that can change later.

use crate::dom::storage;

/// `first-paint.js` reads the same key.
const KEY: &str = "theme";

/// Which colours the person wants on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Whatever the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The choice kept on this device.
    pub fn kept() -> Self {
        match storage::get(KEY).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// Whether the page is dark now.
    pub fn is_dark() -> bool {
        let list = || web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok()?;
        match Self::kept() {
            Self::System => list().is_some_and(|list| list.matches()),
            chosen => chosen == Self::Dark,
        }
    }

    /// Shows the page in these colours, and keeps the choice where the browser lets us.
    pub fn choose(self) {
        let root =
            web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
        let Some(root) = root else { return };
        // Setting an attribute fails only for an invalid name.
        match self {
            Self::System => {
                storage::remove(KEY);
                drop(root.remove_attribute("data-theme"));
            }
            Self::Light | Self::Dark => {
                let name = if self == Self::Light { "light" } else { "dark" };
                // Where nothing can be kept the choice holds until the page is left.
                let _ = storage::set(KEY, name);
                drop(root.set_attribute("data-theme", name));
            }
        }
    }
}
