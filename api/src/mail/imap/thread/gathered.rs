//! What has been found of a conversation so far, what to look for next, and the conversation that it makes.

use std::collections::{BTreeMap, HashMap, HashSet};

use gatepost_shared::address::EmailAddress;
use gatepost_shared::date::UtcDate;
use gatepost_shared::id::EmailId;
use gatepost_shared::thread::{Conversation, Forest, Links, ThreadEmail, group};

use super::keys::Key;
use super::members::Member;
use crate::mail::imap::encode::ObjectId;

/// The most emails of a conversation.
pub(super) const MAX_EMAILS: usize = 200;

/// How many ids of each kind one round looks for: the first email of a chain, and the nearest ones.
const NEAREST: usize = 6;

/// What has been found.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The email whose conversation it is: the first.
    members: Vec<Member>,
    known: HashSet<EmailId>,
    /// The ids that have been looked for already.
    asked: HashSet<(bool, String)>,
    /// The server's own word for the conversation: what it finds by that belongs to it.
    thread: Option<ObjectId>,
    /// Whether something was left out.
    pub(super) is_cut: bool,
}

impl Gathered {
    pub(super) fn new(first: Member, thread: Option<ObjectId>) -> Self {
        let known = HashSet::from([first.email.id.clone()]);
        Self { members: vec![first], known, asked: HashSet::new(), thread, is_cut: false }
    }

    /// Whether an email has been read already.
    pub(super) fn knows(&self, id: &EmailId) -> bool {
        self.known.contains(id)
    }

    /// Adds what was found; false when it was nothing new.
    pub(super) fn add(&mut self, found: Vec<Member>) -> bool {
        let before = self.members.len();
        for member in found {
            if !self.known.contains(&member.email.id) {
                if self.members.len() >= MAX_EMAILS {
                    self.is_cut = true;
                    break;
                }
                self.known.insert(member.email.id.clone());
                self.members.push(member);
            }
        }
        self.members.len() > before
    }

    /// What to look for next: of what belongs to the conversation so far, what has not been looked for.
    pub(super) fn next_keys(&mut self) -> Vec<Key> {
        if let Some(thread) = &self.thread {
            let is_new = self.asked.insert((true, String::new()));
            return if is_new { vec![Key::Thread(thread.clone())] } else { Vec::new() };
        }
        let forest = group(&self.links());
        let related = self.members.iter().zip(&forest.threads).filter(|(_, thread)| **thread == forest.threads[0]);
        let mut related: Vec<&Links> = related.map(|(member, _)| &member.links).collect();
        // The email itself first, then the latest: what answers them is what is not known yet.
        related[1..].sort_by_key(|links| std::cmp::Reverse(links.received_at));
        let mut answered: Vec<&String> = Vec::new();
        let mut named: Vec<&String> = Vec::new();
        for links in related {
            answered.extend(links.references.first());
            answered.extend(&links.message_id);
            answered.extend(links.references.last());
            named.extend(&links.message_id);
            named.extend(links.references.iter().rev().take(NEAREST));
            named.extend(links.references.first());
        }
        let asked = &mut self.asked;
        let mut fresh = |is_answered: bool, ids: Vec<&String>| -> Vec<String> {
            let new = ids.into_iter().filter(|id| asked.insert((is_answered, (*id).clone())));
            new.take(NEAREST).cloned().collect()
        };
        let answers = fresh(true, answered).into_iter().map(Key::Answers);
        answers.chain(fresh(false, named).into_iter().map(Key::Is)).collect()
    }

    fn links(&self) -> Vec<Links> {
        self.members.iter().map(|member| member.links.clone()).collect()
    }

    /// The conversation: what belongs together, in order of arrival, each message once.
    pub(super) fn conversation(mut self, is_complete: bool) -> Conversation {
        let forest = group(&self.links());
        let belongs = |at: &usize| self.thread.is_some() || forest.threads[*at] == forest.threads[0];
        let mut order: Vec<usize> = (0..self.members.len()).filter(belongs).collect();
        order.sort_by_key(|at| (&self.members[*at].links.received_at, &self.members[*at].email.id));
        let shown = shown(&self.members, &order);
        let mut list: BTreeMap<usize, ThreadEmail> = BTreeMap::new();
        let ids: HashMap<usize, EmailId> =
            order.iter().map(|at| (*at, self.members[shown[at]].email.id.clone())).collect();
        for (place, at) in order.iter().enumerate() {
            if shown[at] == *at {
                let parent_id = parent(&forest, *at).and_then(|parent| ids.get(&parent)).cloned();
                let email = self.members[*at].email.clone();
                list.insert(place, ThreadEmail { email, parent_id, copy_ids: Vec::new() });
            } else if let Some(original) = order.iter().position(|other| *other == shown[at]) {
                let copy = self.members[*at].email.id.clone();
                list.entry(original).and_modify(|original| original.copy_ids.push(copy));
            }
        }
        self.members.clear();
        Conversation { list: list.into_values().collect(), is_complete: is_complete && !self.is_cut }
    }
}

fn parent(forest: &Forest, at: usize) -> Option<usize> {
    forest.parents[at]
}

/// What makes two emails one message: not the Message-ID alone, which a stranger may have copied.
type Identity<'a> = (&'a str, &'a [EmailAddress], &'a Option<UtcDate>, &'a Option<String>);

/// For each email the copy of it that is shown: the one that came first. So nobody can put another in its place.
fn shown(members: &[Member], order: &[usize]) -> HashMap<usize, usize> {
    let mut first: Vec<(Identity<'_>, usize)> = Vec::new();
    let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut shown = HashMap::new();
    for &at in order {
        let Member { email, links } = &members[at];
        let Some(id) = links.message_id.as_deref() else {
            shown.insert(at, at);
            continue;
        };
        let identity: Identity<'_> = (id, &email.from, &email.sent_at, &email.subject);
        let same_id = by_id.entry(id).or_default();
        match same_id.iter().find(|place| first[**place].0 == identity) {
            Some(place) => shown.insert(at, first[*place].1),
            None => {
                same_id.push(first.len());
                first.push((identity, at));
                shown.insert(at, at)
            }
        };
    }
    shown
}
