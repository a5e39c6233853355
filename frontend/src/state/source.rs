//! What a list is a list of: a mailbox, seen in some way, or what a search finds.

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::{FoundEmails, MAX_LIMIT, MAX_SNIPPETS, QueryEmails, Snippet, Window};

use crate::api::emails::Wish;
use crate::api::{Api, ApiError};
use crate::dom::clock;
use crate::routes::Search;
use crate::state::calls;

/// The last place of a search that can be asked for.
pub const MOST_FOUND: u32 = 5000;

/// What a list is a list of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A mailbox, seen in some way.
    Mailbox(MailboxId, Wish),
    /// What a search finds, newest first.
    Search(Search),
}

/// What matches in the emails of a window.
pub type Snippets = std::collections::BTreeMap<EmailId, Snippet>;

impl Source {
    /// The mailbox, unless it is a search.
    pub fn mailbox(&self) -> Option<&MailboxId> {
        match self {
            Self::Mailbox(mailbox, _) => Some(mailbox),
            Self::Search(_) => None,
        }
    }

    /// The most rows of one request.
    pub fn limit(&self) -> u32 {
        if matches!(self, Self::Search(_)) { MAX_SNIPPETS } else { MAX_LIMIT }
    }

    /// A window of it.
    pub async fn window(&self, api: Api, position: u32, limit: u32) -> Result<(Window, Snippets), ApiError> {
        match self {
            Self::Mailbox(mailbox, wish) => {
                let window = api.window(mailbox, wish, position, limit).await?;
                Ok((window, Snippets::new()))
            }
            Self::Search(search) => Ok(found_window(calls::found(api, query(search, position, limit)).await?)),
        }
    }
}

/// The request for a part of what a search finds.
pub fn query(search: &Search, position: u32, limit: u32) -> QueryEmails {
    QueryEmails {
        q: Some(search.query.clone()),
        mailbox_ids: search.mailbox.clone().map(|mailbox| vec![mailbox]),
        utc_offset: clock::utc_offset(),
        position,
        limit,
        snippets: true,
        ..QueryEmails::default()
    }
}

fn found_window(found: FoundEmails) -> (Window, Snippets) {
    let FoundEmails { position, total, list, snippets, is_partial, .. } = found;
    (Window { position, total: total.min(MOST_FOUND), state: String::new(), list, cursor: None, is_partial }, snippets)
}
