//! Whether a token still stands in its owner's list, which lies in the owner's drawer ([`crate::mail::drawer::tokens`]).
//!
//! Each request with a token asks. The answer is remembered for [`FRESH`]: so long a token that was revoked on another
//! node may still be taken by this one. Revoked here, it ends at once.

use std::sync::Arc;
use std::time::Duration;

use gatepost_shared::token::TokenId;
use moka::future::Cache;

use crate::mail::drawer::relay::Drawer;
use crate::mail::drawer::tokens;
use crate::mail::error::MailError;

/// How long a node goes on believing that a token is listed, or that it is not.
pub const FRESH: Duration = Duration::from_mins(1);

/// What a node has read in the lists.
#[derive(Debug)]
pub struct TokenList {
    listed: Cache<TokenId, bool>,
}

impl Default for TokenList {
    fn default() -> Self {
        Self { listed: Cache::builder().max_capacity(100_000).time_to_live(FRESH).build() }
    }
}

impl TokenList {
    /// Whether a token is in this drawer's list, or was a moment ago.
    pub async fn has(&self, drawer: &Drawer, id: &TokenId) -> Result<bool, MailError> {
        let look = async { Ok(tokens::of(&*drawer.view().await?).any(|token| token.id == *id)) };
        self.listed.try_get_with(id.clone(), look).await.map_err(|error: Arc<MailError>| MailError::clone(&error))
    }

    /// Takes a token out of the list; false when it was not there.
    pub async fn revoke(&self, drawer: &Drawer, id: &TokenId) -> Result<bool, MailError> {
        let was_listed = tokens::remove(drawer, id).await?;
        // Only who has it in their list says anything of a token.
        if was_listed {
            self.listed.insert(id.clone(), false).await;
        }
        Ok(was_listed)
    }
}
