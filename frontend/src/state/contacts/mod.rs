//! The address book: everything in it, what of it is looked for, and its changes. Used by `features/contacts` alone, which
//! is loaded when somebody goes there.

mod change;
pub mod entry;
pub mod merge;

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Duration;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::contact::{Contact, ContactKind};
use leptos::prelude::*;

use crate::api::ApiError;
use crate::dom::effect::effect;
use crate::dom::text::lower_case;
use crate::dom::timer::sleep;
use crate::i18n;
use crate::routes::{ContactsPlace, Route};
use crate::state::latest::Latest;
use crate::state::mail::Mail;
use crate::state::session::Phase;

pub use change::Saved;
pub use entry::Entry;

/// The directory is asked when somebody has stopped typing for so long.
const PAUSE: Duration = Duration::from_millis(250);

/// How far the address book is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// It is on its way.
    Underway,
    /// It is here.
    Here,
    /// It did not come.
    Failed(ApiError),
}

/// What has been typed into the form and not saved, when the person went elsewhere.
#[derive(Debug, Clone)]
pub struct Unsaved {
    /// The contact as the form began.
    pub before: Contact,
    /// As the person wants it.
    pub wanted: Contact,
    /// The groups that it shall be in.
    pub groups: Vec<String>,
}

/// A name for the address book's signals, which live as long as the page: an Undo may come from anywhere.
#[derive(Clone, Copy)]
pub struct Book(&'static Signals);

struct Signals {
    mail: Mail,
    reading: RwSignal<Reading>,
    entries: RwSignal<Vec<Arc<Entry>>>,
    typed: RwSignal<String>,
    group: RwSignal<Option<String>>,
    colleagues: RwSignal<Vec<Arc<Entry>>>,
    unsaved: RwSignal<Option<Unsaved>>,
    loading: Latest,
    asking: Latest,
}

thread_local! {
    static BOOK: OnceCell<Book> = const { OnceCell::new() };
}

impl Book {
    /// The address book of whoever is signed in.
    pub fn of(mail: Mail) -> Self {
        BOOK.with(|book| *book.get_or_init(|| Self::new(mail)))
    }

    fn new(mail: Mail) -> Self {
        // Not below the screen that happens to ask first: that one goes when the person does.
        let (screen, owner) = (Owner::current(), Owner::new_root(None));
        let this = owner.with(|| {
            let signals = Signals {
                mail,
                reading: RwSignal::new(Reading::Underway),
                entries: RwSignal::new(Vec::new()),
                typed: RwSignal::new(String::new()),
                group: RwSignal::new(None),
                colleagues: RwSignal::new(Vec::new()),
                unsaved: RwSignal::new(None),
                loading: Latest::new(),
                asking: Latest::new(),
            };
            let this = Self(Box::leak(Box::new(signals)));
            effect(move || {
                if mail.session.phase().with(|phase| *phase == Phase::SignedOut) {
                    this.forget();
                }
            });
            effect(move || this.ask_directory());
            this
        });
        std::mem::forget(owner);
        // A new root makes itself the one that all else comes under.
        if let Some(screen) = screen {
            screen.set();
        }
        this
    }

    /// How far the address book is.
    pub fn reading(self) -> Signal<Reading> {
        self.0.reading.into()
    }

    /// What has been typed to find somebody.
    pub fn typed(self) -> RwSignal<String> {
        self.0.typed
    }

    /// The group whose members are shown; none: everybody.
    pub fn group(self) -> RwSignal<Option<String>> {
        self.0.group
    }

    /// What was typed into the form and not saved.
    pub fn unsaved(self) -> RwSignal<Option<Unsaved>> {
        self.0.unsaved
    }

    /// Reads the address book. What is known stays in view meanwhile.
    pub fn load(self) {
        if self.0.reading.with_untracked(|reading| matches!(reading, Reading::Failed(_))) {
            self.0.reading.set(Reading::Underway);
        }
        self.0.loading.run(async move {
            match self.0.mail.api.contacts().await {
                Ok(contacts) => {
                    self.0.entries.set(entry::sorted(contacts.into_iter().map(Entry::new).collect()));
                    self.0.reading.set(Reading::Here);
                }
                Err(error) if self.0.entries.with_untracked(Vec::is_empty) => {
                    self.0.reading.set(Reading::Failed(error));
                }
                Err(error) => self.0.mail.toasts.error(&error),
            }
        });
    }

    /// Whom the list shows: people and companies of the group, or all of them, who fit what was typed; then the colleagues
    /// in the directory.
    pub fn found(self) -> Vec<Arc<Entry>> {
        let words = self.words();
        let members = self.0.group.get().and_then(|id| self.contact(&id)).map(|group| group.members);
        let fits = |entry: &Arc<Entry>| {
            entry.contact.kind != ContactKind::Group
                && members.as_ref().is_none_or(|members| members.contains(&entry.contact.id))
                && entry.fits(&words)
        };
        let mut found: Vec<Arc<Entry>> =
            self.0.entries.with(|entries| entries.iter().filter(|entry| fits(entry)).cloned().collect());
        if members.is_none() {
            let is_known = |entry: &Entry| found.iter().any(|known| known.has_address_of(entry));
            let others: Vec<_> =
                self.0.colleagues.with(|all| all.iter().filter(|entry| !is_known(entry)).cloned().collect());
            found.extend(others);
        }
        found
    }

    /// The groups, by their names.
    pub fn groups(self) -> Vec<Arc<Entry>> {
        let is_group = |entry: &&Arc<Entry>| entry.contact.kind == ContactKind::Group;
        self.0.entries.with(|entries| entries.iter().filter(is_group).cloned().collect())
    }

    /// How many people and companies there are.
    pub fn count(self) -> usize {
        self.0.entries.with(|entries| entries.iter().filter(|entry| entry.contact.kind != ContactKind::Group).count())
    }

    /// The groups that somebody is in.
    pub fn groups_of(self, id: &str) -> Vec<Arc<Entry>> {
        let mut groups = self.groups();
        groups.retain(|group| group.contact.members.iter().any(|member| member == id));
        groups
    }

    /// One of the address book, without a photo.
    pub fn contact(self, id: &str) -> Option<Contact> {
        self.0.entries.with(|entries| Some(entries.iter().find(|entry| entry.contact.id == id)?.contact.clone()))
    }

    /// The members of a group who are there.
    pub fn members(self, group: &Contact) -> Vec<Arc<Entry>> {
        let is_member = |entry: &&Arc<Entry>| group.members.contains(&entry.contact.id);
        self.0.entries.with(|entries| entries.iter().filter(is_member).cloned().collect())
    }

    /// Those who fit what is typed, groups left out.
    pub fn people(self, typed: &str) -> Vec<Arc<Entry>> {
        let typed = lower_case(typed);
        let words: Vec<&str> = typed.split_whitespace().collect();
        let fits = |entry: &&Arc<Entry>| entry.contact.kind != ContactKind::Group && entry.fits_words(&words);
        self.0.entries.with(|entries| entries.iter().filter(fits).cloned().collect())
    }

    /// Somebody of the directory who was found lately.
    pub fn colleague(self, email: &str) -> Option<Contact> {
        let has = |entry: &&Arc<Entry>| entry.contact.emails.iter().any(|of| of.address == email);
        self.0.colleagues.with(|all| Some(all.iter().find(has)?.contact.clone()))
    }

    /// Begins a message to these people.
    pub fn write_to(self, people: Vec<EmailAddress>) {
        self.0.mail.compose.new_message_to(people);
    }

    /// The place of the address book where the person is.
    pub fn place(self) -> ContactsPlace {
        match self.0.mail.navigation.route().get() {
            Route::Contacts(place) => place,
            _ => ContactsPlace::List,
        }
    }

    /// Goes to a place of the address book.
    pub fn go(self, place: ContactsPlace) {
        self.0.mail.navigation.go(Route::Contacts(place));
    }

    /// Goes to a place that stands for this one: a form comes and goes where what it is about is shown, and Back does
    /// not lead into it.
    pub fn turn_to(self, place: ContactsPlace) {
        self.0.mail.navigation.replace(Route::Contacts(place));
    }

    fn words(self) -> Vec<String> {
        lower_case(&self.0.typed.get()).split_whitespace().map(str::to_owned).collect()
    }

    /// Asks the directory for what is typed, once the person pauses. That it is away is no news here: it stands beside the
    /// address book.
    fn ask_directory(self) {
        let typed = self.0.typed.get().trim().to_owned();
        if typed.chars().count() < 2 {
            self.0.asking.cancel();
            self.0.colleagues.set(Vec::new());
            return;
        }
        self.0.asking.run(async move {
            sleep(PAUSE).await;
            let found = self.0.mail.api.directory(&typed).await.unwrap_or_default();
            self.0.colleagues.set(entry::sorted(found.into_iter().map(Entry::new).collect()));
        });
    }

    fn forget(self) {
        self.0.loading.cancel();
        self.0.asking.cancel();
        self.0.reading.set(Reading::Underway);
        self.0.entries.set(Vec::new());
        self.0.colleagues.set(Vec::new());
        self.0.typed.set(String::new());
        self.0.group.set(None);
        self.0.unsaved.set(None);
    }

    /// Something failed, told in passing.
    fn fail(self, error: &ApiError) {
        self.0.mail.toasts.error(error);
    }

    /// Something was done, told in passing.
    fn tell(self, text: i18n::Message) {
        self.0.mail.toasts.done(i18n::t(text));
    }
}
