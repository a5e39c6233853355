//! The one error on the wire: RFC 9457 problem details, with one vocabulary.

use serde::{Deserialize, Serialize};

/// The media type of a problem (RFC 9457, section 3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong: in words for the person (`title`, `detail`), and in words for the program (`type`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `urn:gatepost:error:NAME` with a name of the vocabulary.
    #[serde(rename = "type")]
    pub kind: ProblemType,
    /// What happened, in a few words that are the same each time.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time and what to do, in whole sentences.
    pub detail: String,
    /// Names this occurrence in the node's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The IMAP server's response code and text, where it said something (RFC 5530).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imap_response: Option<String>,
    /// The SMTP server's reply, where it said something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smtp_reply: Option<String>,
    /// What the mail server said of a Sieve script, line by line, where it refused one (RFC 5804).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sieve_response: Option<String>,
    /// The properties of the request that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalid_properties: Vec<String>,
    /// What has taken the place of the thing that was to be changed: read it, and change that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_id: Option<crate::id::EmailId>,
    /// What SMTP said of each recipient, when a submission was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<RecipientReply>,
    /// Whether the same request may succeed later.
    #[serde(default)]
    pub retryable: bool,
}

/// What the SMTP server said of one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecipientReply {
    /// The recipient.
    pub email: String,
    /// Whether the server will deliver to it.
    pub accepted: bool,
    /// The reply: `550 5.1.1 <x@example.org>: unknown`.
    pub reply: String,
}

macro_rules! vocabulary {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $status:literal, $title:literal, $retryable:literal;)+) => {
        /// Every kind of problem that the API can answer with.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ProblemType { $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+ }

        impl ProblemType {
            /// The whole vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The URN that travels.
            pub fn urn(self) -> &'static str { match self { $(Self::$variant => $name,)+ } }
            /// The name without `urn:gatepost:error:`.
            pub fn name(self) -> &'static str { self.urn().rsplit(':').next().unwrap_or_default() }
            /// When it is answered, in a sentence.
            pub fn meaning(self) -> &'static str { match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ } }
            /// The HTTP status that it is answered with.
            pub fn status(self) -> u16 { match self { $(Self::$variant => $status,)+ } }
            /// What happened, in a few words.
            pub fn title(self) -> &'static str { match self { $(Self::$variant => $title,)+ } }
            /// Whether the same request may succeed later.
            pub fn is_retryable(self) -> bool { match self { $(Self::$variant => $retryable,)+ } }
        }
    };
}

