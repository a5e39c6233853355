//! How a draft begins: what is asked of `POST /emails/{id}/draft`. The rules are in `reply`, `quote` and `subject`.

use serde::{Deserialize, Serialize};

/// What is to become of an email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Start {
    /// What is begun.
    pub action: StartAction,
    /// Whether the draft has HTML, the original quoted in it: with formatting, cleaned, its pictures attached.
    #[serde(default)]
    pub html: bool,
    /// Words in the person's language; English without them.
    #[serde(default)]
    pub words: StartWords,
}

/// What can be begun from an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum StartAction {
    /// An answer to the author, or to those whom an own message went to.
    Reply,
    /// An answer to everybody.
    ReplyAll,
    /// An answer to the mailing list.
    ReplyList,
    /// Passed on in the text.
    Forward,
    /// Passed on as a file (`.eml`), whole.
    ForwardAsFile,
    /// Written anew: a message of its own with the same content.
    EditAsNew,
}

/// The words that a draft begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct StartWords {
    /// The finished line above a quote: `On 23 November, Carol wrote:`. Made from author and date when it is empty.
    pub attribution: String,
    /// Above what is passed on.
    pub heading: String,
    /// `From`
    pub from: String,
    /// `Date`
    pub date: String,
    /// `Subject`
    pub subject: String,
    /// `To`
    pub to: String,
    /// `Cc`
    pub cc: String,
    /// When the original was sent, as the person reads dates; as in `sentAt` when it is empty.
    pub sent_at: String,
}

impl Default for StartWords {
    fn default() -> Self {
        Self {
            attribution: String::new(),
            heading: "---------- Forwarded message ----------".to_owned(),
            from: "From".to_owned(),
            date: "Date".to_owned(),
            subject: "Subject".to_owned(),
            to: "To".to_owned(),
            cc: "Cc".to_owned(),
            sent_at: String::new(),
        }
    }
}
