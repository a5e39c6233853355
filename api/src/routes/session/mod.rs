//! `/session`: signing in, who am I, signing out.

pub mod create;
pub mod delete;
pub mod first_paint;
pub mod show;
