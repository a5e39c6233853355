//! One person's rules, vacation answer and scripts: each a conversation of its own with their mail server, since they
//! are looked at now and then only.
//!
//! ManageSieve has no conditional store. On this node changes of one person's take turns; two nodes that change the
//! same in the same few milliseconds are not kept apart, and the later one stands.

use std::sync::Arc;
use std::time::Duration;

use gatepost_shared::rule::{Filters, MAX_SCRIPT, NewFilters, NewScript, Rule, RuleFault, Script};
use gatepost_shared::vacation::{VacationFault, VacationResponse};
use moka::future::Cache;
use secrecy::SecretString;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::connect::Door;
use super::document::Content;
use super::session::Session;
use super::standing::Standing;
use crate::directory::ServerAddress;
use crate::mail::error::MailError;

/// The longest name of a new script (RFC 5804, section 1.6 asks servers for 128 letters).
const MAX_NAME: usize = 128;

/// The node's part in it: whose turn it is.
#[derive(Debug)]
pub struct Sieve {
    turns: Cache<String, Arc<Mutex<()>>>,
}

impl Default for Sieve {
    fn default() -> Self {
        // Idle, not live: a turn that is waited for must not be forgotten.
        Self { turns: Cache::builder().max_capacity(100_000).time_to_idle(Duration::from_mins(10)).build() }
    }
}

impl Sieve {
    /// The scripts of this person on this server. `addresses` are what mail to them is addressed to.
    pub async fn scripts(
        &self,
        server: ServerAddress,
        (user, password): (String, SecretString),
        addresses: Vec<String>,
        tls: Arc<rustls::ClientConfig>,
        patience: Duration,
    ) -> Scripts {
        let name = format!("{}:{} {user}", server.host, server.port);
        let turn = self.turns.get_with(name, async { Arc::default() }).await;
        Scripts { door: Door { server, user, password, tls, patience }, addresses, turn }
    }
}

/// One person's scripts on their mail server.
#[derive(Clone)]
pub struct Scripts {
    door: Door,
    addresses: Vec<String>,
    turn: Arc<Mutex<()>>,
}

impl Scripts {
    /// The rules, and what runs besides.
    pub async fn filters(&self) -> Result<Filters, MailError> {
        let mut session = self.door.open().await?;
        let standing = Standing::read(&mut session).await?;
        let filters = standing.filters(&session);
        session.leave().await;
        Ok(filters)
    }

    /// Replaces the rules, if `check` agrees with how they stand.
    pub async fn replace_filters<E: From<MailError> + From<RuleFault>>(
        &self,
        wanted: NewFilters,
        check: impl Fn(&Filters) -> Result<(), E> + Send,
    ) -> Result<Filters, E> {
        let (_turn, mut session) = self.open_in_turn().await?;
        Rule::check_all(&wanted.rules, &session.announced.abilities())?;
        let standing = Standing::read(&mut session).await?;
        check(&standing.filters(&session))?;
        let content = Content { rules: wanted.rules, ..standing.document.content.clone() };
        let saved = standing.save(&mut session, content, wanted.replace_active, &self.addresses).await?;
        let filters = saved.filters(&session);
        session.leave().await;
        Ok(filters)
    }

    /// The vacation answer.
    pub async fn vacation(&self) -> Result<VacationResponse, MailError> {
        let mut session = self.door.open().await?;
        can_answer(&session)?;
        let standing = Standing::read(&mut session).await?;
        session.leave().await;
        Ok(standing.document.content.vacation)
    }

