//! Signing in: on its own page, and above the work when a session has ended.

mod again;
mod form;
mod language;
mod page;

pub use again::SignInAgain;
pub use page::SignInPage;
