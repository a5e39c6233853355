//! The list of a person's tokens, which the person keeps, not the node; and whether a token still stands in it.
//!
//! Each request with a token asks whether the token is listed. The answer is remembered for [`FRESH`]: so long a token that
//! was revoked on another node may still be taken by this one. Revoked here, it ends at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use gatepost_shared::date::UtcDate;
use gatepost_shared::token::{TokenId, TokenInfo};
use moka::future::Cache;

use crate::mail::error::MailError;
use crate::mail::imap::Mail;

/// How long a node goes on believing that a token is listed, or that it is not.
pub const FRESH: Duration = Duration::from_mins(1);

/// Where the lists are kept.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// The person's tokens.
    async fn list(&self, mail: &Mail) -> Result<Vec<TokenInfo>, MailError>;
    /// Adds one.
    async fn add(&self, mail: &Mail, token: TokenInfo) -> Result<(), MailError>;
    /// Takes one away; false when it was not there.
    async fn remove(&self, mail: &Mail, id: &TokenId) -> Result<bool, MailError>;
}

/// The lists, as a node sees them.
pub struct TokenList {
    store: Box<dyn TokenStore>,
    listed: Cache<TokenId, bool>,
}

impl TokenList {
    /// The lists that are kept there.
    pub fn new(store: Box<dyn TokenStore>) -> Self {
        Self { store, listed: Cache::builder().max_capacity(100_000).time_to_live(FRESH).build() }
    }

    /// The person's tokens whose time is not over, the newest first. Those whose time is over are swept.
    pub async fn list(&self, mail: &Mail, now: UtcDate) -> Result<Vec<TokenInfo>, MailError> {
        let (mut valid, over): (Vec<_>, Vec<_>) =
            self.store.list(mail).await?.into_iter().partition(|token| now < token.expires_at);
        for token in over {
            self.store.remove(mail, &token.id).await?;
        }
        valid.sort_by_key(|token| std::cmp::Reverse(token.created_at));
        Ok(valid)
    }

    /// Puts a token into the list, from when on it is taken.
    pub async fn add(&self, mail: &Mail, token: TokenInfo) -> Result<(), MailError> {
        self.store.add(mail, token).await
    }

    /// Takes a token out of the list; false when it was not there.
    pub async fn revoke(&self, mail: &Mail, id: &TokenId) -> Result<bool, MailError> {
        let was_listed = self.store.remove(mail, id).await?;
        self.listed.insert(id.clone(), false).await;
        Ok(was_listed)
    }

    /// Whether a token is in the list, or was a moment ago.
    pub async fn has(&self, mail: &Mail, id: &TokenId) -> Result<bool, MailError> {
        let look = async { Ok(self.store.list(mail).await?.iter().any(|token| token.id == *id)) };
        self.listed.try_get_with(id.clone(), look).await.map_err(|error: Arc<MailError>| MailError::clone(&error))
    }
}

impl std::fmt::Debug for TokenList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenList").field("remembered", &self.listed.entry_count()).finish_non_exhaustive()
    }
}

/// Lists that end with the process.
#[derive(Default)]
pub struct Volatile(Mutex<Vec<TokenInfo>>);

#[async_trait]
impl TokenStore for Volatile {
    async fn list(&self, _mail: &Mail) -> Result<Vec<TokenInfo>, MailError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    async fn add(&self, _mail: &Mail, token: TokenInfo) -> Result<(), MailError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(token);
        Ok(())
    }

    async fn remove(&self, _mail: &Mail, id: &TokenId) -> Result<bool, MailError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = all.len();
        all.retain(|token| token.id != *id);
        Ok(all.len() < before)
    }
}
