//! A conversation as the reader shows it: its messages one below the other, some of them folded to a line. Pure: it
//! fetches nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::thread::Conversation;

use crate::state::rows::Row;

/// The messages, oldest first, around the one that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    anchor: EmailId,
    messages: Vec<Row>,
    unfolded: BTreeSet<EmailId>,
    is_known: bool,
}

impl Stack {
    /// The message that was opened, as long as nothing is known of the others.
    pub fn alone(row: Row) -> Self {
        let mut unfolded = BTreeSet::new();
        unfolded.insert(row.id.clone());
        Self { anchor: row.id.clone(), messages: vec![row], unfolded, is_known: false }
    }

    /// The message that was opened.
    pub fn anchor(&self) -> &EmailId {
        &self.anchor
    }

    /// All messages, oldest first.
    pub fn messages(&self) -> &[Row] {
        &self.messages
    }

    /// Whether the other messages are known, as far as the node could tell.
    pub fn is_known(&self) -> bool {
        self.is_known
    }

    /// The message with this id.
    pub fn message(&self, id: &EmailId) -> Option<&Row> {
        self.messages.iter().find(|row| row.id == *id)
    }

    /// The one that an answer at the foot is to: the last that is no draft.
    pub fn last(&self) -> &EmailId {
        let sent = self.messages.iter().rev().find(|row| !row.keywords.has(Keyword::DRAFT));
        sent.map_or(&self.anchor, |row| &row.id)
    }

    /// Whether a message has not been sent yet.
    pub fn is_draft(&self, id: &EmailId) -> bool {
        self.message(id).is_some_and(|row| row.keywords.has(Keyword::DRAFT))
    }

    /// Whether a message is shown whole.
    pub fn is_unfolded(&self, id: &EmailId) -> bool {
        self.unfolded.contains(id)
    }

    /// Takes what the node knows of the conversation. The first time, what has not been read is unfolded, and the newest;
    /// later, what is new. The marks of what was known already are those of the node only if `marks_too`: not when the person
    /// has changed some since it was asked.
    pub fn adopt(&mut self, conversation: Conversation, marks_too: bool) {
        let anchor = self.message(&self.anchor).cloned();
        let before = std::mem::take(&mut self.messages);
        for found in conversation.list {
            // The node shows the copy that came first, the person has opened another one.
            let is_copy = found.copy_ids.contains(&self.anchor);
            let mut row = anchor.clone().filter(|_| is_copy).unwrap_or_else(|| Arc::new(found.email));
            let known = before.iter().find(|known| known.id == row.id);
            if let Some(known) = known.filter(|_| !marks_too) {
                Arc::make_mut(&mut row).keywords = known.keywords.clone();
            }
            if known.is_none() && !row.keywords.is_seen() && !row.keywords.has(Keyword::DRAFT) {
                self.unfolded.insert(row.id.clone());
            }
            self.messages.push(row);
        }
        if let Some(anchor) = anchor.filter(|anchor| self.message(&anchor.id).is_none()) {
            self.messages.push(anchor);
        }
        if !self.is_known {
            self.unfolded.insert(self.last().clone());
        }
        self.is_known = true;
    }

    /// Shows a message whole, or folds it to a line. One that is alone is never folded.
    pub fn fold(&mut self, id: &EmailId, folded: bool) {
        if !folded {
            self.unfolded.insert(id.clone());
        } else if self.messages.len() > 1 {
            self.unfolded.remove(id);
        }
    }

    /// The same for all of them; folding leaves the last one open, to be read on from.
    pub fn fold_all(&mut self, folded: bool) {
        self.unfolded.clear();
        if folded {
            self.unfolded.insert(self.last().clone());
        } else {
            self.unfolded.extend(self.messages.iter().map(|row| row.id.clone()));
        }
    }

    /// Whether all of them are shown whole.
    pub fn is_all_unfolded(&self) -> bool {
        self.messages.iter().all(|row| self.is_unfolded(&row.id))
    }

    /// The message so many steps below another one, at the ends the last one there is.
    pub fn step(&self, from: &EmailId, forward: bool) -> Option<&EmailId> {
        let place = self.messages.iter().position(|row| row.id == *from)?;
        let next = if forward { place + 1 } else { place.checked_sub(1)? };
        self.messages.get(next).map(|row| &row.id)
    }

    /// A message and those below it: what "unread from here" means.
    pub fn from(&self, id: &EmailId) -> &[Row] {
        let place = self.messages.iter().position(|row| row.id == *id);
        place.and_then(|place| self.messages.get(place..)).unwrap_or_default()
    }

