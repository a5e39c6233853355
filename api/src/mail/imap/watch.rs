//! (begun)
#[derive(Debug, Default)]
pub(super) struct Watcher {}
