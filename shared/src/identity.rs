//! Identities: who the person may write as. The directory's addresses, and no others; what each is called and how it
//! signs is the person's own.

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;

/// The longest display name, in bytes.
pub const MAX_NAME: usize = 300;

/// The longest signature, as text and as HTML each, in bytes.
pub const MAX_SIGNATURE: usize = 16 * 1024;

/// The most addresses in `replyTo` and in `bcc`.
pub const MAX_ADDRESSES: usize = 10;

/// One sender that the person may use (RFC 8621, section 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The address: unique among a person's identities.
    pub id: String,
    /// The display name; may be empty.
    pub name: String,
    /// The address that stands in `From`.
    pub email: String,
    /// Where answers shall go; empty means here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reply_to: Vec<EmailAddress>,
    /// Who gets a hidden copy of everything that is sent so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bcc: Vec<EmailAddress>,
    /// The signature under plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text_signature: String,
    /// The signature under HTML, sanitised.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html_signature: String,
    /// Whether new mail is written as this one. True of exactly one: the first, unless the person chose another.
    #[serde(default)]
    pub is_default: bool,
    /// Whether the person may delete it: never, since it comes from the directory.
    pub may_delete: bool,
}

/// `PATCH /identities/{id}`: what is to be changed; what is missing stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentityPatch {
    /// The display name; the empty text takes the directory's again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where answers shall go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Vec<EmailAddress>>,
    /// Who gets a hidden copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bcc: Option<Vec<EmailAddress>>,
    /// The signature under plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_signature: Option<String>,
    /// The signature under HTML. It is sanitised, and answered as it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html_signature: Option<String>,
    /// True makes it the one that new mail is written as; false leaves the choice to the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_default: Option<bool>,
}

/// Why a change of an identity is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct IdentityFault {
    /// The property that is wrong.
    pub property: &'static str,
    /// What is wrong, in a sentence.
    pub sentence: &'static str,
}

impl Identity {
    /// An address of the directory, of which the person has said nothing yet.
    pub fn new(address: &EmailAddress) -> Self {
        Self {
            id: address.email.clone(),
            name: address.name.clone().unwrap_or_default(),
            email: address.email.clone(),
            reply_to: Vec::new(),
            bcc: Vec::new(),
            text_signature: String::new(),
            html_signature: String::new(),
            is_default: false,
            may_delete: false,
        }
    }

    /// The name and address that stand in `From`.
    pub fn address(&self) -> EmailAddress {
        let name = Some(self.name.trim()).filter(|name| !name.is_empty()).map(str::to_owned);
        EmailAddress { name, email: self.email.clone() }
    }
}

impl IdentityPatch {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// The first property that is wrong.
    pub fn check(&self) -> Result<(), IdentityFault> {
        let fault = |property, sentence| Err(IdentityFault { property, sentence });
        if self.name.as_ref().is_some_and(|name| name.len() > MAX_NAME || name.chars().any(char::is_control)) {
            return fault("name", "A display name is one line of at most 300 bytes.");
        }
        for (property, addresses) in [("replyTo", &self.reply_to), ("bcc", &self.bcc)] {
            let Some(addresses) = addresses else { continue };
            let is_wrong = |address: &EmailAddress| {
                crate::draft::recipients::validate(&address.email).is_err()
                    || address
                        .name
                        .as_ref()
                        .is_some_and(|name| name.len() > MAX_NAME || name.chars().any(char::is_control))
            };
            if addresses.len() > MAX_ADDRESSES || addresses.iter().any(is_wrong) {
                return fault(property, "These are at most 10 addresses that mail can be sent to.");
            }
        }
        let signatures = [("textSignature", &self.text_signature), ("htmlSignature", &self.html_signature)];
        match signatures.iter().find(|(_, text)| text.as_ref().is_some_and(|text| text.len() > MAX_SIGNATURE)) {
            Some((property, _)) => fault(property, "A signature has at most 16 KiB."),
            None => Ok(()),
        }
    }
}
