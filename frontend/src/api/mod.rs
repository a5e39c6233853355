//! The client of our own JSON API: one typed call per endpoint. It keeps no state but one signal, "the session
//! has ended", and it says nothing to the person: what an error means in words is up to `i18n`.

pub mod account;
pub mod client;
pub mod contacts;
pub mod drafts;
pub mod emails;
pub mod error;
pub mod events;
pub mod filters;
pub mod identities;
pub mod json;
pub mod mailboxes;
pub mod reading;
pub mod session;
pub mod settings;
pub mod suggestions;
pub mod tokens;

pub use client::Api;
pub use error::ApiError;
