//! `/tokens`: what the person gives programs instead of the password.

use gatepost_shared::query::Collection;
use gatepost_shared::token::{IssuedToken, NewToken, TokenId, TokenInfo};

use crate::api::{Api, ApiError};

impl Api {
    /// The tokens that are valid, the newest first.
    pub async fn tokens(&self) -> Result<Collection<TokenInfo>, ApiError> {
        self.get("/tokens").await
    }

    /// Makes a token. It is in this answer and nowhere else.
    pub async fn make_token(&self, wanted: &NewToken) -> Result<IssuedToken, ApiError> {
        self.post("/tokens", wanted).await
    }

    /// Ends a token.
    pub async fn revoke_token(&self, id: &TokenId) -> Result<(), ApiError> {
        self.delete(&("/tokens/".to_owned() + &id.to_string())).await
    }
}
