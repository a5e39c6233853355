//! Answering a request for a read receipt: what is asked of `POST /emails/{id}/mdn`.

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;

/// Tells the author that the email was shown (RFC 8098). Only ever sent because a person says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Receipt {
    /// Who tells it: one of the identities. Without it the one that the email was written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<EmailAddress>,
    /// The words of the receipt, in the person's language; English without them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}
