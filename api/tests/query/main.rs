//! Lists at any depth, in any order, with any filter; and searches in one mailbox, several, or all. Through the API,
//! on real Dovecot and Cyrus, and on a server that knows no more than IMAP4rev1.

#[path = "../common/mod.rs"]
mod common;
#[path = "../relay_faults/peer.rs"]
#[expect(dead_code, reason = "the scripted server of the fault tests, of which a part is used here")]
mod peer;

mod cursors;
mod everywhere;
mod filters;
mod limits;
mod moments;
mod orders;
mod plain;
mod scene;
mod scripted;
mod search_box;
mod strange;
mod windows;
