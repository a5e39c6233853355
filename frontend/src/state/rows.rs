//! The rows of a list as far as they are known: a sparse copy of a mailbox. Pure: it fetches nothing.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::EmailPatch;
use gatepost_shared::query::Window;

/// How many rows are fetched together.
pub const PAGE: u32 = 50;

/// One row, shared between the list, the selection and a change that may have to be undone.
pub type Row = Arc<EmailSummary>;

/// Whether a row stands for an email: by itself, or as the newest of its conversation.
pub fn is_about(row: &EmailSummary, id: &EmailId) -> bool {
    row.id == *id || row.thread.as_ref().is_some_and(|thread| thread.email_ids.contains(id))
}

/// The emails that a row stands for.
pub fn emails_of(row: &EmailSummary) -> Vec<EmailId> {
    match &row.thread {
        Some(thread) if !thread.email_ids.is_empty() => thread.email_ids.clone(),
        _ => vec![row.id.clone()],
    }
}

/// How many of the emails that a row stands for are unread.
pub fn unread_of(row: &EmailSummary) -> u32 {
    row.thread.as_ref().map_or(u32::from(!row.keywords.is_seen()), |thread| thread.unread_emails)
}

/// Whether one of the emails that a row stands for has a star.
pub fn is_starred(row: &EmailSummary) -> bool {
    row.keywords.is_flagged() || row.thread.as_ref().is_some_and(|thread| thread.is_flagged)
}

/// Whether a row stands for more than one email.
pub fn is_conversation(row: &EmailSummary) -> bool {
    row.thread.as_ref().is_some_and(|thread| thread.total_emails > 1)
}

/// Every place of a mailbox, newest first; those not fetched yet are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    slots: Vec<Option<Row>>,
}

impl Rows {
    /// So many places, none of them known.
    pub fn of_length(total: u32) -> Self {
        Self { slots: vec![None; total as usize] }
    }

