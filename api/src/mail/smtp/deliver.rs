//! The procedure: EHLO, AUTH, MAIL, RCPT for each, DATA. Up to the final dot every failure means "not sent".

use std::time::Duration;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use bytes::BytesMut;
use futures::StreamExt as _;
use gatepost_shared::draft::recipients;
use gatepost_shared::problem::RecipientReply;
use secrecy::ExposeSecret as _;

use super::connect::unavailable;
use super::conversation::{Broken, Conversation};
use super::data::DataEncoder;
use super::offers::{Offers, now, rcpt_command};
use super::reply::Reply;
use super::{Accepted, Envelope, Letter, Submission};
use crate::mail::error::MailError;

/// How long the server may take after the final dot (RFC 5321, section 4.5.3.2.6): giving up early would make
/// messages doubtful that have been sent.
const FINAL_PATIENCE: Duration = Duration::from_mins(10);

/// How long we wait for the reason when the server hangs up in the middle of the message, and for its goodbye.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Refuses an envelope that could break a command, or that nobody would get.
pub(super) fn check_addresses(envelope: &Envelope) -> Result<(), MailError> {
    if envelope.to.is_empty() {
        return Err(MailError::InvalidMessage("The message has no recipient.".to_owned()));
    }
    // Nobody is the sender of a receipt (RFC 8098, section 3): no answer to it may come back.
    let from = Some(&envelope.from).filter(|from| !from.is_empty());
    for address in envelope.to.iter().chain(from) {
        recipients::validate(address)
            .map_err(|fault| MailError::InvalidMessage(format!("\"{address}\" cannot be written to. {fault}")))?;
    }
    Ok(())
}

/// Sends the message over a greeted and secured connection.
pub(super) async fn deliver(
    mut conversation: Conversation,
    submission: &Submission,
    envelope: &Envelope,
    letter: Letter,
) -> Result<Accepted, MailError> {
    let mut session = Session { conversation: &mut conversation, submission };
    let offers = session.sign_in().await?;
    let outcome = session.transaction(&offers, envelope, letter).await;
    // After any other failure the server is gone, or still takes whatever it reads for the message's text.
    if matches!(
        outcome,
        Ok(_) | Err(MailError::SubmissionRefused { .. } | MailError::TooLarge(_) | MailError::InvalidMessage(_))
    ) {
        let _ = tokio::time::timeout(LAST_WORDS, conversation.command("QUIT")).await;
    }
    outcome
}

/// Signs in and leaves.
pub(super) async fn check(mut conversation: Conversation, submission: &Submission) -> Result<(), MailError> {
    let mut session = Session { conversation: &mut conversation, submission };
    session.sign_in().await?;
    let _ = tokio::time::timeout(LAST_WORDS, conversation.command("QUIT")).await;
    Ok(())
}

/// Hears what the server offers, and leaves.
pub(super) async fn offers(mut conversation: Conversation, submission: &Submission) -> Result<Offers, MailError> {
    let offers = ehlo(&mut conversation, submission).await.map_err(|Broken(reason)| unavailable(submission, reason))?;
    let _ = tokio::time::timeout(LAST_WORDS, conversation.command("QUIT")).await;
    Ok(offers)
}

/// Says EHLO and hears what the server offers.
pub(super) async fn ehlo(conversation: &mut Conversation, submission: &Submission) -> Result<Offers, Broken> {
    let reply = conversation.command(&format!("EHLO {}", submission.ehlo_name)).await?;
    if reply.is_positive() { Ok(Offers::of(&reply)) } else { Err(Broken(format!("EHLO: {}", reply.text()))) }
}

struct Session<'a> {
    conversation: &'a mut Conversation,
    submission: &'a Submission,
}

