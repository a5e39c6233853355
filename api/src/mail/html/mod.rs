//! Mail HTML: from what a stranger wrote to a document that can be shown.
//!
//! The way of a body: [`cap`](self) bounds it (tokens in, tokens out, style blocks aside), ammonia cleans the
//! tree against the lists in `policy`, each attribute passes `attributes`, each declaration `css`, each link
//! `links`, each picture `images`; `document` wraps the rest. Every step is linear or bounded.
//!
//! What is not here: HTTP. The document's Content-Security-Policy, the wall behind this one, is in
//! `routes/csp.rs`. The result belongs into a frame of its own without scripts, never into the application's page.

mod attributes;
mod body;
mod bounded;
mod cap;
mod census;
mod css;
mod document;
pub mod editor;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod images;
mod links;
mod names;
mod policy;
mod sanitise;
mod to_text;
mod view;

#[cfg(test)]
mod tests;

pub use body::{MAX_HTML, to_sanitise};
pub use bounded::{Busy, sanitise_bounded};
pub use images::Remote;
pub use sanitise::{Options, Sanitised, sanitise};
pub use to_text::to_text;
pub use view::Scheme;
