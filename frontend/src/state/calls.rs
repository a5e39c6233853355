//! Calls of the API that no first list needs, as a part that comes after it: what their answers hold is the most that the
//! client has to read.

use futures::future::LocalBoxFuture;
use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use gatepost_shared::query::{FoundEmails, QueryEmails};
use gatepost_shared::thread::Conversation;

use crate::api::{Api, ApiError};
use crate::state::list::List;
use crate::ui::lazy::{Later, lazy};

type Answer<T> = LocalBoxFuture<'static, Result<T, ApiError>>;

/// The calls, as their callers know them.
#[derive(Clone, Copy)]
struct Calls {
    email: fn(Api, EmailId) -> Answer<Email>,
    conversation: fn(Api, EmailId) -> Answer<Conversation>,
    found: fn(Api, QueryEmails) -> Answer<FoundEmails>,
    find: fn(List, QueryEmails) -> Answer<()>,
}

lazy! {
    /// The first list is on its way already when the client begins.
    calls in soon: Calls => Calls {
        email: |api, id| Box::pin(async move { api.email(&id).await }),
        conversation: |api, id| Box::pin(async move { api.conversation(&id).await }),
        found: |api, query| Box::pin(async move { api.found(&query).await }),
        find: |list, query| Box::pin(list.find_now(query)),
    }
}

static CALLS: Later<Calls> = Later::new(calls);

/// Gets them while the first list is being looked at.
pub fn warm() {
    CALLS.warm();
}

/// One email with its parts and its text.
pub async fn email(api: Api, id: &EmailId) -> Result<Email, ApiError> {
    (get().await?.email)(api, id.clone()).await
}

/// The conversation of an email, across mailboxes.
pub async fn conversation(api: Api, id: &EmailId) -> Result<Conversation, ApiError> {
    (get().await?.conversation)(api, id.clone()).await
}

/// A window of what a search finds.
pub async fn found(api: Api, query: QueryEmails) -> Result<FoundEmails, ApiError> {
    (get().await?.found)(api, query).await
}

/// Shows what a search finds, as it is found.
pub async fn find(list: List, query: QueryEmails) -> Result<(), ApiError> {
    (get().await?.find)(list, query).await
}

/// Code that does not come is a node that does not answer.
async fn get() -> Result<Calls, ApiError> {
    CALLS.get().await.map_err(|_| ApiError::Unreachable)
}