impl Session<'_> {
    /// EHLO and, where the server offers it, AUTH.
    async fn sign_in(&mut self) -> Result<Offers, MailError> {
        let offers = match ehlo(self.conversation, self.submission).await {
            Ok(offers) => offers,
            Err(Broken(reason)) => return Err(unavailable(self.submission, reason)),
        };
        let user = &self.submission.user;
        let password = self.submission.password.expose_secret();
        let reply = if offers.auth_plain {
            // RFC 4616, with the initial response (RFC 4954, section 4).
            self.say(&format!("AUTH PLAIN {}", STANDARD.encode(format!("\0{user}\0{password}")))).await?
        } else if offers.auth_login {
            self.auth_login(user, password).await?
        } else {
            // A server that asks nobody who they are: it will say at RCPT whether it relays for us.
            return Ok(offers);
        };
        // The person is signed in, so the password was right a moment ago. Postfix answers 535 also when it
        // cannot ask its directory: this must not be told as "wrong password".
        if reply.is_positive() { Ok(offers) } else { Err(MailError::SubmissionLogin(reply.text())) }
    }

    async fn auth_login(&mut self, user: &str, password: &str) -> Result<Reply, MailError> {
        for line in ["AUTH LOGIN".to_owned(), STANDARD.encode(user)] {
            let reply = self.say(&line).await?;
            if reply.code != 334 {
                return Ok(reply);
            }
        }
        self.say(&STANDARD.encode(password)).await
    }

    /// MAIL to the final reply. Either all recipients get it, or nobody: a message that went to half of them
    /// cannot be corrected any more.
    async fn transaction(
        &mut self,
        offers: &Offers,
        envelope: &Envelope,
        letter: Letter,
    ) -> Result<Accepted, MailError> {
        offers.check(envelope, letter.size_at_most, letter.is_8bit, now())?;
        let reply = self.say(&offers.mail_command(envelope, letter.size_at_most)).await?;
        if !reply.is_positive() {
            return Err(refused(&reply, Vec::new()));
        }
        let recipients = self.recipients(envelope).await?;
        let reply = self.say("DATA").await?;
        if reply.code != 354 {
            return Err(refused(&reply, recipients));
        }
        self.data(letter).await?;
        let reply = self.final_dot().await?;
        if reply.is_positive() {
            return Ok(Accepted { reply: reply.text(), recipients });
        }
        Err(refused(&reply, recipients))
    }

    async fn recipients(&mut self, envelope: &Envelope) -> Result<Vec<RecipientReply>, MailError> {
        let mut replies = Vec::with_capacity(envelope.to.len());
        let mut no: Option<Reply> = None;
        for address in &envelope.to {
            let reply = self.say(&rcpt_command(envelope, address)).await?;
            let accepted = reply.is_positive();
            replies.push(RecipientReply { email: address.clone(), accepted, reply: reply.text() });
            // The first lasting "no" is the one to show; 421 is the server's goodbye.
            if !accepted && no.as_ref().is_none_or(Reply::is_transient) {
                no = Some(reply.clone());
            }
            if reply.code == 421 {
                break;
            }
        }
        match no {
            None => Ok(replies),
            Some(reply) => Err(refused(&reply, replies)),
        }
    }

    /// The message, without the final dot. A source that breaks off leaves the message unfinished: the caller
    /// hangs up, and the server must throw it away (RFC 5321, section 4.1.1.4).
    async fn data(&mut self, mut letter: Letter) -> Result<(), MailError> {
        let (mut encoder, mut block) = (DataEncoder::new(), BytesMut::new());
        while let Some(chunk) = letter.bytes.next().await {
            encoder.push(&chunk?, &mut block);
            self.write(&block.split()).await?;
        }
        encoder.finish(&mut block);
        self.write(&block).await
    }

    /// Ends the message. From here on a failure means that nobody knows.
    async fn final_dot(&mut self) -> Result<Reply, MailError> {
        self.conversation.write(b".\r\n").await.map_err(|Broken(reason)| unknown(&reason))?;
        self.conversation.hear(FINAL_PATIENCE).await.map_err(|Broken(reason)| unknown(&reason))
    }

    async fn say(&mut self, line: &str) -> Result<Reply, MailError> {
        self.conversation.command(line).await.map_err(|Broken(reason)| unavailable(self.submission, reason))
    }

    /// A server that hangs up in the middle of a message usually says why.
    async fn write(&mut self, block: &[u8]) -> Result<(), MailError> {
        let Err(Broken(reason)) = self.conversation.write(block).await else { return Ok(()) };
        match self.conversation.hear(LAST_WORDS).await {
            Ok(reply) => Err(refused(&reply, Vec::new())),
            Err(_) => Err(unavailable(self.submission, reason)),
        }
    }
}

fn unknown(reason: &str) -> MailError {
    tracing::warn!(reason, "the sending server fell silent after the final dot");
    MailError::SubmissionUnknown
}

fn refused(reply: &Reply, recipients: Vec<RecipientReply>) -> MailError {
    MailError::SubmissionRefused { reply: reply.text(), is_transient: reply.is_transient(), recipients }
}