vocabulary! {
    /// The request is not what the API understands: bad JSON, a bad query, a bad header.
    BadRequest = "urn:gatepost:error:badRequest", 400, "The request cannot be read", false;
    /// Some properties of the request are not valid; `invalidProperties` names them.
    InvalidProperties = "urn:gatepost:error:invalidProperties", 422, "Some properties are not valid", false;
    /// Nobody is signed in, or the session has ended.
    NotSignedIn = "urn:gatepost:error:notSignedIn", 401, "You are not signed in", false;
    /// The mail server refused the name or the password.
    WrongCredentials = "urn:gatepost:error:wrongCredentials", 401, "The address or the password is wrong", false;
    /// The person's mail is forwarded elsewhere; there is no mailbox on this farm.
    MailForwarded = "urn:gatepost:error:mailForwarded", 403, "This mail is forwarded elsewhere", false;
    /// The request came from another site.
    CrossSite = "urn:gatepost:error:crossSite", 403, "The request came from another site", false;
    /// The mail server does not allow this (RFC 5530 NOPERM, ACL).
    Forbidden = "urn:gatepost:error:forbidden", 403, "This is not allowed", false;
    /// The person may not send as this address.
    ForbiddenFrom = "urn:gatepost:error:forbiddenFrom", 403, "You cannot send as this address", false;
    /// There is no such thing (any more).
    NotFound = "urn:gatepost:error:notFound", 404, "This does not exist", false;
    /// This farm does not offer it, or the mail server of this person cannot do it.
    NotAvailable = "urn:gatepost:error:notAvailable", 404, "This is not offered here", false;
    /// The path exists, but not with this method.
    MethodNotAllowed = "urn:gatepost:error:methodNotAllowed", 405, "This method is not allowed here", false;
    /// The mailbox was made anew (UIDVALIDITY changed): read the list again.
    StaleId = "urn:gatepost:error:staleId", 410, "The mailbox was made anew", false;
    /// There is one of this name already (RFC 5530 ALREADYEXISTS).
    AlreadyExists = "urn:gatepost:error:alreadyExists", 409, "This exists already", false;
    /// A mailbox with mailboxes inside cannot be deleted: delete those first (RFC 8621, section 2.5).
    MailboxHasChild = "urn:gatepost:error:mailboxHasChild", 409, "There are mailboxes inside", false;
    /// A mailbox with mail cannot be deleted, unless its mail shall go with it (RFC 8621, section 2.5).
    MailboxHasEmail = "urn:gatepost:error:mailboxHasEmail", 409, "There is mail inside", false;
    /// Something else changed it first: read it again.
    StateMismatch = "urn:gatepost:error:stateMismatch", 409, "It was changed in the meantime", false;
    /// The server cannot say what changed since this state, or too much has: read the list again (RFC 8620, section 5.2).
    CannotCalculateChanges = "urn:gatepost:error:cannotCalculateChanges", 409, "What changed cannot be said", false;
    /// What `If-Match` names is not there any more: it was changed. Read it again.
    PreconditionFailed = "urn:gatepost:error:preconditionFailed", 412, "It was changed in the meantime", false;
    /// A submission with this Idempotency-Key is under way.
    SubmissionInProgress = "urn:gatepost:error:submissionInProgress", 409, "This message is being sent", true;
    /// A submission broke off at a point where nobody can know whether the message was sent.
    SubmissionUnknown = "urn:gatepost:error:submissionUnknown", 409, "It is not known whether this was sent", false;
    /// The SMTP server refused the message or every recipient.
    SubmissionRefused = "urn:gatepost:error:submissionRefused", 422, "The message was refused", false;
    /// The mail server cannot use a Sieve script; `sieveResponse` has its words.
    ScriptRefused = "urn:gatepost:error:scriptRefused", 422, "The mail server cannot use this script", false;
    /// Nothing proves who sent this email: ask the person whether to go on, then say `evenIfUnverified`.
    UnverifiedSender = "urn:gatepost:error:unverifiedSender", 409, "Nobody vouches for the sender", false;
    /// The mailing list's server did not take the request, or must not be asked.
    UnsubscribeRefused = "urn:gatepost:error:unsubscribeRefused", 502, "The list did not take this", false;
    /// The bytes asked for by `Range` are beyond the end; `Content-Range` says how many there are (RFC 9110, section 15.5.17).
    RangeNotSatisfiable = "urn:gatepost:error:rangeNotSatisfiable", 416, "There are no such bytes", false;
    /// The request body or the message is too large.
    TooLarge = "urn:gatepost:error:tooLarge", 413, "This is too large", false;
    /// The mailbox is full (RFC 5530 OVERQUOTA).
    OverQuota = "urn:gatepost:error:overQuota", 507, "The mailbox is full", false;
    /// Too many requests, or too many wrong passwords; `Retry-After` says when.
    RateLimit = "urn:gatepost:error:rateLimit", 429, "Too many attempts", true;
    /// No replica of the directory answers.
    DirectoryUnavailable = "urn:gatepost:error:directoryUnavailable", 503, "The directory cannot be reached", true;
    /// The directory answers, but what it says of this person makes no sense.
    DirectoryInvalid = "urn:gatepost:error:directoryInvalid", 502, "The directory entry is not usable", false;
    /// The mail server that holds this person's mail cannot be reached.
    BackendUnavailable = "urn:gatepost:error:backendUnavailable", 503, "The mail server cannot be reached", true;
    /// The mail server refused a command, or said something that cannot be understood.
    BackendRefused = "urn:gatepost:error:backendRefused", 502, "The mail server refused this", false;
    /// The submission server cannot be reached.
    SubmissionUnavailable = "urn:gatepost:error:submissionUnavailable", 503, "The sending server cannot be reached", true;
    /// The node is about to stop.
    ShuttingDown = "urn:gatepost:error:shuttingDown", 503, "The server is about to stop", true;
    /// A fault of ours; `instance` finds it in the log.
    Internal = "urn:gatepost:error:internal", 500, "Something went wrong on our side", true;
}

// By hand: the derive would list the variants' names, since it cannot see through the macro to what travels.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for ProblemType {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .enum_values(Some(Self::ALL.iter().map(|kind| kind.urn())))
            .description(Some("The vocabulary of problems."))
            .build()
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for ProblemType {}

impl Problem {
    /// A problem of this kind, with what happened this time.
    pub fn new(kind: ProblemType, detail: impl Into<String>) -> Self {
        Self {
            kind,
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: detail.into(),
            instance: None,
            imap_response: None,
            smtp_reply: None,
            sieve_response: None,
            invalid_properties: Vec::new(),
            current_id: None,
            recipients: Vec::new(),
            retryable: kind.is_retryable(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_as_rfc_9457() {
        let problem = Problem::new(ProblemType::StaleId, "The mailbox INBOX was made anew. Read the list again.");
        let json = serde_json::to_value(&problem).unwrap();
        assert_eq!(json["type"], "urn:gatepost:error:staleId");
        assert_eq!(json["status"], 410);
        assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);
    }

    #[test]
    fn every_word_of_the_vocabulary_is_unique() {
        let names: std::collections::BTreeSet<_> = ProblemType::ALL.iter().map(|kind| kind.urn()).collect();
        assert_eq!(names.len(), ProblemType::ALL.len());
    }
}
