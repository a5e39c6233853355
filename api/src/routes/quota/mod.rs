//! `/quota`: how full the mailbox is.

pub mod list;
