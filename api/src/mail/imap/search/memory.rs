//! What a node remembers of searches, so that the next window of a list costs no second search: soft state, bounded,
//! for a few minutes, keyed by the mailbox's state (invariant 2). Losing it costs time, never correctness.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gatepost_shared::filter::Comparator;
use gatepost_shared::id::MailboxId;
use moka::future::Cache;

use super::order::Order;

/// How many bytes of orders a node keeps, all people together: 16 million places.
const MAX_ORDERS: u64 = 64 * 1024 * 1024;

/// How many bytes of what is known of attachments a node keeps.
const MAX_ATTACHMENTS: u64 = 16 * 1024 * 1024;

/// How long something is kept that nobody asks for.
const REST: Duration = Duration::from_mins(5);

/// What is known of attachments in a mailbox: by UID, in order. It never changes.
pub(super) type KnownAttachments = Arc<Vec<(u32, Attached)>>;

/// What is known of the attachments of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attached {
    /// Whether it has any.
    pub(super) has: bool,
    /// Their names in lower case, a line each; none when none has one.
    pub(super) names: Option<Arc<str>>,
}

/// What a node remembers of all people's searches.
#[derive(Debug)]
pub(in crate::mail::imap) struct Store {
    orders: Cache<OrderKey, Arc<Order>>,
    attachments: Cache<(u64, MailboxId, u32), KnownAttachments>,
    people: AtomicU64,
}

/// One person's share of it. Cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::mail::imap) struct Memory {
    store: Arc<Store>,
    /// Stands for the person, or rather for their account in the pool: it names nobody.
    person: u64,
}

/// What an order is the answer to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct OrderKey {
    pub(super) person: u64,
    pub(super) mailbox: MailboxId,
    pub(super) state: String,
    /// The filter as JSON.
    pub(super) filter: String,
    pub(super) sort: Vec<Comparator>,
    /// The first place of the part that was asked for; none: all.
    pub(super) part: Option<u32>,
}

impl Default for Store {
    fn default() -> Self {
        let bytes_of = |count: usize, size: usize| u32::try_from(200 + count * size).unwrap_or(u32::MAX);
        let orders = Cache::builder()
            .max_capacity(MAX_ORDERS)
            .weigher(move |key: &OrderKey, order: &Arc<Order>| bytes_of(order.uids.len() + key.filter.len(), 4))
            .time_to_idle(REST);
        let attachments = Cache::builder()
            .max_capacity(MAX_ATTACHMENTS)
            .weigher(move |_, known: &KnownAttachments| {
                let names: usize =
                    known.iter().filter_map(|(_, attached)| attached.names.as_ref()).map(|names| names.len()).sum();
                bytes_of(known.len() * 32 + names, 1)
            })
            .time_to_idle(REST);
        Self { orders: orders.build(), attachments: attachments.build(), people: AtomicU64::new(0) }
    }
}

impl Memory {
    /// The share of a new account.
    pub(in crate::mail::imap) fn new(store: Arc<Store>) -> Self {
        let person = store.people.fetch_add(1, Ordering::Relaxed);
        Self { store, person }
    }

    /// Stands for the person in what else the node remembers of them.
    pub(in crate::mail::imap) fn person(&self) -> u64 {
        self.person
    }

    pub(super) async fn order(&self, key: &OrderKey) -> Option<Arc<Order>> {
        self.store.orders.get(key).await
    }

    pub(super) async fn keep_order(&self, key: OrderKey, order: Arc<Order>) {
        self.store.orders.insert(key, order).await;
    }

    pub(super) async fn attachments(&self, mailbox: &MailboxId, uid_validity: u32) -> KnownAttachments {
        let key = (self.person, mailbox.clone(), uid_validity);
        self.store.attachments.get(&key).await.unwrap_or_default()
    }

    pub(super) async fn keep_attachments(&self, mailbox: &MailboxId, uid_validity: u32, known: KnownAttachments) {
        self.store.attachments.insert((self.person, mailbox.clone(), uid_validity), known).await;
    }
}
