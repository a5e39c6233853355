//! One row of recipients: those taken already, and the text that is being typed.

use std::sync::atomic::{AtomicU32, Ordering};

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::recipients::{self, InvalidRecipient};
use gatepost_shared::problem::RecipientReply;
use leptos::prelude::*;

static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// One recipient as it stands in the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Tells it apart from others in the page.
    pub id: u32,
    /// Who it is; for a text that is no address, the text.
    pub address: EmailAddress,
    /// Why mail cannot be sent to it: no address, or refused by the mail server.
    pub problem: Option<String>,
}

impl Recipient {
    fn new(address: EmailAddress) -> Self {
        let problem = recipients::validate(&address.email).err().map(|fault| fault.to_string());
        Self { id: NEXT_ID.fetch_add(1, Ordering::Relaxed), address, problem }
    }
}

/// A row of recipients.
#[derive(Clone)]
pub struct Recipients {
    /// Those taken, in order.
    pub list: ArcRwSignal<Vec<Recipient>>,
    /// What is being typed behind them.
    pub typed: ArcRwSignal<String>,
}

impl Recipients {
    /// A row with these people in it.
    pub fn new(addresses: Vec<EmailAddress>) -> Self {
        Self {
            list: ArcRwSignal::new(addresses.into_iter().map(Recipient::new).collect()),
            typed: ArcRwSignal::new(String::new()),
        }
    }

    /// Everybody in the row, what is being typed included.
    pub fn addresses(&self) -> Vec<EmailAddress> {
        let taken = self.list.with_untracked(|list| list.iter().map(|one| one.address.clone()).collect::<Vec<_>>());
        let typed = self.typed.with_untracked(|text| read(text));
        taken.into_iter().chain(typed).collect()
    }

    /// Whether nobody is in the row and nothing is being typed.
    pub fn is_empty(&self) -> bool {
        self.list.with_untracked(Vec::is_empty) && self.typed.with_untracked(|text| text.trim().is_empty())
    }

    /// Takes what was typed or pasted: one recipient or many. Who is in the row already is not taken twice.
    pub fn take(&self, text: &str) {
        self.list.update(|list| {
            for address in read(text) {
                if !list.iter().any(|one| one.address.same_mailbox(&address)) {
                    list.push(Recipient::new(address));
                }
            }
        });
    }

    /// Takes what is being typed. True when that changed anything.
    pub fn take_typed(&self) -> bool {
        let text = self.typed.get_untracked();
        if text.is_empty() {
            return false;
        }
        self.take(&text);
        self.typed.set(String::new());
        true
    }

    /// Takes one out of the row.
    pub fn remove(&self, id: u32) {
        self.list.update(|list| list.retain(|one| one.id != id));
    }

    /// Takes one out of the row and puts it where it can be corrected, as a person would type it.
    pub fn edit(&self, id: u32) {
        self.take_typed();
        let found =
            self.list.with_untracked(|list| list.iter().find(|one| one.id == id).map(|one| one.address.clone()));
        if let Some(address) = found {
            self.remove(id);
            self.typed.set(recipients::format(&address));
        }
    }

    /// Notes which of them the mail server refused, and in which words.
    pub fn note_refusals(&self, replies: &[RecipientReply]) {
        self.list.update(|list| {
            for recipient in list {
                let is_this =
                    |reply: &&RecipientReply| reply.email.eq_ignore_ascii_case(recipient.address.email.trim());
                if let Some(reply) = replies.iter().filter(|reply| !reply.accepted).find(is_this) {
                    recipient.problem = Some(reply.reply.clone());
                }
            }
        });
    }

    /// The first of them to whom mail cannot be sent, with the reason.
    pub fn first_problem(&self) -> Option<(String, String)> {
        self.list.with(|list| {
            let named = |one: &Recipient| Some((one.address.email.clone(), one.problem.clone()?));
            list.iter().find_map(named)
        })
    }
}

/// A text that is no address is kept as it was typed: the person corrects it, and a draft does not lose it.
fn read(text: &str) -> Vec<EmailAddress> {
    let or_as_typed = |InvalidRecipient { text, .. }| EmailAddress::bare(text);
    recipients::parse(text).into_iter().map(|result| result.unwrap_or_else(or_as_typed)).collect()
}
