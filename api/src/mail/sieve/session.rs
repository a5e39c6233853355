//! A signed-in connection's verbs (RFC 5804, section 2): list, read, store, activate.

use std::time::Duration;

use gatepost_shared::rule::ScriptInfo;

use super::SCRIPT;
use super::abilities::Announced;
use super::conversation::{Answer, Conversation, Token};
use crate::mail::error::MailError;

/// How long a server may take to say goodbye.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Somebody's connection.
pub(super) struct Session {
    conversation: Conversation,
    /// What the server can.
    pub(super) announced: Announced,
}

impl Session {
    pub(super) fn new(conversation: Conversation, announced: Announced) -> Self {
        Self { conversation, announced }
    }

    /// Every script.
    pub(super) async fn list(&mut self) -> Result<Vec<ScriptInfo>, MailError> {
        let answer = done("LISTSCRIPTS", self.conversation.ask("LISTSCRIPTS", &[]).await?)?;
        let script = |line: &Vec<Token>| {
            let name = line.first()?.text()?.to_owned();
            let is_active =
                line.iter().any(|token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("ACTIVE")));
            Some(ScriptInfo { is_gatepost: name == SCRIPT, name, is_active })
        };
        Ok(answer.lines.iter().filter_map(script).collect())
    }

    /// The text of a script.
    pub(super) async fn read(&mut self, name: &str) -> Result<String, MailError> {
        let answer = done("GETSCRIPT", self.conversation.ask("GETSCRIPT", &[name]).await?)?;
        let text = answer.lines.into_iter().flatten().find_map(|token| match token {
            Token::Text(text) => Some(text),
            _ => None,
        });
        Ok(text.unwrap_or_default())
    }

    /// Stores a script, if the server can use it.
    pub(super) async fn store(&mut self, name: &str, text: &str) -> Result<(), MailError> {
        let answer = self.conversation.ask("PUTSCRIPT", &[name, text]).await?;
        // Without a code it is the compiler that speaks.
        if !answer.is_ok && answer.code.is_empty() {
            return Err(MailError::ScriptRefused(answer.text));
        }
        done("PUTSCRIPT", answer).map(drop)
    }

    /// Makes the server run this script and no other; none at all when the name is empty.
    pub(super) async fn activate(&mut self, name: &str) -> Result<(), MailError> {
        done("SETACTIVE", self.conversation.ask("SETACTIVE", &[name]).await?).map(drop)
    }

    /// Deletes a script that the server does not run.
    pub(super) async fn delete(&mut self, name: &str) -> Result<(), MailError> {
        done("DELETESCRIPT", self.conversation.ask("DELETESCRIPT", &[name]).await?).map(drop)
    }

    /// Leaves. A server that does not answer that is left all the same.
    pub(super) async fn leave(mut self) {
        let _ = tokio::time::timeout(LAST_WORDS, self.conversation.ask("LOGOUT", &[])).await;
    }
}

fn done(command: &'static str, answer: Answer) -> Result<Answer, MailError> {
    if answer.is_ok {
        return Ok(answer);
    }
    if answer.code == "NONEXISTENT" {
        return Err(MailError::NotFound("script"));
    }
    Err(MailError::SieveRefused { command, code: answer.code, text: answer.text })
}
