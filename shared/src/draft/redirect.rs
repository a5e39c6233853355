//! Passing an email on as it is: what is asked of `POST /emails/{id}/redirect`.

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;

/// Who passes an email on, and to whom (RFC 5322, section 3.6.6). The email itself stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Redirect {
    /// Who passes it on: one of the identities.
    pub from: EmailAddress,
    /// The new recipients.
    pub to: Vec<EmailAddress>,
    /// Who gets a copy.
    #[serde(default)]
    pub cc: Vec<EmailAddress>,
    /// Who gets a copy without the others seeing it.
    #[serde(default)]
    pub bcc: Vec<EmailAddress>,
}
