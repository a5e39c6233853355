//! The drawer: what belongs to a person and is no mail. Settings, names and signatures, and the address book are
//! messages in one unsubscribed mailbox of the person's own account, so that no node needs a database and everything
//! moves along when the mailbox moves to another server. Nothing more than IMAP4rev1 is needed.
//!
//! `record` is what lies in it, `view` what of it counts, `write` how it is changed by many at once; `relay` reads and
//! stores it by IMAP. On top of them stand `settings`, `identities`, `book` and `tokens`. Uploads lie in the same mailbox
//! (`mail/send/upload`) and are no business of this module. It knows nothing of HTTP.

pub mod book;
pub mod document;
pub mod identities;
pub mod needle;
pub mod record;
pub mod relay;
pub mod sent;
pub mod settings;
pub mod store;
pub mod suggest;
pub mod tokens;
pub mod view;
pub mod write;

#[cfg(test)]
mod model;
