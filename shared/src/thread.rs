//! Conversations: which emails belong together, and what the API says of them.
//!
//! The rule is that of THREAD=REFERENCES (RFC 5256, section 3) without its fifth step: **a subject alone joins nothing**.
//! `References` and `In-Reply-To` say what an email answers; two mails that are both called "Invoice" are two
//! conversations, and an answer under another subject stays in its own. (Dovecot and Cyrus call the same THREAD=REFS.)
//!
//! Headers are written by strangers. An email chooses its own parent, and no more than that: what it claims of the
//! descent of others holds only where those are not there to speak for themselves.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::address::EmailAddress;
use crate::email::EmailSummary;
use crate::id::EmailId;

/// How many ids of `References` are heeded: the first, which began the conversation, and the last, which are nearest.
/// RFC 5322 (section 3.6.4) lets programs drop those in between.
pub const MAX_REFERENCES: usize = 20;

/// What a row of a collapsed list says of its conversation, as far as it lies in this mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThreadSummary {
    /// How many emails it has.
    pub total_emails: u32,
    /// How many of them have not been read. In a conversation of more than 500 emails the older ones are not counted.
    pub unread_emails: u32,
    /// Whether one of them is flagged.
    pub is_flagged: bool,
    /// Who has written, each once, the latest first, at most 8; empty when the row is alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<EmailAddress>,
    /// The emails, newest first, the row itself included, at most 100; empty when the row is alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub email_ids: Vec<EmailId>,
}

/// A conversation across mailboxes: the answer to `GET /emails/{id}/thread`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// The emails, in order of arrival, oldest first (RFC 8621, section 3).
    pub list: Vec<ThreadEmail>,
    /// Whether this is all of it. Not when it has more than 200 emails, or the account more than 60 mailboxes.
    pub is_complete: bool,
}

/// An email of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThreadEmail {
    /// The email, as a row of a list shows it.
    #[serde(flatten)]
    pub email: EmailSummary,
    /// The email of this conversation that it answers, where that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<EmailId>,
    /// Further copies of the same message, in this mailbox or others: the one shown is that which came first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copy_ids: Vec<EmailId>,
}

/// What an email says of itself and of what it answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Links {
    /// When it came, in seconds: of two that contradict each other, the older one holds.
    pub received_at: i64,
    /// Its `Message-ID`, without angle brackets.
    pub message_id: Option<String>,
    /// What it answers, the oldest first: [`chain`].
    pub references: Vec<String>,
}

/// The ids that an email refers to, oldest first: `References`, or else the first of `In-Reply-To` (RFC 5256, section 3,
/// REFERENCES, step 1), at most [`MAX_REFERENCES`].
pub fn chain(references: &[String], in_reply_to: &[String]) -> Vec<String> {
    if references.is_empty() {
        return in_reply_to.first().cloned().into_iter().collect();
    }
    let Some(too_many) = references.len().checked_sub(MAX_REFERENCES).filter(|excess| *excess > 0) else {
        return references.to_vec();
    };
    let nearest = &references[too_many + 1..];
    std::iter::once(&references[0]).chain(nearest).cloned().collect()
}

/// Emails in their conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forest {
    /// For each email, in the order given, the email that it answers, where that is there.
    pub parents: Vec<Option<usize>>,
    /// For each email, the number of its conversation.
    pub threads: Vec<usize>,
}

/// Groups emails. The order in which they are given does not matter; ids that go round in circles do no harm.
pub fn group(emails: &[Links]) -> Forest {
    let mut order: Vec<usize> = (0..emails.len()).collect();
    order.sort_by(|a, b| emails[*a].cmp(&emails[*b]));
    let mut nodes = Nodes::default();
    let mine: Vec<usize> = {
        let mut mine = vec![0; emails.len()];
        for &at in &order {
            mine[at] = nodes.of_email(at, emails[at].message_id.as_deref());
        }
        mine
    };
    // First what each email says of itself: nobody knows better.
    for &at in &order {
        if let Some(parent) = emails[at].references.last() {
            let parent = nodes.named(parent);
            nodes.link(mine[at], parent);
        }
    }
    // Then what emails say of the descent of those that are not here. (RFC 5256 believes it of those, too, that are
    // here and refer to nothing; a decent program quotes the references of what it answers, and cannot know others.)
    for &at in &order {
        for pair in emails[at].references.windows(2) {
            let (parent, child) = (nodes.named(&pair[0]), nodes.named(&pair[1]));
            if nodes.emails[child].is_none() {
                nodes.link(child, parent);
            }
        }
    }
    let threads = mine.iter().map(|node| nodes.root(*node)).collect();
    let parents = (0..emails.len()).map(|at| nodes.email_above(mine[at]).filter(|parent| *parent != at)).collect();
    Forest { parents, threads }
}

/// Messages, those that are only spoken of included, and what they answer. Trees, never circles.
#[derive(Debug, Default)]
struct Nodes<'a> {
    by_id: HashMap<&'a str, usize>,
    /// What each node answers.
    parents: Vec<Option<usize>>,
    /// Towards the root of each node's tree, by shortcuts.
    shortcuts: Vec<usize>,
    /// The email that each node stands for, if it is here.
    emails: Vec<Option<usize>>,
}

impl<'a> Nodes<'a> {
    fn add(&mut self) -> usize {
        let node = self.parents.len();
        self.parents.push(None);
        self.shortcuts.push(node);
        self.emails.push(None);
        node
    }

    /// The node of a message of which only the id is known.
    fn named(&mut self, id: &'a str) -> usize {
        if let Some(node) = self.by_id.get(id) {
            return *node;
        }
        let node = self.add();
        self.by_id.insert(id, node);
        node
    }

