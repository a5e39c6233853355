//! `/mailboxes`: the tree with its counts.

use gatepost_shared::mailbox::Mailbox;
use gatepost_shared::query::Collection;

use crate::api::{Api, ApiError};

impl Api {
    /// All mailboxes in the order of a tree read from top to bottom.
    pub async fn mailboxes(&self) -> Result<Collection<Mailbox>, ApiError> {
        self.get("/mailboxes").await
    }
}
