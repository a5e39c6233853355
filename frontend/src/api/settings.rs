//! `/settings`: how the person wants their webmail, as plain JSON. `state::settings` gives it meaning: a typed copy of
//! everything would cost the first load more than all that reads it.

use gloo_net::http::Method;
use serde_json::{Map, Value};

use crate::api::{Api, ApiError};

impl Api {
    /// What the person has set, and defaults for the rest.
    pub async fn settings(&self) -> Result<Map<String, Value>, ApiError> {
        self.get("/settings").await
    }

    /// Applies a merge patch (RFC 7396) and answers the settings as they are then.
    pub async fn change_settings(&self, patch: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
        self.with_body(Method::PATCH, "/settings", &[], patch).await
    }
}
