//! The settings: how the person wants their webmail, one screen with a section each. Nothing else calls into it but
//! through [`SettingsScreen`], so that its code can be loaded when it is first opened.

mod access;
mod appearance;
mod bound;
mod group;
mod identities;
mod language;
mod navigation;
mod notifications;
mod reading;
mod remote;
mod rules;
mod saving;
mod screen;
mod sections;
mod shortcuts;
mod storage;
mod tags;
mod templates;
mod tokens;
mod vacation;
mod writing;

pub use screen::SettingsScreen;
