//! One row of recipients: those taken already, and the text that is being typed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::recipients::{self, InvalidRecipient};
use gatepost_shared::problem::RecipientReply;
use leptos::prelude::*;

use crate::i18n::{Message, words};
use crate::state::compose::{Compose, Composition};

static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// One of the three rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// Who it is for.
    To,
    /// Who gets a copy.
    Cc,
    /// Who gets a copy without the others seeing it.
    Bcc,
}

impl Row {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::To, Self::Cc, Self::Bcc];

    /// What it is called.
    pub fn label(self) -> Message {
        match self {
            Self::To => words::compose::TO,
            Self::Cc => words::compose::CC,
            Self::Bcc => words::compose::BCC,
        }
    }
}

impl Compose {
    /// Moves a recipient of this message from its row to another.
    pub fn move_recipient(&self, composition: &Arc<Composition>, id: u32, to: Row) {
        let found = composition.recipients().into_iter().find_map(|row| row.take_out(id));
        if let Some(address) = found {
            composition.row(to).add(vec![address]);
            self.changed(composition);
        }
    }
}

/// One recipient as it stands in the row.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Tells it apart from others in the page.
    pub id: u32,
    /// Who it is; for a text that is no address, the text.
    pub address: EmailAddress,
    /// Why mail cannot be sent to it: no address, or refused by the mail server.
    pub problem: Option<String>,
    /// Whether the person knows them, once that was asked.
    pub is_known: ArcRwSignal<Option<bool>>,
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.address == other.address && self.problem == other.problem
    }
}

impl Recipient {
    fn new(address: EmailAddress) -> Self {
        let problem = recipients::validate(&address.email).err().map(|fault| fault.to_string());
        Self { id: NEXT_ID.fetch_add(1, Ordering::Relaxed), address, problem, is_known: ArcRwSignal::new(None) }
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

    /// Takes what was typed or pasted: one recipient or many.
    pub fn take(&self, text: &str) {
        self.add(read(text));
    }

    /// Adds people at the end. Who is in the row already is not taken twice.
    pub fn add(&self, addresses: Vec<EmailAddress>) {
        if addresses.is_empty() {
            return;
        }
        self.list.update(|list| {
            for address in addresses {
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

    /// Takes these people out of the row.
    pub fn remove_all(&self, addresses: &[EmailAddress]) {
        self.list.update(|list| list.retain(|one| !addresses.iter().any(|gone| gone.same_mailbox(&one.address))));
    }

    /// Takes one out of the row, to be put elsewhere.
    pub fn take_out(&self, id: u32) -> Option<EmailAddress> {
        let found =
            self.list.with_untracked(|list| list.iter().find(|one| one.id == id).map(|one| one.address.clone()));
        if found.is_some() {
            self.remove(id);
        }
        found
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
