//! `/identities`: who the person may write as.

use gatepost_shared::identity::{Identity, IdentityPatch};
use gloo_net::http::Method;

use crate::api::{Api, ApiError};

impl Api {
    /// Changes what is named of an identity, and answers it as it is then.
    pub async fn change_identity(&self, id: &str, patch: &IdentityPatch) -> Result<Identity, ApiError> {
        let id = String::from(js_sys::encode_uri_component(id));
        self.with_body(Method::PATCH, &("/identities/".to_owned() + &id), &[], patch).await
    }
}
