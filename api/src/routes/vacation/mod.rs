//! `/vacation`: the answer that the mail server gives while the person is away.

pub mod replace;
pub mod show;
