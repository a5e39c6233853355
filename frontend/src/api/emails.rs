//! `/emails` and the windows of a mailbox: reading and changing mail, and the URLs that the browser itself opens.

use gatepost_shared::bulk::{BulkLine, SetMatching};
use gatepost_shared::email::Email;
use gatepost_shared::filter::{Filter, FilterCondition};
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::{EmailsSet, SetEmails};
use gatepost_shared::query::{FoundEmails, FoundLine, QueryEmails, Window};
use gatepost_shared::thread::Conversation;

use crate::api::client::BASE;
use crate::api::reading::path_of;
use crate::api::{Api, ApiError};

/// In which order the rows of a mailbox are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The latest arrival first: what costs the server least.
    #[default]
    Newest,
    /// The first received first.
    Oldest,
    /// By the sender's name.
    Sender,
    /// By the subject without "Re:".
    Subject,
    /// The largest first.
    Largest,
}

/// Which rows of a mailbox are wanted, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// In which order.
    pub order: Order,
    /// Only unread emails.
    pub is_unread: bool,
    /// Only emails with a star.
    pub is_flagged: bool,
    /// Only emails with an attachment.
    pub has_attachment: bool,
    /// Each conversation as one row, where the whole list is shown in its own order.
    pub conversations: bool,
}

impl Wish {
    /// Whether all rows are wanted.
    pub fn is_everything(self) -> bool {
        !(self.is_unread || self.is_flagged || self.has_attachment)
    }

    /// Whether each conversation is one row.
    pub fn collapses(self) -> bool {
        self.conversations && self.order == Order::Newest && self.is_everything()
    }

    /// Takes every filter away.
    pub fn show_all(&mut self) {
        *self = Self { order: self.order, ..Self::default() };
    }

    /// The same wish, for a change of everything that it shows.
    pub fn filter(self) -> Option<Filter> {
        let keyword = |is_wanted: bool, name: &str| is_wanted.then(|| name.parse::<Keyword>().ok()).flatten();
        let condition = FilterCondition {
            not_keyword: keyword(self.is_unread, Keyword::SEEN),
            has_keyword: keyword(self.is_flagged, Keyword::FLAGGED),
            has_attachment: self.has_attachment.then_some(true),
            ..FilterCondition::default()
        };
        (!self.is_everything()).then(|| condition.into())
    }

    fn query(self) -> String {
        let sort = match self.order {
            Order::Newest => "",
            Order::Oldest => "&sort=receivedAt",
            Order::Sender => "&sort=from,-receivedAt",
            Order::Subject => "&sort=subject,-receivedAt",
            Order::Largest => "&sort=-size",
        };
        let parts = [
            (self.is_unread, "&isUnread=true"),
            (self.is_flagged, "&isFlagged=true"),
            (self.has_attachment, "&hasAttachment=true"),
            (self.collapses(), "&collapseThreads=true"),
        ];
        let mut query = sort.to_owned();
        for (_, part) in parts.iter().filter(|(is_wanted, _)| *is_wanted) {
            query.push_str(part);
        }
        query
    }
}

impl Api {
    /// `limit` rows of a mailbox from `position`.
    pub async fn window(
        &self,
        mailbox: &MailboxId,
        wish: &Wish,
        position: u32,
        limit: u32,
    ) -> Result<Window, ApiError> {
        let wish = wish.query();
        self.get(&format!("/mailboxes/{mailbox}/emails?position={position}&limit={limit}{wish}")).await
    }

    /// A window of what a search finds.
    pub async fn found(&self, query: &QueryEmails) -> Result<FoundEmails, ApiError> {
        self.post("/emails/query", query).await
    }

    /// Everything that a search finds, as it is found.
    pub async fn find(&self, query: &QueryEmails, on_line: impl FnMut(FoundLine)) -> Result<(), ApiError> {
        self.lines("/emails/query", query, on_line).await
    }

    /// Changes everything that matches; lines tell how far it has got. Dropping the call stops the change.
    pub async fn set_matching(&self, change: &SetMatching, on_line: impl FnMut(BulkLine)) -> Result<(), ApiError> {
        self.lines("/emails/set", change, on_line).await
    }

    /// The conversation of an email, across mailboxes.
    pub async fn conversation(&self, id: &EmailId) -> Result<Conversation, ApiError> {
        self.get(path_of(&thread_url(id))).await
    }

    /// One email with its parts and its text.
    pub async fn email(&self, id: &EmailId) -> Result<Email, ApiError> {
        self.get(path_of(&email_url(id))).await
    }

    /// Changes emails; the answer says what happened to each.
    pub async fn set_emails(&self, changes: &SetEmails) -> Result<EmailsSet, ApiError> {
        self.post("/emails/set", changes).await
    }
}

/// One email with its parts and its text.
pub fn email_url(id: &EmailId) -> String {
    format!("{BASE}/emails/{id}")
}

/// The conversation of an email.
pub fn thread_url(id: &EmailId) -> String {
    format!("{BASE}/emails/{id}/thread")
}

/// The whole message as it stands on the server.
pub fn raw_url(id: &EmailId) -> String {
    format!("{BASE}/emails/{id}/raw")
}

/// A part as a file to keep.
pub fn download_url(blob: &BlobId, name: &str) -> String {
    format!("{BASE}/blobs/{blob}?name={}&download=1", String::from(js_sys::encode_uri_component(name)))
}
