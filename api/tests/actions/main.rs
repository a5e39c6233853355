//! What a person does with mail and mailboxes, through the API: each story is told on Dovecot and on Cyrus.

#[path = "../common/mod.rs"]
mod common;

mod acting;
mod full;
mod importing;
mod mailboxes;
mod matching;
mod reading_only;
mod scene;
mod trees;
