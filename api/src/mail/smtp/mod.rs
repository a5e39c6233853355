//! Submission: hands one message to the sending server (RFC 6409, RFC 5321), for all of its recipients or for
//! none, and says exactly how it ended.
//!
//! What can be known matters more than what is likely: a failure before the final dot means "not sent", a
//! silence after it means "nobody knows" ([`MailError::SubmissionUnknown`]), and the two are never confused.

mod connect;
mod conversation;
mod data;
mod deliver;
mod offers;
mod reply;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use gatepost_shared::date::UtcDate;
use gatepost_shared::problem::RecipientReply;
use secrecy::SecretString;

use crate::directory::ServerAddress;
use crate::mail::error::MailError;

pub use self::offers::Offers;

/// The sending server, and who is sending.
#[derive(Clone)]
pub struct Submission {
    /// Where it is.
    pub server: ServerAddress,
    /// The name that it wants at AUTH.
    pub user: String,
    /// The password.
    pub password: SecretString,
    /// What we call ourselves in EHLO: a domain name or an address literal (RFC 5321, section 4.1.1.1).
    pub ehlo_name: String,
    /// Whom we trust.
    pub tls: Arc<rustls::ClientConfig>,
}

/// Who sends to whom, apart from what the message says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The sender's address.
    pub from: String,
    /// The recipients' addresses, Bcc's among them.
    pub to: Vec<String>,
    /// How it is to be delivered.
    pub delivery: Delivery,
}

/// What the sender wishes of the delivery: each only where the server offers it, and refused elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Delivery {
    /// Word of what becomes of it (DSN, RFC 3461); otherwise the server says so when it cannot be delivered.
    pub notices: Option<Notices>,
    /// Not to be sent before (RFC 4865).
    pub hold_until: Option<UtcDate>,
}

/// Which word of the delivery is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    /// On what.
    pub on: Vec<Notify>,
    /// Whether the whole message shall come back with bad news, or its header only.
    pub is_full: bool,
    /// What the notices will call the message.
    pub envelope_id: String,
}

/// An occasion for a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notify {
    /// None at all: not even when it cannot be delivered.
    Never,
    /// It was delivered.
    Success,
    /// It cannot be delivered.
    Failure,
    /// It takes long.
    Delay,
}

impl Notify {
    /// SMTP's word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Never => "NEVER",
            Self::Success => "SUCCESS",
            Self::Failure => "FAILURE",
            Self::Delay => "DELAY",
        }
    }
}

/// The message on its way.
pub struct Letter {
    /// The size that is announced (RFC 1870): no less than what comes.
    pub size_at_most: u64,
    /// Whether it may hold bytes outside ASCII.
    pub is_8bit: bool,
    /// The message. If it breaks off, nothing is sent.
    pub bytes: BoxStream<'static, Result<Bytes, MailError>>,
}

/// The sending server has taken the message for all recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The final reply, with the queue id.
    pub reply: String,
    /// What it said of each recipient.
    pub recipients: Vec<RecipientReply>,
}

impl Submission {
    /// Sends a message.
    ///
    /// # Errors
    /// [`MailError::SubmissionUnknown`] when it may have been sent; with every other error it was not.
    pub async fn submit(&self, envelope: &Envelope, letter: Letter) -> Result<Accepted, MailError> {
        deliver::check_addresses(envelope)?;
        let conversation = connect::open(self).await?;
        deliver::deliver(conversation, self, envelope, letter).await
    }

    /// Connects, secures the connection and hears what the server offers. Nobody signs in.
    pub async fn offers(&self) -> Result<Offers, MailError> {
        let conversation = connect::open(self).await?;
        deliver::offers(conversation, self).await
    }

    /// Connects, secures the connection and signs in, and sends nothing: whether sending would work.
    pub async fn check(&self) -> Result<(), MailError> {
        let conversation = connect::open(self).await?;
        deliver::check(conversation, self).await
    }
}
