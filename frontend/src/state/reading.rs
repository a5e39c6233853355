//! Reading: what happens to mail because a person opens it, turns to another message of its conversation, or puts it off.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::settings::{ImagePolicy, Theme};
use leptos::prelude::*;

use crate::dom::observe;
use crate::state::mail::Mail;
use crate::state::mutations::Telling;
use crate::state::rows::Row;
use crate::state::stack::Stack;

impl Mail {
    /// Whether the person wants to see whole conversations.
    pub fn reads_conversations(&self) -> bool {
        self.settings.conversations()
    }

    /// Whether mail to this address is for the person.
    pub fn is_me(&self, address: &EmailAddress) -> bool {
        self.session.account().with(|account| {
            account
                .as_ref()
                .is_some_and(|account| account.identities.iter().any(|own| own.address().same_mailbox(address)))
        })
    }

    /// The person sees this message: it is read now.
    pub fn saw(&self, row: &Row) {
        let mailbox = untrack(|| self.mailboxes.get(&row.mailbox_id));
        if mailbox.is_none_or(|mailbox| mailbox.my_rights.may_set_seen) {
            self.mark(std::slice::from_ref(row), Keyword::SEEN, true, Telling::Silent);
        }
    }

    /// Makes ready what the person is likely to open next: the row below, and the one above.
    pub fn warm_neighbours(&self, of: &EmailId) {
        let neighbours = untrack(|| {
            let place = self.list.place_of(of)?;
            let near = [Some(place + 1), place.checked_sub(1)];
            let rows = near.into_iter().flatten().filter_map(|place| self.list.row(place));
            Some(rows.map(|row| row.id.clone()).collect())
        });
        self.reader.warm(neighbours.unwrap_or_default(), untrack(|| self.reads_conversations()));
    }

    /// Marks a message of the open conversation and those below it as unread: the person wants to come back to it.
    pub fn mark_unread_from(&self, id: &EmailId) {
        let rows = untrack(|| self.reader.open_stack(|stack| stack.from(id).to_vec())).unwrap_or_default();
        self.mark(&rows, Keyword::SEEN, false, Telling::Silent);
    }

    /// What the buttons above the open conversation are about: the row of the list that stands for it.
    pub fn open_row(&self) -> Option<Row> {
        let open = self.reader.open_id().get()?;
        let row = self.list.place_of(&open).and_then(|place| self.list.row(place));
        row.or_else(|| self.reader.stack(&open, |stack| stack.message(&open).cloned()).flatten())
    }

    /// Whether the page is dark, as the person or their device will have it.
    pub fn is_dark(&self) -> Signal<bool> {
        let (settings, device) = (self.settings, observe::media("(prefers-color-scheme: dark)"));
        Signal::derive(move || match settings.theme() {
            Theme::Dark => true,
            Theme::Light => false,
            Theme::System | Theme::Contrast => device.get(),
        })
    }

    /// Whether images from elsewhere are loaded in mail of this sender, who may be in the address book.
    pub fn loads_images_of(&self, sender: &str, is_contact: bool) -> bool {
        self.settings.images_for(sender, is_contact)
    }

    /// Whether the address book has a say in that.
    pub fn asks_contacts_for_images(&self) -> bool {
        self.settings.images() == ImagePolicy::Contacts
    }

    /// Whether the person can be asked whether they are.
    pub fn may_load_images(&self) -> bool {
        self.settings.images() != ImagePolicy::Never
    }

    /// From now on they are.
    pub fn load_images_of(&self, sender: &str) {
        self.settings.set_images_for(sender, true);
    }

    /// Goes to the message below or above within the open conversation, and unfolds it. False at the end.
    pub fn step_in_conversation(&self, forward: bool) -> bool {
        let next = untrack(|| {
            let at = self.reader.at().get()?;
            self.reader.open_stack(|stack| stack.step(&at, forward).cloned()).flatten()
        });
        let (Some(next), Some(open)) = (next, self.reader.open_id().get_untracked()) else { return false };
        self.reader.change_stack(&open, |stack| stack.fold(&next, false));
        self.reader.turn_to(&next);
        true
    }

    /// Folds the message that the keyboard is at, or unfolds it.
    pub fn toggle_fold(&self) {
        let (Some(open), Some(at)) = (self.reader.open_id().get_untracked(), self.reader.at().get_untracked()) else {
            return;
        };
        self.reader.change_stack(&open, |stack| stack.fold(&at, stack.is_unfolded(&at)));
    }

    /// Unfolds all messages of the open conversation, or folds all but the last.
    pub fn fold_all(&self, folded: bool) {
        if let Some(open) = self.reader.open_id().get_untracked() {
            self.reader.change_stack(&open, |stack| stack.fold_all(folded));
        }
    }

    /// Whether the open conversation has several messages.
    pub fn is_stacked(&self) -> bool {
        self.reads_conversations() && self.reader.open_stack(|stack| stack.messages().len() > 1) == Some(true)
    }

    /// Whether they are all unfolded.
    pub fn is_all_unfolded(&self) -> bool {
        self.reader.open_stack(Stack::is_all_unfolded) == Some(true)
    }
}
