//! Writing and sending on the real farm: from one person's draft to other people's inboxes, and what happens when a
//! recipient is refused, a request is repeated, or a node dies in the middle.

mod assembling;
mod claims;
#[path = "../common/mod.rs"]
mod common;
mod dock;
mod drafts;
mod faults;
mod formatted;
mod receipts;
mod redirects;
mod started;
mod submissions;
mod uploads;
mod wishes;
mod writer;
