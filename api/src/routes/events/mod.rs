//! `/events`: what the server tells without being asked.

pub mod resume;
pub mod stream;
