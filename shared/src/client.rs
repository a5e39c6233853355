//! What a client must know of the farm that it is a client of, before anybody has signed in.

use serde::{Deserialize, Serialize};

/// `GET /client`: how the farm's operator has named it, and the pages that are elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClientInfo {
    /// What to call the webmail: `Gatepost`, unless the operator has named it.
    #[cfg_attr(feature = "openapi", schema(example = "Gatepost"))]
    pub product_name: String,
    /// The page on which a person changes the password; none when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "https://accounts.example.org/password"))]
    pub password_url: Option<String>,
    /// The page for somebody who has forgotten it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "https://accounts.example.org/forgotten"))]
    pub recovery_url: Option<String>,
    /// The operator's own help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "https://help.example.org/"))]
    pub help_url: Option<String>,
}
