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
    asked: HashSet<Asked>,
    /// Whether the server's index has told enough of what belongs together in the email's own mailbox.
    is_indexed: bool,
    /// How many of the members belong to the conversation whatever their headers say: the email itself and those that the
    /// index has told. What a row of a collapsed list counts must be found behind it, or a stranger could hide mail there.
    given: usize,
    /// The server's own word for the conversation: what it finds by that belongs to it.
    thread: Option<ObjectId>,
    /// Whether something was left out.
    pub(super) is_cut: bool,
}

/// What to look for in the mailbox of the email, and in all others.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) own: Vec<Key>,
    pub(super) elsewhere: Vec<Key>,
}

/// An id that has been looked for already: where, and whether for what answers it or for itself.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
struct Asked {
    is_own: bool,
    is_answered: bool,
    id: String,
}

/// Message-IDs by which emails may be found: those that something may answer, and those of the emails themselves.
#[derive(Debug, Clone, Default)]
struct Ids {
    answered: Vec<String>,
    named: Vec<String>,
}

impl Ids {
    fn of(related: &[(bool, Links)]) -> Self {
        let mut ids = Self::default();
        for (_, links) in related {
            ids.answered.extend(links.references.first().cloned());
            ids.answered.extend(links.message_id.clone());
            ids.answered.extend(links.references.last().cloned());
            ids.named.extend(links.message_id.clone());
            ids.named.extend(links.references.iter().rev().take(NEAREST).cloned());
            ids.named.extend(links.references.first().cloned());
        }
        ids
    }

    /// The ids by which the email's own mailbox may hold more than the index has told: those that only emails in other
    /// mailboxes speak of. It spares most conversations a search through the largest mailbox.
    fn unknown_to_index(related: &[(bool, Links)]) -> Self {
        let (own, others): (Vec<_>, Vec<_>) = related.iter().cloned().partition(|(is_own, _)| *is_own);
        let known: HashSet<&String> =
            own.iter().flat_map(|(_, links)| links.message_id.iter().chain(&links.references)).collect();
        let mut ids = Self::of(&others);
        ids.answered.retain(|id| !known.contains(id));
        ids.named.retain(|id| !known.contains(id));
        ids
    }
}

impl Gathered {
    pub(super) fn new(first: Member, thread: Option<ObjectId>) -> Self {
        let known = HashSet::from([first.email.id.clone()]);
        Self { members: vec![first], known, asked: HashSet::new(), is_indexed: false, given: 1, thread, is_cut: false }
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

    /// Adds what the server's index has told of the email's own mailbox, and whether that is enough: in a mailbox that is
    /// not large it costs little to search for what the index does not know (copies of a message, strange ids), too.
    pub(super) fn add_indexed(&mut self, own: Vec<Member>, is_enough: bool) {
        self.add(own);
        self.given = self.members.len();
        self.is_indexed = is_enough;
    }

    /// What to look for next: of what belongs to the conversation so far, what has not been looked for.
    pub(super) fn next_keys(&mut self) -> Keys {
        if let Some(thread) = &self.thread {
            let is_new = self.asked.insert(Asked::default());
            let keys = if is_new { vec![Key::Thread(thread.clone())] } else { Vec::new() };
            return Keys { own: keys.clone(), elsewhere: keys };
        }
        let related = self.related();
        let elsewhere = Ids::of(&related);
        let own = if self.is_indexed { Ids::unknown_to_index(&related) } else { elsewhere.clone() };
        Keys { own: self.fresh(true, own), elsewhere: self.fresh(false, elsewhere) }
    }

    /// What belongs to the conversation so far: the email itself first, then the latest, since what answers those is not
    /// known yet.
    fn related(&self) -> Vec<(bool, Links)> {
        let forest = group(&self.links());
        let related = self.members.iter().zip(&forest.threads).filter(|(_, thread)| self.is_ours(&forest, **thread));
        let own = self.members[0].email.mailbox_id.clone();
        let mut related: Vec<(bool, Links)> =
            related.map(|(member, _)| (member.email.mailbox_id == own, member.links.clone())).collect();
        related[1..].sort_by_key(|(_, links)| std::cmp::Reverse(links.received_at));
        related
    }

    /// Whether a conversation, as the headers tell, is the one that is looked for, or a part of it.
    fn is_ours(&self, forest: &Forest, thread: usize) -> bool {
        forest.threads[..self.given].contains(&thread)
    }

    /// Those that have not been looked for, not too many at once.
    fn fresh(&mut self, is_own: bool, ids: Ids) -> Vec<Key> {
        let mut fresh = |is_answered: bool, ids: Vec<String>| -> Vec<String> {
            let is_new = |id: &String| self.asked.insert(Asked { is_own, is_answered, id: id.clone() });
            ids.into_iter().filter(is_new).take(NEAREST).collect()
        };
        let answers = fresh(true, ids.answered).into_iter().map(Key::Answers);
        answers.chain(fresh(false, ids.named).into_iter().map(Key::Is)).collect()
    }

    fn links(&self) -> Vec<Links> {
        self.members.iter().map(|member| member.links.clone()).collect()
    }

    /// The conversation: what belongs together, in order of arrival, each message once.
    pub(super) fn conversation(self, is_complete: bool) -> Conversation {
        let forest = group(&self.links());
        let belongs = |at: &usize| self.thread.is_some() || self.is_ours(&forest, forest.threads[*at]);
        let mut order: Vec<usize> = (0..self.members.len()).filter(belongs).collect();
        order.sort_by_key(|at| (&self.members[*at].links.received_at, &self.members[*at].email.id));
        let shown = shown(&self.members, &order);
        let mut list: BTreeMap<usize, ThreadEmail> = BTreeMap::new();
        let ids: HashMap<usize, EmailId> =
            order.iter().map(|at| (*at, self.members[shown[at]].email.id.clone())).collect();
        for (place, at) in order.iter().enumerate() {
            if shown[at] == *at {
                let parent_id = forest.parents[*at].and_then(|parent| ids.get(&parent)).cloned();
                let email = self.members[*at].email.clone();
                list.insert(place, ThreadEmail { email, parent_id, copy_ids: Vec::new() });
            } else if let Some(original) = order.iter().position(|other| *other == shown[at]) {
                let copy = self.members[*at].email.id.clone();
                list.entry(original).and_modify(|original| original.copy_ids.push(copy));
            }
        }
        Conversation { list: list.into_values().collect(), is_complete: is_complete && !self.is_cut }
    }
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
        let original = same_id.iter().map(|place| first[*place]).find(|(known, _)| *known == identity);
        if original.is_none() {
            same_id.push(first.len());
            first.push((identity, at));
        }
        shown.insert(at, original.map_or(at, |(_, original)| original));
    }
    shown
}
