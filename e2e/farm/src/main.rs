//! The farm command.
fn main() {}