    /// How many places there are.
    pub fn total(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// The row at a place, when it is known.
    pub fn get(&self, place: u32) -> Option<&Row> {
        self.slots.get(place as usize)?.as_ref()
    }

    /// Where an email is, when it is known.
    pub fn place_of(&self, id: &EmailId) -> Option<u32> {
        let place = self.slots.iter().position(|slot| slot.as_ref().is_some_and(|row| is_about(row, id)))?;
        u32::try_from(place).ok()
    }

    /// The known rows of a range of places.
    pub fn known(&self, range: Range<u32>) -> impl Iterator<Item = &Row> {
        range.filter_map(|place| self.get(place))
    }

    /// What has to be fetched so that a range is known: whole pages, at most `most` rows; none when it is known.
    pub fn missing(&self, range: &Range<u32>, most: u32) -> Option<Range<u32>> {
        let range = range.start..range.end.min(self.total());
        let first = range.clone().find(|place| self.get(*place).is_none())?;
        let last = range.rev().find(|place| self.get(*place).is_none())?;
        let start = first / PAGE * PAGE;
        let end = (last / PAGE + 1) * PAGE;
        Some(start..end.min(start + most).min(self.total().max(start + 1)))
    }

    /// Puts the rows of a window into their places; the window's total is the new length.
    pub fn place(&mut self, window: Window) {
        self.slots.resize(window.total as usize, None);
        for (place, row) in (window.position as usize..).zip(window.list) {
            if let Some(slot) = self.slots.get_mut(place) {
                *slot = Some(Arc::new(row));
            }
        }
    }

    /// Replaces everything by a window that was read anew, and answers by how many places the rows around
    /// `anchor` have moved: the scroll follows them. Rows outside the window are to be fetched again.
    pub fn renew(&mut self, window: Window, anchor: u32) -> i64 {
        let before = std::mem::take(self);
        self.place(window);
        let still_here = |place: &u32| before.get(*place).and_then(|row| self.place_of(&row.id)).is_some();
        let witness = (anchor..before.total().min(anchor + PAGE)).find(still_here);
        witness
            .and_then(|old| Some(i64::from(self.place_of(&before.get(old)?.id)?) - i64::from(old)))
            .unwrap_or_default()
    }

    /// Shows a change of marks on the row that stands for an email; `is_whole` when it is one of the whole conversation.
    pub fn mark(&mut self, id: &EmailId, patch: &EmailPatch, is_whole: bool) {
        let Some(row) = self.slots.iter_mut().flatten().find(|row| is_about(row, id)) else { return };
        let row = Arc::make_mut(row);
        if row.id == *id {
            patch.apply(&mut row.keywords);
        }
        let Some(thread) = &mut row.thread else { return };
        for (keyword, on) in &patch.keywords {
            match keyword.as_str() {
                Keyword::SEEN if !on => thread.unread_emails = (thread.unread_emails + 1).min(thread.total_emails),
                Keyword::SEEN if is_whole => thread.unread_emails = 0,
                Keyword::SEEN => thread.unread_emails = thread.unread_emails.saturating_sub(1),
                Keyword::FLAGGED => thread.is_flagged = *on,
                _ => {}
            }
        }
    }

    /// Shows a row again as it was.
    pub fn restore(&mut self, before: &Row) {
        if let Some(row) = self.slots.iter_mut().flatten().find(|row| row.id == before.id) {
            *row = before.clone();
        }
    }

    /// Takes emails out; what was below moves up. Answers them with the places that they had.
    pub fn take(&mut self, ids: &BTreeSet<&EmailId>) -> Vec<(u32, Row)> {
        let mut taken = Vec::new();
        let mut place = 0;
        self.slots.retain(|slot| {
            let goes = slot.as_ref().filter(|row| ids.contains(&row.id));
            if let Some(row) = goes {
                taken.push((place, row.clone()));
            }
            place += 1;
            goes.is_none()
        });
        taken
    }

    /// Puts taken emails back where they were.
    pub fn put_back(&mut self, taken: &[(u32, Row)]) {
        for (place, row) in taken {
            let place = (*place as usize).min(self.slots.len());
            self.slots.insert(place, Some(row.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatepost_shared::id::MailboxId;

    fn row(uid: u32) -> EmailSummary {
        let mailbox = MailboxId::new("INBOX").unwrap();
        EmailSummary {
            id: EmailId::new(mailbox.clone(), 1, uid).unwrap(),
            mailbox_id: mailbox,
            keywords: gatepost_shared::keyword::Keywords::default(),
            size: 1,
            received_at: gatepost_shared::date::UtcDate::default(),
            sent_at: None,
            from: Vec::new(),
            to: Vec::new(),
            subject: None,
            has_attachment: false,
            preview: None,
            thread: None,
            is_unreadable: false,
        }
    }

    fn id(uid: u32) -> EmailId {
        row(uid).id
    }

    /// A window whose first row has this UID, each following one less: newest first.
    fn window(position: u32, total: u32, newest: u32, count: u32) -> Window {
        let list = (0..count).map(|step| row(newest - step)).collect();
        Window { position, total, state: String::new(), list, cursor: None, is_partial: false }
    }

    fn loaded() -> Rows {
        let mut rows = Rows::default();
        rows.place(window(0, 300, 1000, 50));
        rows
    }

    #[test]
    fn what_is_in_view_and_not_known_is_fetched_in_whole_pages() {
        let rows = loaded();
        assert_eq!(rows.missing(&(0..40), 200), None);
        assert_eq!(rows.missing(&(40..60), 200), Some(50..100));
        assert_eq!(rows.missing(&(95..105), 200), Some(50..150));
        assert_eq!(rows.missing(&(290..310), 200), Some(250..300));
        assert_eq!(rows.missing(&(50..300), 200), Some(50..250));
    }

    #[test]
    fn taking_rows_moves_up_what_was_below_and_putting_back_restores_it() {
        let mut rows = loaded();
        let before = rows.clone();
        let gone = [id(999), id(997)];
        let taken = rows.take(&gone.iter().collect());
        assert_eq!(rows.total(), 298);
        assert_eq!(rows.place_of(&id(996)), Some(2));
        rows.put_back(&taken);
        assert_eq!(rows, before);
    }

    #[test]
    fn new_mail_above_moves_the_scroll_by_as_many_rows() {
        let mut rows = loaded();
        assert_eq!(rows.renew(window(0, 302, 1002, 52), 10), 2);
        assert_eq!(rows.place_of(&id(1002)), Some(0));
        assert_eq!(rows.total(), 302);
    }

    #[test]
    fn a_conversation_counts_what_is_read_of_it() {
        let mut rows = Rows::default();
        let mut newest = row(9);
        newest.thread = Some(Box::new(gatepost_shared::thread::ThreadSummary {
            total_emails: 3,
            unread_emails: 2,
            is_flagged: false,
            participants: Vec::new(),
            email_ids: vec![id(9), id(5), id(2)],
        }));
        rows.place(Window {
            position: 0,
            total: 1,
            state: String::new(),
            list: vec![newest],
            cursor: None,
            is_partial: false,
        });
        let seen = |on| EmailPatch::mark(Keyword::SEEN.parse().unwrap(), on);
        let unread = |rows: &Rows| unread_of(rows.get(0).unwrap());
        assert_eq!(rows.place_of(&id(5)), Some(0));
        rows.mark(&id(5), &seen(true), false);
        assert_eq!(unread(&rows), 1);
        rows.mark(&id(9), &seen(true), true);
        assert_eq!(unread(&rows), 0);
        rows.mark(&id(9), &seen(false), false);
        assert_eq!(unread(&rows), 1);
    }

    #[test]
    fn when_the_anchor_itself_is_gone_its_neighbour_holds_the_place() {
        let mut rows = loaded();
        let mut renewed = window(0, 299, 1000, 49);
        renewed.list.remove(10);
        assert_eq!(rows.renew(renewed, 10), -1);
    }
}
