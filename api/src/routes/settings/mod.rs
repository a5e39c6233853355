//! `/settings`: how the person wants their webmail, the same on every device.

pub mod replace;
pub mod show;
pub mod update;
