//! `/submissions`: sending in one request, for programs that keep no drafts.

pub mod create;
