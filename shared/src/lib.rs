//! The typed message models and pure rules that the API and the client share.
//!
//! What belongs here: the shapes that travel between client and API (in the words of RFC 8621, JMAP for
//! Mail), and the rules that both sides must agree on. What does not: I/O, clocks, randomness, axum, the
//! browser. The crate compiles natively and to wasm32.
//!
//! The modules in reading order:

pub mod address;
pub mod bulk;
pub mod changes;
pub mod client;
pub mod contact;
pub mod date;
pub mod draft;
pub mod email;
pub mod event;
pub mod filter;
pub mod host;
pub mod id;
pub mod identity;
pub mod keyword;
pub mod mailbox;
pub mod mailto;
pub mod mutation;
pub mod percent;
pub mod problem;
pub mod query;
pub mod quota;
pub mod rule;
pub mod search;
pub mod session;
pub mod settings;
pub mod text;
pub mod thread;
pub mod token;
pub mod vacation;
