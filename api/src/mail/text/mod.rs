//! Plain text as mail carries it. How it is taken apart for display is in `gatepost_shared::text`.

pub mod charset;
pub mod flowed;
