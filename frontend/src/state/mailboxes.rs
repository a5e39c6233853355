//! The mailbox tree with its counts.

use std::collections::BTreeSet;
use std::time::Duration;

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{Mailbox, Role};
use leptos::prelude::*;

use crate::api::Api;
use crate::dom::storage;
use crate::dom::timer::sleep;
use crate::state::latest::Latest;

/// Changes come in bursts: the counts are read once the burst is over.
const SETTLE: Duration = Duration::from_millis(400);

/// Where uploads and settings are kept, in the person's own account: nothing to read there.
const DRAWER: &str = "Gatepost";

/// Where this browser keeps which mailboxes are folded.
const FOLDED: &str = "folded";

fn kept_folded() -> BTreeSet<MailboxId> {
    let kept = storage::get(FOLDED).unwrap_or_default();
    let mut folded = BTreeSet::new();
    folded.extend(kept.split(' ').filter_map(|id| id.parse::<MailboxId>().ok()));
    folded
}

/// The tree, in the order in which it is read from top to bottom.
#[derive(Debug, Clone, Copy)]
pub struct Mailboxes {
    api: Api,
    list: RwSignal<Vec<Mailbox>>,
    collapsed: RwSignal<BTreeSet<MailboxId>>,
    /// How many messages the last reading found that were not in the inbox before.
    arrived: RwSignal<u32>,
    refreshing: Latest,
}

impl Mailboxes {
    /// No mailboxes yet.
    pub fn new(api: Api) -> Self {
        Self {
            api,
            list: RwSignal::new(Vec::new()),
            collapsed: RwSignal::new(kept_folded()),
            arrived: RwSignal::new(0),
            refreshing: Latest::new(),
        }
    }

    /// How many messages came into the inbox when it was last looked at; 0 when none did.
    pub fn arrived(&self) -> Signal<u32> {
        self.arrived.into()
    }

    /// All mailboxes that a person may care for.
    pub fn list(&self) -> Signal<Vec<Mailbox>> {
        self.list.into()
    }

    /// Those mailboxes whose parents are all unfolded.
    pub fn unfolded(&self) -> Signal<Vec<Mailbox>> {
        let (list, collapsed) = (self.list, self.collapsed);
        Signal::derive(move || list.with(|list| collapsed.with(|collapsed| unfolded(list, collapsed))))
    }

    /// Whether a mailbox's children are hidden.
    pub fn is_collapsed(&self, id: &MailboxId) -> bool {
        self.collapsed.with(|collapsed| collapsed.contains(id))
    }

    /// Hides or shows a mailbox's children.
    pub fn set_collapsed(&self, id: &MailboxId, hidden: bool) {
        self.collapsed.update(|collapsed| {
            if hidden {
                collapsed.insert(id.clone());
            } else {
                collapsed.remove(id);
            }
        });
        let folded: Vec<String> =
            self.collapsed.with_untracked(|collapsed| collapsed.iter().map(ToString::to_string).collect());
        // A browser that keeps nothing unfolds them all next time: no harm.
        let _ = storage::set(FOLDED, &folded.join(" "));
    }

    /// The mailbox with this id.
    pub fn get(&self, id: &MailboxId) -> Option<Mailbox> {
        self.list.with(|list| list.iter().find(|mailbox| mailbox.id == *id).cloned())
    }

    /// The first mailbox with this role.
    pub fn with_role(&self, role: Role) -> Option<Mailbox> {
        self.list.with(|list| list.iter().find(|mailbox| mailbox.role == Some(role)).cloned())
    }

    /// What a mailbox is for.
    pub fn role_of(&self, id: &MailboxId) -> Option<Role> {
        self.list.with(|list| list.iter().find(|mailbox| mailbox.id == *id)?.role)
    }

    /// The first of the mailboxes inside this one.
    pub fn first_child(&self, of: &Mailbox) -> Option<MailboxId> {
        self.list.with(|list| list.iter().find(|mailbox| is_child(mailbox, of)).map(|mailbox| mailbox.id.clone()))
    }

    /// The mailbox that this one is in.
    pub fn parent(&self, of: &Mailbox) -> Option<MailboxId> {
        self.list.with(|list| list.iter().find(|mailbox| is_child(of, mailbox)).map(|mailbox| mailbox.id.clone()))
    }

    /// Takes the tree that the node answered.
    pub fn adopt(&self, mut mailboxes: Vec<Mailbox>) {
        mailboxes.retain(|mailbox| mailbox.is_subscribed || mailbox.path.as_slice() != [DRAWER]);
        if self.list.with_untracked(|list| *list != mailboxes) {
            let before = self.list.with_untracked(|list| inbox_total(list));
            let after = inbox_total(&mailboxes);
            self.arrived.set(before.zip(after).map_or(0, |(before, after)| after.saturating_sub(before)));
            self.list.set(mailboxes);
        }
    }

    /// Moves the counts at once, before the node has confirmed a change.
    pub fn adjust(&self, id: &MailboxId, total: i64, unread: i64) {
        if (total, unread) == (0, 0) {
            return;
        }
        let moved = |count: u32, by: i64| u32::try_from(i64::from(count) + by).unwrap_or(0);
        self.list.update(|list| {
            if let Some(mailbox) = list.iter_mut().find(|mailbox| mailbox.id == *id) {
                mailbox.total_emails = moved(mailbox.total_emails, total);
                mailbox.unread_emails = moved(mailbox.unread_emails, unread).min(mailbox.total_emails);
            }
        });
    }

    /// Reads the tree anew, soon. A failure is left to the next change: the list tells of it.
    pub fn refresh(&self) {
        let this = *self;
        self.refreshing.run(async move {
            sleep(SETTLE).await;
            // What this device has kept is no newer than what is shown.
            if let Ok(found) = this.api.mailboxes().await
                && !this.api.is_kept().get_untracked()
            {
                this.adopt(found.list);
            }
        });
    }

    /// Forgets everything: the person has left.
    pub fn clear(&self) {
        self.refreshing.cancel();
        self.arrived.set(0);
        self.list.set(Vec::new());
    }
}

fn inbox_total(list: &[Mailbox]) -> Option<u32> {
    list.iter().find(|mailbox| mailbox.role == Some(Role::Inbox)).map(|inbox| inbox.total_emails)
}

fn is_child(mailbox: &Mailbox, of: &Mailbox) -> bool {
    mailbox.depth() == of.depth() + 1 && mailbox.path.starts_with(&of.path)
}

fn unfolded(list: &[Mailbox], collapsed: &BTreeSet<MailboxId>) -> Vec<Mailbox> {
    let mut hidden_below: Option<usize> = None;
    let mut shown = Vec::with_capacity(list.len());
    for mailbox in list {
        if hidden_below.is_some_and(|depth| mailbox.depth() > depth) {
            continue;
        }
        hidden_below = collapsed.contains(&mailbox.id).then(|| mailbox.depth());
        shown.push(mailbox.clone());
    }
    shown
}
