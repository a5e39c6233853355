//! The drawer in a person's own account: [`Store`] by the verbs of the relay, and what a node remembers of it.
//!
//! What is remembered is soft: the drawer is asked at each use whether it is as it was, and messages never change.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use gatepost_shared::keyword::Keyword;
use moka::future::Cache;

use super::book;
use super::record::{Bundle, Kind};
use super::store::Store;
use super::view::{Standing, View};
use super::write::{self, Change};
use crate::mail::error::MailError;
use crate::mail::imap::{Contents, Known, Mail, NewMessage};
use crate::mail::reader::people::People;
use crate::mail::send::upload::DRAWER;

/// How many bytes of drawers a node remembers, all people together.
const REMEMBERED: u64 = 128 * 1024 * 1024;

/// How many people's acquaintances a node remembers.
const MAX_ACQUAINTED: u64 = 1000;

/// For how long.
const ACQUAINTED: Duration = Duration::from_mins(1);

/// How long a drawer is remembered that nobody uses.
const REST: Duration = Duration::from_mins(15);

/// What a node remembers of all drawers. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Drawers {
    views: Cache<String, Arc<View>>,
    /// Whom people know: for a minute, since it is asked for with each opened email, which a look at the drawer would
    /// make half as slow again.
    acquainted: Cache<String, Arc<People>>,
}

impl Default for Drawers {
    fn default() -> Self {
        let weight = |_: &String, view: &Arc<View>| u32::try_from(view.size()).unwrap_or(u32::MAX);
        Self {
            views: Cache::builder().max_capacity(REMEMBERED).weigher(weight).time_to_idle(REST).build(),
            acquainted: Cache::builder().max_capacity(MAX_ACQUAINTED).time_to_live(ACQUAINTED).build(),
        }
    }
}

/// One person's drawer.
#[derive(Debug, Clone)]
pub struct Drawer {
    drawers: Drawers,
    /// Names the account: the server, and the person's name there.
    account: String,
    mail: Mail,
}

impl Drawers {
    /// The drawer of the person whose mail this is; `account` names server and person. Nothing that is remembered is
    /// given to anybody before the server has taken the password of this `mail`.
    pub fn of(&self, account: String, mail: Mail) -> Drawer {
        Drawer { drawers: self.clone(), account, mail }
    }
}

impl Drawer {
    /// The drawer as it is now.
    pub async fn view(&self) -> Result<Arc<View>, MailError> {
        write::look(self, self.remembered().await).await
    }

    /// Changes things of one kind: see [`write::write`].
    pub async fn change<T, E: From<MailError>>(
        &self,
        kind: Kind,
        change: impl FnMut(&View, &Standing<'_>) -> Result<Change<T>, E>,
    ) -> Result<(T, Arc<View>), E> {
        write::write(self, self.remembered().await, kind, now(), change).await
    }

    /// Whom the person knows: their contacts, as they were within the last minute. A drawer that cannot be read knows
    /// nobody.
    pub async fn people(&self) -> Arc<People> {
        let look = async {
            let view = self.view().await.unwrap_or_default();
            let contacts = book::contacts(&view);
            let addresses: Vec<_> = contacts.iter().flat_map(|contact| contact.recipients()).collect();
            Arc::new(People::of(&addresses))
        };
        self.drawers.acquainted.get_with_by_ref(&self.account, look).await
    }

    /// The person's mail.
    pub fn mail(&self) -> &Mail {
        &self.mail
    }

    /// Names the account.
    pub fn account(&self) -> &str {
        &self.account
    }

    async fn remembered(&self) -> Arc<View> {
        self.drawers.views.get(&self.account).await.unwrap_or_default()
    }
}

fn now() -> i64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or_default()
}

impl Store for Drawer {
    async fn look(&self, known: &View) -> Result<Option<View>, MailError> {
        let seen = Known {
            mailbox: known.mailbox.clone(),
            uid_validity: known.uid_validity,
            state: known.state.clone(),
            highest: known.highest,
        };
        let Some(contents) = self.mail.drawer(&seen).await? else { return Ok(None) };
        let view = view(known, contents);
        self.drawers.views.insert(self.account.clone(), Arc::new(view.clone())).await;
        self.drawers.acquainted.invalidate(&self.account).await;
        Ok(Some(view))
    }

    async fn put(&self, message: Vec<u8>) -> Result<(), MailError> {
        let drawer = match self.remembered().await.mailbox.clone() {
            Some(drawer) => drawer,
            None => self.mail.mailbox_named(DRAWER).await?,
        };
        let message = Bytes::from(message);
        match self.mail.append(&drawer, seen(message.clone())?).await {
            Err(MailError::NotFound(_)) => {
                // Somebody has deleted the mailbox.
                let drawer = self.mail.mailbox_named(DRAWER).await?;
                self.mail.append(&drawer, seen(message)?).await.map(drop)
            }
            stored => stored.map(drop),
        }
    }

    async fn remove(&self, uid_validity: u32, uids: Vec<u32>) -> Result<(), MailError> {
        let Some(drawer) = self.remembered().await.mailbox.clone() else { return Ok(()) };
        self.mail.remove_from_drawer(&drawer, uid_validity, uids.into_iter().collect()).await
    }
}

/// Marked as read, so that a mail program that does show the mailbox counts nothing unread.
fn seen(message: Bytes) -> Result<NewMessage, MailError> {
    let keyword: Keyword = Keyword::SEEN.parse().map_err(|_| MailError::NotFound("keyword"))?;
    Ok(NewMessage {
        keywords: [keyword].into_iter().collect(),
        size: message.len() as u64,
        bytes: futures::stream::iter([Ok(message)]).boxed(),
    })
}

/// What was known and is still there, and what is new.
fn view(known: &View, contents: Contents) -> View {
    let mut messages = if contents.uid_validity == known.uid_validity {
        known.messages.clone()
    } else {
        std::collections::BTreeMap::new()
    };
    messages.retain(|uid, _| contents.present.contains(uid));
    for found in contents.new {
        let bundle = Kind::from_name(&found.kind).and_then(|kind| Bundle::from_body(kind, &found.body));
        let Some(bundle) = bundle else {
            // It stays where it is: it may be of a later version, or of use to somebody who can read it.
            tracing::warn!(uid = found.uid, "a message in a drawer cannot be understood and is passed over");
            continue;
        };
        messages.insert(found.uid, Arc::new(bundle));
    }
    View {
        mailbox: contents.mailbox,
        uid_validity: contents.uid_validity,
        state: contents.state,
        highest: contents.highest,
        messages,
        is_overfull: contents.is_overfull,
    }
}
