//! Verbs for many emails: lists, searches, conversations.

use std::sync::Arc;

use futures::stream::BoxStream;
use gatepost_shared::filter::{Comparator, Filter};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::query::Window;
use gatepost_shared::thread::Conversation;

use crate::mail::error::MailError;
use crate::mail::imap::search::Wanted;
use crate::mail::imap::{Find, Finding, FoundWindow, Listed, Mail, Place, search, thread, window};

impl Mail {
    /// Rows of a list, latest arrival first.
    pub async fn window(&self, mailbox: &MailboxId, position: u32, limit: u32) -> Result<Window, MailError> {
        let listed = self.list(mailbox, None, &[], &Place::Position(position), limit).await?;
        Ok(listed.window)
    }

    /// Rows of a list with a filter and an order; without an order, the latest arrival first. Emails with `\Deleted`
    /// are not in it.
    pub async fn list(
        &self,
        mailbox: &MailboxId,
        filter: Option<&Filter>,
        sort: &[Comparator],
        place: &Place,
        limit: u32,
    ) -> Result<Listed, MailError> {
        let wanted = Wanted { filter: filter.cloned().map(Arc::new), sort: sort.to_vec() };
        window::list::list(self, mailbox, &wanted, place, limit).await
    }

    /// Rows of a list in which each conversation is one: `position`, `limit` and `total` count conversations, and each
    /// row has its `thread`. None where the server cannot thread, or needs longer for the first time than anybody
    /// waits: then show the list as it is ([`Self::window`]) and ask again later.
    pub async fn collapsed_window(
        &self,
        mailbox: &MailboxId,
        position: u32,
        limit: u32,
    ) -> Result<Option<Window>, MailError> {
        self.collapsed_list(mailbox, None, &[], &Place::Position(position), limit).await
    }

    /// The same of what matches, in any order, from any place: of each conversation the first email that matches is
    /// the row.
    pub async fn collapsed_list(
        &self,
        mailbox: &MailboxId,
        filter: Option<&Filter>,
        sort: &[Comparator],
        place: &Place,
        limit: u32,
    ) -> Result<Option<Window>, MailError> {
        let wanted = Wanted { filter: filter.cloned().map(Arc::new), sort: sort.to_vec() };
        thread::collapsed::read(self, mailbox, &wanted, place, limit).await
    }

    /// The state of a mailbox, if it changes with every change in it (CONDSTORE).
    pub async fn exact_state(&self, mailbox: &MailboxId) -> Result<Option<String>, MailError> {
        let mailbox = mailbox.clone();
        self.interactive(move |session| {
            let mailbox = mailbox.clone();
            Box::pin(async move {
                let seen = window::look::look(session, &mailbox).await?;
                Ok(seen.is_exact.then_some(seen.state))
            })
        })
        .await
    }

    /// What matches in several mailboxes, as it is found. Dropped, the stream ends the search.
    pub fn find(&self, find: Find) -> BoxStream<'static, Finding> {
        search::stream(self, find)
    }

    /// A window over what matches in several mailboxes. A mailbox that could not be searched is named beside what the
    /// others have; the error is only of a search that none could do.
    pub async fn find_window(&self, find: Find, position: u32) -> Result<FoundWindow, MailError> {
        search::page(self, find, position).await
    }

    /// The conversation of an email, across mailboxes, Sent included. See [`gatepost_shared::thread`] for what belongs to it.
    pub async fn conversation(&self, id: &EmailId) -> Result<Conversation, MailError> {
        thread::conversation::read(self, id).await
    }
}
