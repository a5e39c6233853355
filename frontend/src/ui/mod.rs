//! Widgets without mail words: what any application could use. They know neither the API nor the state.
//!
//! Text comes in as finished, translated strings; actions go out as callbacks.

pub mod avatar;
pub mod button;
pub mod choice;
pub mod dialog;
pub mod empty_state;
pub mod field;
pub mod icon;
pub mod lazy;
pub mod live_region;
pub mod logo;
pub mod memo;
pub mod menu;
pub mod popover;
pub mod progress;
pub mod select;
pub mod skeleton;
pub mod spinner;
pub mod splitter;
pub mod switch;
pub mod text_area;
pub mod toast;
pub mod unique_id;
pub mod when;
