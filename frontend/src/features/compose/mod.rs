//! The composer: one message being written, in the corner of the window, in its middle, or on the whole phone.

mod attachments;
mod body;
mod chip;
mod composer;
mod draft_notice;
mod footer;
mod header;
mod panel;
mod questions;
mod recipients;
mod save_state;
mod sender;

pub use composer::Composer;
pub use draft_notice::DraftNotice;
