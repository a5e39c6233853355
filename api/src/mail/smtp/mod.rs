//! Submission: hands one message to the sending server (RFC 6409, RFC 5321), for all of its recipients or for
//! none, and says exactly how it ended.
//!
//! What can be known matters more than what is likely: a failure before the final dot means "not sent", a
//! silence after it means "nobody knows" ([`MailError::SubmissionUnknown`]), and the two are never confused.

mod connect;
mod conversation;
mod data;
mod deliver;
mod reply;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use gatepost_shared::problem::RecipientReply;
use secrecy::SecretString;

use crate::directory::ServerAddress;
use crate::mail::error::MailError;

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
}

/// The message on its way.
pub struct Letter {
    /// The size that is announced (RFC 1870): no less than what comes.
    pub size_at_most: u64,
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

    /// Connects, secures the connection and signs in, and sends nothing: whether sending would work.
    pub async fn check(&self) -> Result<(), MailError> {
        let conversation = connect::open(self).await?;
        deliver::check(conversation, self).await
    }
}
