//! Rules, vacation answers and scripts on the real farm: what a person says in the client is what Dovecot and Cyrus do with the
//! mail that arrives, and what other programs have written stays.

#[path = "../common/mod.rs"]
mod common;
mod foreign;
mod raw;
mod refusals;
mod rules;
mod scene;
mod vacation;
