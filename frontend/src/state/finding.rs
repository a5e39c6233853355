//! A search under way: what has been found so far, put in order as it comes. Pure: it asks for nothing.

use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::MailboxId;
use gatepost_shared::query::{FoundLine, Window};

use crate::state::source::{MOST_FOUND, Snippets};

/// How far a search has got.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Whether it goes on.
    pub is_running: bool,
    /// How many emails match, as far as is known.
    pub total: u32,
    /// How many mailboxes have been searched to their end.
    pub mailboxes: u32,
    /// The mailboxes that could not be searched.
    pub failed: Vec<MailboxId>,
    /// Whether some that match may be missing, because time was up.
    pub is_partial: bool,
    /// Whether the person had enough before it ended.
    pub is_stopped: bool,
}

/// What has been found.
#[derive(Debug, Default)]
pub struct Finding {
    list: Vec<EmailSummary>,
    snippets: Snippets,
    progress: Progress,
    is_done: bool,
}

impl Finding {
    /// Takes the next line of the answer.
    pub fn take(&mut self, line: FoundLine) {
        match line {
            FoundLine::Emails { list, snippets } => {
                self.snippets.extend(snippets);
                for email in list {
                    // Those of one mailbox come newest first: each one's place is not far behind the one before.
                    let place = self.list.partition_point(|known| known.received_at >= email.received_at);
                    self.list.insert(place, email);
                }
            }
            FoundLine::Mailbox { total, .. } => {
                self.progress.mailboxes += 1;
                self.progress.total += total;
            }
            FoundLine::Failed { mailbox_id, .. } => self.progress.failed.push(mailbox_id),
            FoundLine::Done { total, is_partial, .. } => {
                self.is_done = true;
                self.progress.total = total;
                self.progress.is_partial = is_partial;
            }
        }
    }

    /// How many rows there are.
    pub fn found(&self) -> u32 {
        u32::try_from(self.list.len()).unwrap_or(u32::MAX)
    }

    /// How far it has got.
    pub fn progress(&self) -> Progress {
        Progress { is_running: !self.is_done, ..self.progress.clone() }
    }

    /// What matches in the emails found.
    pub fn snippets(&self) -> Snippets {
        self.snippets.clone()
    }

    /// The rows. Of each mailbox only the newest `limit` have come: once all have been searched, only so many rows are
    /// surely in their places, and the rest is left to be asked for.
    pub fn window(&self, limit: u32) -> Window {
        let found = self.found();
        let is_cut = self.is_done && self.progress.total > found;
        let sure = if is_cut { limit.min(found) } else { found };
        Window {
            position: 0,
            total: if is_cut { self.progress.total.min(MOST_FOUND) } else { found },
            state: String::new(),
            list: self.list.iter().take(sure as usize).cloned().collect(),
            cursor: None,
            is_partial: self.progress.is_partial,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatepost_shared::date::UtcDate;
    use gatepost_shared::id::EmailId;

    fn email(mailbox: &str, uid: u32, seconds: i64) -> EmailSummary {
        let mailbox = MailboxId::new(mailbox).unwrap();
        EmailSummary {
            id: EmailId::new(mailbox.clone(), 1, uid).unwrap(),
            mailbox_id: mailbox,
            keywords: gatepost_shared::keyword::Keywords::default(),
            size: 1,
            received_at: UtcDate::from_seconds(seconds),
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

    fn emails(list: Vec<EmailSummary>) -> FoundLine {
        FoundLine::Emails { list, snippets: Snippets::new() }
    }

    fn done(total: u32) -> FoundLine {
        FoundLine::Done { total, failed: Vec::new(), is_partial: false }
    }

    #[test]
    fn what_is_found_is_put_among_what_was_found_before_newest_first() {
        let mut finding = Finding::default();
        finding.take(emails(vec![email("INBOX", 3, 30), email("INBOX", 1, 10)]));
        finding.take(emails(vec![email("Sent", 9, 40), email("Sent", 8, 20)]));
        let seconds: Vec<i64> = finding.window(50).list.iter().map(|email| email.received_at.seconds()).collect();
        assert_eq!(seconds, [40, 30, 20, 10]);
        assert!(finding.progress().is_running);
    }

    #[test]
    fn what_did_not_come_is_left_to_be_asked_for() {
        let mut finding = Finding::default();
        finding.take(emails(vec![email("INBOX", 3, 30), email("INBOX", 1, 10), email("Sent", 9, 40)]));
        finding.take(done(9));
        let window = finding.window(2);
        assert_eq!((window.total, window.list.len()), (9, 2));
        assert!(!finding.progress().is_running);
    }

    #[test]
    fn when_everything_has_come_every_row_is_known() {
        let mut finding = Finding::default();
        finding.take(emails(vec![email("INBOX", 3, 30), email("INBOX", 1, 10)]));
        finding.take(done(2));
        assert_eq!(finding.window(1).list.len(), 2);
    }
}
