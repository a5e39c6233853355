//! The typed message models and pure rules that the API and the client share.
//!
//! What belongs here: the shapes that travel between client and API (in the words of RFC 8621, JMAP for
//! Mail), and the rules that both sides must agree on. What does not: I/O, clocks, randomness, axum, the
//! browser. The crate compiles natively and to wasm32.
//!
//! The modules in reading order:

pub mod id;
pub mod date;
pub mod address;
pub mod keyword;
pub mod mailbox;
pub mod email;
pub mod query;
pub mod mutation;
pub mod draft;
pub mod identity;
pub mod session;
pub mod event;
pub mod problem;
