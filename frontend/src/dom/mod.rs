//! The browser's interfaces, in Rust's terms. Besides `ui` no other module names `web_sys`.

pub mod abort;
pub mod carry;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod drag;
pub mod editor;
pub mod effect;
pub mod event_stream;
pub mod files;
pub mod focus;
pub mod frame;
pub mod history;
pub mod lines;
pub mod lock;
pub mod notify;
pub mod observe;
pub mod page;
pub mod random;
pub mod storage;
pub mod tab;
pub mod target;
pub mod text;
pub mod theme;
pub mod timer;
pub mod upload;
