//! Reading: the open conversation. HTML of mail never enters this document: it has its own, in a frame without scripts.

pub mod answers;
pub mod attachments;
pub mod body;
pub mod content;
pub mod folded;
pub mod head;
pub mod heading;
pub mod html_body;
pub mod html_frame;
pub mod invitation;
pub mod look;
pub mod mailing_list;
pub mod message;
pub mod message_menu;
pub mod pane;
pub mod people;
pub mod receipt;
pub mod sender_card;
pub mod stage;
pub mod text_body;
pub mod toolbar;
pub mod warnings;
