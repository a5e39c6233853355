//! `/tokens`: what a person gives programs instead of the password. For people only: a token that could make or revoke
//! tokens would be as good as the password.

pub mod create;
pub mod list;
pub mod revoke;
