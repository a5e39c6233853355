//! What the receiving mail server found out about where an email really comes from (RFC 8601).

use serde::{Deserialize, Serialize};

/// The verdicts of one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Authentication {
    /// Who says so (authserv-id, RFC 8601, section 2.5).
    pub authserv_id: String,
    /// Whether the operator has named this server as one that removes what senders forge under its name. Otherwise the
    /// name merely belongs to the farm: a `fail` is worth a warning, but a `pass` proves nothing.
    pub is_trusted: bool,
    /// Whether the sending host may send for the envelope's domain (RFC 7208).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spf: Option<AuthenticationResult>,
    /// Signatures, in the order in which they were checked (RFC 6376).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dkim: Vec<AuthenticationResult>,
    /// Whether either of them speaks for the domain in `From` (RFC 7489).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dmarc: Option<AuthenticationResult>,
}

/// One verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationResult {
    /// The verdict.
    pub result: Verdict,
    /// The domain that it is about: of the envelope, of the signature, of `From`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

/// The results of RFC 8601, section 2.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// It is as it says.
    Pass,
    /// It is not.
    Fail,
    /// Probably not.
    Softfail,
    /// The domain says nothing about it.
    Neutral,
    /// There was nothing to check.
    None,
    /// Acceptable in itself, but not to the server's policy.
    Policy,
    /// Could not be checked then.
    Temperror,
    /// Cannot be checked.
    Permerror,
    /// A word that is not in the standard.
    Unknown,
}

impl Verdict {
    /// The verdict of this name, in any case.
    pub fn of(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "pass" => Self::Pass,
            "fail" | "hardfail" => Self::Fail,
            "softfail" => Self::Softfail,
            "neutral" => Self::Neutral,
            "none" => Self::None,
            "policy" => Self::Policy,
            "temperror" => Self::Temperror,
            "permerror" => Self::Permerror,
            _ => Self::Unknown,
        }
    }
}
