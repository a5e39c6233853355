//! Writing mail: a composer for each message, at the lower edge of the window, in its middle, or on the whole phone.

mod attachments;
mod body;
mod chip;
mod composer;
mod desk;
mod draft_notice;
mod footer;
mod header;
mod left_out;
mod link_dialog;
mod more;
mod notices;
mod panel;
mod questions;
mod recipients;
mod rich;
mod save_state;
mod schedule_dialog;
mod sender;
mod suggestions;
mod template_dialog;
mod toolbar;

pub use composer::Composer;
pub use draft_notice::DraftNotice;
