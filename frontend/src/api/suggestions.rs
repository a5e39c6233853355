//! `/suggestions`: whom the person may mean.

use gatepost_shared::contact::Suggestions;

use crate::api::{Api, ApiError};

impl Api {
    /// Those whose name or address begins like what was typed; without any, those to whom the person writes most.
    pub async fn suggestions(&self, typed: &str, limit: u32) -> Result<Suggestions, ApiError> {
        let typed = String::from(js_sys::encode_uri_component(typed));
        self.get(&format!("/suggestions?q={typed}&limit={limit}")).await
    }
}
