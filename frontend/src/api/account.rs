//! What concerns the account as a whole: its storage, and what the farm's operator says of it.

use gatepost_shared::client::ClientInfo;
use gatepost_shared::query::Collection;
use gatepost_shared::quota::Quota;

use crate::api::client::BASE;
use crate::api::{Api, ApiError};

impl Api {
    /// How full the mailbox is; empty where the mail server sets no limit.
    pub async fn quota(&self) -> Result<Collection<Quota>, ApiError> {
        self.get("/quota").await
    }

    /// The pages that are elsewhere: changing the password, help.
    pub async fn client_info(&self) -> Result<ClientInfo, ApiError> {
        self.get("/client").await
    }
}

/// The address book as a file.
pub fn contacts_export_url() -> String {
    BASE.to_owned() + "/contacts/export"
}