    /// Replaces the vacation answer, if `check` agrees with how it stands.
    pub async fn replace_vacation<E: From<MailError> + From<VacationFault>>(
        &self,
        wanted: VacationResponse,
        check: impl Fn(&VacationResponse) -> Result<(), E> + Send,
    ) -> Result<VacationResponse, E> {
        wanted.check()?;
        let (_turn, mut session) = self.open_in_turn().await?;
        can_answer(&session)?;
        if (wanted.from_date.is_some() || wanted.to_date.is_some()) && !session.announced.abilities().vacation_dates {
            let sentence = "This mail server cannot begin or end the answer by itself. Switch it on and off by hand.";
            return Err(VacationFault { property: "fromDate", sentence: sentence.to_owned() }.into());
        }
        let standing = Standing::read(&mut session).await?;
        check(&standing.document.content.vacation)?;
        let content = Content { vacation: wanted, ..standing.document.content.clone() };
        let saved = standing.save(&mut session, content, false, &self.addresses).await?;
        session.leave().await;
        Ok(saved.document.content.vacation)
    }

    /// One script as it is.
    pub async fn script(&self, name: &str) -> Result<Script, MailError> {
        let mut session = self.door.open().await?;
        let script = read(&mut session, name).await?;
        session.leave().await;
        script.ok_or(MailError::NotFound("script"))
    }

    /// Stores a script, if `check` agrees with how it stands.
    pub async fn replace_script<E: From<MailError>>(
        &self,
        name: &str,
        wanted: NewScript,
        check: impl Fn(Option<&Script>) -> Result<(), E> + Send,
    ) -> Result<Script, E> {
        if wanted.text.len() > MAX_SCRIPT {
            return Err(MailError::TooLarge("A script has at most 256 KiB.".to_owned()).into());
        }
        let (_turn, mut session) = self.open_in_turn().await?;
        let current = read(&mut session, name).await?;
        check(current.as_ref())?;
        if current.is_none() {
            check_name(name)?;
        }
        session.store(name, &wanted.text).await?;
        let was_active = current.is_some_and(|script| script.is_active);
        let is_active = wanted.is_active.unwrap_or(was_active);
        if is_active && !was_active {
            session.activate(name).await?;
        } else if was_active && !is_active {
            session.activate("").await?;
        }
        session.leave().await;
        Ok(Script { name: name.to_owned(), text: wanted.text, is_active })
    }

    /// Deletes a script that the server does not run, if `check` agrees with how it stands.
    pub async fn delete_script<E: From<MailError>>(
        &self,
        name: &str,
        check: impl Fn(&Script) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        let (_turn, mut session) = self.open_in_turn().await?;
        let current = read(&mut session, name).await?.ok_or(MailError::NotFound("script"))?;
        check(&current)?;
        if current.is_active {
            return Err(MailError::ScriptActive.into());
        }
        session.delete(name).await?;
        session.leave().await;
        Ok(())
    }

    /// A session in which nobody else on this node changes this person's scripts.
    async fn open_in_turn(&self) -> Result<(OwnedMutexGuard<()>, Session), MailError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        Ok((turn, self.door.open().await?))
    }
}

async fn read(session: &mut Session, name: &str) -> Result<Option<Script>, MailError> {
    let Some(listed) = session.list().await?.into_iter().find(|script| script.name == name) else { return Ok(None) };
    let text = session.read(name).await?;
    Ok(Some(Script { name: listed.name, text, is_active: listed.is_active }))
}

fn can_answer(session: &Session) -> Result<(), MailError> {
    if session.announced.abilities().vacation {
        return Ok(());
    }
    Err(MailError::NotOffered("The server that holds your mail gives no vacation answers.".to_owned()))
}

/// Whether a new script may be called so. Cyrus stores a name beyond ASCII under another one, and does not find it again.
fn check_name(name: &str) -> Result<(), MailError> {
    let is_usual = |byte: u8| (b' '..0x7f).contains(&byte) && byte != b'/';
    let is_name = (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(is_usual);
    let sentence = "The name of a script has 1 to 128 letters without accents, digits and signs, and no slash.";
    if is_name { Ok(()) } else { Err(MailError::Invalid { property: "name", sentence: sentence.to_owned() }) }
}