    /// The node of an email; copies of a message share it, an email without an id has its own.
    fn of_email(&mut self, email: usize, id: Option<&'a str>) -> usize {
        let node = match id {
            Some(id) => self.named(id),
            None => self.add(),
        };
        self.emails[node].get_or_insert(email);
        node
    }

    /// Makes `child` an answer to `parent`, unless it is one already, or `parent` stands below it.
    fn link(&mut self, child: usize, parent: usize) {
        // A child without parent is the root of its tree: a parent of the same tree stands below it.
        if self.parents[child].is_none() && self.root(parent) != child {
            self.parents[child] = Some(parent);
            self.shortcuts[child] = parent;
        }
    }

    /// The root of a node's tree. Each walk halves the way for the next one.
    fn root(&mut self, mut node: usize) -> usize {
        while self.shortcuts[node] != node {
            self.shortcuts[node] = self.shortcuts[self.shortcuts[node]];
            node = self.shortcuts[node];
        }
        node
    }

    /// The nearest email above a node that is here.
    fn email_above(&self, node: usize) -> Option<usize> {
        let mut above = self.parents[node];
        while let Some(node) = above {
            if self.emails[node].is_some() {
                return self.emails[node];
            }
            above = self.parents[node];
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn email(received_at: i64, id: &str, references: &str) -> Links {
        Links {
            received_at,
            message_id: (!id.is_empty()).then(|| id.to_owned()),
            references: references.split_whitespace().map(str::to_owned).collect(),
        }
    }

    #[test]
    fn answers_stand_with_what_they_answer_even_if_that_is_not_here() {
        let forest = group(&[email(1, "a", ""), email(2, "c", "a b"), email(3, "d", "a b"), email(4, "x", "")]);
        assert_eq!(forest.parents, [None, Some(0), Some(0), None]);
        assert_eq!(forest.threads[1], forest.threads[2]);
        assert_ne!(forest.threads[0], forest.threads[3]);
    }

    #[test]
    fn a_stranger_joins_one_conversation_and_cannot_tie_two_together() {
        let two = [email(1, "a", ""), email(2, "b", "a"), email(3, "x", ""), email(4, "y", "x")];
        let mut with_stranger = two.to_vec();
        with_stranger.push(email(5, "evil", "a b x y"));
        let forest = group(&with_stranger);
        assert_ne!(forest.threads[0], forest.threads[2]);
        assert_eq!(forest.threads[4], forest.threads[3]);
        assert_eq!(forest.parents[..4], group(&two).parents);
    }

    #[test]
    fn of_many_references_the_first_and_the_nearest_count() {
        let many: Vec<String> = (0..10_000).map(|number| format!("{number}@x")).collect();
        let chain = chain(&many, &[]);
        assert_eq!((chain.len(), chain[0].as_str(), chain[1].as_str()), (MAX_REFERENCES, "0@x", "9981@x"));
        assert_eq!(super::chain(&[], &many), ["0@x"]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_answers_is_grouped_in_no_time() {
        let id = |number: i64| format!("{number}@x");
        let chain: Vec<Links> =
            (1..100_000_i64).rev().map(|number| email(number, &id(number), &id(number - 1))).collect();
        let forest = group(&chain);
        assert!(forest.threads.iter().all(|thread| *thread == forest.threads[0]));
    }

    fn emails() -> impl Strategy<Value = Vec<Links>> {
        let id = prop::sample::select(vec!["a", "b", "c", "d", "e", "f", "g"]);
        let ids = prop::collection::vec(id.clone(), 0..5);
        let one = (0..5_i64, prop::option::of(id), ids).prop_map(|(received_at, id, references)| Links {
            received_at,
            message_id: id.map(str::to_owned),
            references: references.into_iter().map(str::to_owned).collect(),
        });
        prop::collection::vec(one, 0..12)
    }

    /// The conversations, as sets of emails.
    fn conversations(emails: &[Links]) -> Vec<Vec<Links>> {
        let forest = group(emails);
        let threads: BTreeSet<usize> = forest.threads.iter().copied().collect();
        let members = |thread: usize| {
            let members = emails.iter().zip(&forest.threads).filter(|(_, of)| **of == thread);
            let mut members: Vec<Links> = members.map(|(email, _)| email.clone()).collect();
            members.sort();
            members
        };
        let mut all: Vec<Vec<Links>> = threads.into_iter().map(members).collect();
        all.sort();
        all
    }

    proptest! {
        #[test]
        fn the_order_of_the_emails_does_not_matter((emails, shuffled) in emails().prop_flat_map(|emails| (Just(emails.clone()), Just(emails).prop_shuffle()))) {
            prop_assert_eq!(conversations(&emails), conversations(&shuffled));
        }

        #[test]
        fn no_email_is_lost_or_doubled_and_no_answer_answers_itself(emails in emails()) {
            let forest = group(&emails);
            prop_assert_eq!((forest.parents.len(), forest.threads.len()), (emails.len(), emails.len()));
            for start in 0..emails.len() {
                let mut at = start;
                for _ in 0..emails.len() {
                    match forest.parents[at] {
                        Some(parent) => {
                            prop_assert_eq!(forest.threads[parent], forest.threads[at]);
                            at = parent;
                        }
                        None => break,
                    }
                }
                prop_assert!(forest.parents[at].is_none(), "from {} upwards there is no end", start);
            }
        }

        #[test]
        fn copies_of_a_message_stay_together(emails in emails()) {
            let forest = group(&emails);
            for (one, a) in emails.iter().enumerate() {
                for (other, b) in emails.iter().enumerate() {
                    if a.message_id.is_some() && a.message_id == b.message_id {
                        prop_assert_eq!(forest.threads[one], forest.threads[other]);
                    }
                }
            }
        }
    }
}
