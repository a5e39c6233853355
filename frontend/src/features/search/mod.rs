//! Looking for mail: the box with its suggestions, what stands around the results, and keeping a search.

pub mod empty;
pub mod field;
pub mod heading;
pub mod results;
pub mod save_dialog;
pub mod scope;
pub mod suggest;
pub mod terms;
