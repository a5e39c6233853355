//! Programs that use the API: by password, by token, in bounds; the tour of docs/API.md; and what the log must not tell.

#[path = "../common/mod.rs"]
mod common;

mod basic;
mod docs;
mod hidden;
mod pace;
mod program;
mod routes;
mod scopes;
mod secrecy;
mod tokens;
