//! One connection: who is signed in, what is selected, and what is answered.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::account::{Account, Mailbox, written};
use crate::reader::Args;
use crate::verbs;

/// What IMAP4rev1 without extensions announces.
pub(crate) const CAPABILITIES: &str = "IMAP4rev1";

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    No(String),
    Bad(String),
}

impl Refusal {
    pub(crate) fn no(text: impl Into<String>) -> Self {
        Self::No(text.into())
    }

    pub(crate) fn bad(text: impl Into<String>) -> Self {
        Self::Bad(text.into())
    }
}

/// What the tagged OK says, or a refusal.
pub(crate) type Answer = Result<String, Refusal>;

pub(crate) struct Session {
    pub(crate) people: Arc<People>,
    pub(crate) account: Option<Arc<Mutex<Account>>>,
    pub(crate) view: Option<View>,
    /// What is to be said before the tagged line.
    pub(crate) out: Vec<u8>,
    pub(crate) is_over: bool,
}

/// What this connection knows of the selected mailbox: message numbers are places in `known`.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) mailbox: String,
    pub(crate) validity: u32,
    pub(crate) is_read_only: bool,
    pub(crate) known: Vec<Known>,
}

/// A message as this connection was told of it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) uid: u32,
    pub(crate) flags: BTreeSet<String>,
}

/// Everybody's mail.
#[derive(Debug, Default)]
pub(crate) struct People(Mutex<std::collections::HashMap<String, Arc<Mutex<Account>>>>);

impl People {
    /// A person's mail; empty for one who was never heard of.
    pub(crate) fn account(&self, name: &str) -> Arc<Mutex<Account>> {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(people.entry(name.to_owned()).or_default())
    }
}

pub(crate) fn lock(account: &Mutex<Account>) -> MutexGuard<'_, Account> {
    account.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(crate) fn new(people: Arc<People>) -> Self {
        Self { people, account: None, view: None, out: Vec::new(), is_over: false }
    }

    /// Carries out a command and returns all that is to be said, the tagged line last, and whether it was refused by BAD.
    pub(crate) fn run(&mut self, tag: &str, verb: &str, arguments: &[u8]) -> (Vec<u8>, bool) {
        let answer = Args::parse(arguments).and_then(|mut args| verbs::run(self, verb, &mut args));
        let is_bad = matches!(answer, Err(Refusal::Bad(_)));
        let line = match answer {
            Ok(text) => format!("{tag} OK {text}\r\n"),
            Err(Refusal::No(text)) => format!("{tag} NO {text}\r\n"),
            Err(Refusal::Bad(text)) => format!("{tag} BAD {text}\r\n"),
        };
        self.out.extend_from_slice(line.as_bytes());
        (std::mem::take(&mut self.out), is_bad)
    }

    pub(crate) fn say(&mut self, line: impl AsRef<str>) {
        self.out.extend_from_slice(b"* ");
        self.out.extend_from_slice(line.as_ref().as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }

    pub(crate) fn account(&self) -> Result<Arc<Mutex<Account>>, Refusal> {
        self.account.clone().ok_or_else(|| Refusal::bad("Log in first"))
    }

    /// Does something with the selected mailbox; NO when it was deleted meanwhile.
    pub(crate) fn with_selected<T>(
        &mut self,
        work: impl FnOnce(&mut View, &mut Mailbox) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let account = self.account()?;
        let view = self.view.as_mut().ok_or_else(|| Refusal::bad("Select a mailbox first"))?;
        let mut account = lock(&account);
        let mailbox = account.mailboxes.get_mut(&view.mailbox).filter(|mailbox| mailbox.validity == view.validity);
        work(view, mailbox.ok_or_else(|| Refusal::no("The selected mailbox was deleted"))?)
    }

    /// Tells what others have changed in the selected mailbox. Message numbers may change only where the client
    /// reckons with it: not during FETCH, STORE and SEARCH by number (RFC 3501, section 7.4.1).
    pub(crate) fn tell_news(&mut self, may_renumber: bool) {
        let told = self.with_selected(|view, mailbox| Ok(news(view, mailbox, may_renumber)));
        for line in told.unwrap_or_default() {
            self.say(line);
        }
    }
}

fn news(view: &mut View, mailbox: &Mailbox, may_renumber: bool) -> Vec<String> {
    let mut told = Vec::new();
    if may_renumber {
        for place in (0..view.known.len()).rev() {
            if !mailbox.messages.iter().any(|message| message.uid == view.known[place].uid) {
                view.known.remove(place);
                told.push(format!("{} EXPUNGE", place + 1));
            }
        }
    }
    for (place, known) in view.known.iter_mut().enumerate() {
        let now = mailbox.messages.iter().find(|message| message.uid == known.uid);
        if let Some(message) = now.filter(|message| message.flags != known.flags) {
            known.flags.clone_from(&message.flags);
            told.push(format!("{} FETCH (FLAGS {})", place + 1, written(&known.flags)));
        }
    }
    let last = view.known.last().map_or(0, |known| known.uid);
    let new = mailbox.messages.iter().filter(|message| message.uid > last);
    let before = view.known.len();
    view.known.extend(new.map(|message| Known { uid: message.uid, flags: message.flags.clone() }));
    if view.known.len() > before {
        told.push(format!("{} EXISTS", view.known.len()));
        told.push("0 RECENT".to_owned());
    }
    told
}
