//! `/identities`: who the person may write as, and how.

pub mod list;
pub mod show;
pub mod update;
