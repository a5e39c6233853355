//! Reading one message. Its HTML never enters this document: it has its own, in a frame without scripts.

pub mod answers;
pub mod attachments;
pub mod body;
pub mod head;
pub mod html_frame;
pub mod message;
pub mod pane;
pub mod people;
pub mod text_body;
pub mod toolbar;
