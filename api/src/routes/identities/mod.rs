//! `/identities`: who the person may write as.

pub mod list;
