//! Changes, push and conversations, through the API, on real Dovecot and Cyrus.

#[path = "../common/mod.rs"]
mod common;

mod changes;
mod collapsed;
mod conversations;
mod events;
mod lesser;
mod scene;