    /// Changes the marks of a message.
    pub fn mark(&mut self, id: &EmailId, change: &dyn Fn(&mut Keywords)) {
        if let Some(row) = self.messages.iter_mut().find(|row| row.id == *id) {
            change(&mut Arc::make_mut(row).keywords);
        }
    }

    /// Takes messages out, but not the one that was opened.
    pub fn take(&mut self, ids: &BTreeSet<&EmailId>) {
        let anchor = &self.anchor;
        self.messages.retain(|row| row.id == *anchor || !ids.contains(&row.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatepost_shared::date::UtcDate;
    use gatepost_shared::email::EmailSummary;
    use gatepost_shared::id::MailboxId;
    use gatepost_shared::thread::ThreadEmail;

    fn row(mailbox: &str, uid: u32, marks: &[&str]) -> Row {
        let mailbox = MailboxId::new(mailbox).unwrap();
        let mut keywords = Keywords::default();
        for mark in marks {
            keywords.set(mark.parse().unwrap(), true);
        }
        Arc::new(EmailSummary {
            id: EmailId::new(mailbox.clone(), 1, uid).unwrap(),
            mailbox_id: mailbox,
            keywords,
            size: 1,
            received_at: UtcDate::default(),
            sent_at: None,
            from: Vec::new(),
            to: Vec::new(),
            subject: None,
            has_attachment: false,
            preview: None,
            thread: None,
            is_unreadable: false,
        })
    }

    fn conversation(rows: &[Row]) -> Conversation {
        let one = |row: &Row| ThreadEmail { email: (**row).clone(), parent_id: None, copy_ids: Vec::new() };
        Conversation { list: rows.iter().map(one).collect(), is_complete: true }
    }

    #[test]
    fn what_is_unread_what_was_opened_and_the_newest_are_unfolded() {
        let rows = [
            row("INBOX", 1, &["$seen"]),
            row("INBOX", 2, &[]),
            row("Sent", 1, &["$seen"]),
            row("INBOX", 3, &["$seen"]),
            row("Sent", 2, &["$seen"]),
            row("Drafts", 1, &["$draft"]),
        ];
        let mut stack = Stack::alone(rows[3].clone());
        stack.adopt(conversation(&rows), true);
        let unfolded: Vec<bool> = rows.iter().map(|row| stack.is_unfolded(&row.id)).collect();
        assert_eq!(unfolded, [false, true, false, true, true, false]);
        assert_eq!(stack.last(), &rows[4].id);
        assert_eq!(stack.from(&rows[4].id).len(), 2);
    }

    #[test]
    fn what_comes_later_is_unfolded_and_what_was_folded_stays_so() {
        let rows = [row("INBOX", 1, &["$seen"]), row("INBOX", 2, &["$seen"])];
        let mut stack = Stack::alone(rows[1].clone());
        stack.adopt(conversation(&rows), true);
        stack.fold(&rows[1].id, true);
        stack.mark(&rows[1].id, &|keywords| *keywords = Keywords::default());
        stack.adopt(conversation(&rows), false);
        assert!(stack.message(&rows[1].id).is_some_and(|row| !row.keywords.is_seen()));
        let newer = row("INBOX", 3, &[]);
        stack.adopt(conversation(&[rows[0].clone(), rows[1].clone(), newer.clone()]), true);
        assert!(stack.is_unfolded(&newer.id) && !stack.is_unfolded(&rows[1].id));
    }

    #[test]
    fn the_opened_copy_stands_for_the_one_that_came_first() {
        let (first, opened) = (row("INBOX", 1, &[]), row("Archive", 9, &[]));
        let mut stack = Stack::alone(opened.clone());
        let mut found = conversation(&[first]);
        found.list[0].copy_ids.push(opened.id.clone());
        stack.adopt(found, true);
        assert_eq!(stack.messages(), [opened]);
    }

    #[test]
    fn a_message_that_is_alone_is_not_folded_and_one_goes_step_by_step() {
        let rows = [row("INBOX", 1, &["$seen"]), row("INBOX", 2, &["$seen"])];
        let mut stack = Stack::alone(rows[0].clone());
        stack.fold(&rows[0].id, true);
        assert!(stack.is_unfolded(&rows[0].id));
        stack.adopt(conversation(&rows), true);
        assert_eq!(stack.step(&rows[0].id, true), Some(&rows[1].id));
        assert_eq!(stack.step(&rows[1].id, true), None);
        assert_eq!(stack.step(&rows[0].id, false), None);
        stack.fold_all(false);
        assert!(stack.is_all_unfolded());
        stack.take(&[&rows[0].id, &rows[1].id].into_iter().collect());
        assert_eq!(stack.messages(), [rows[0].clone()]);
    }
}
