//! Changes to the mailbox tree, told when they have happened: they are rare, and nothing of them is shown before.

use std::future::Future;

use gatepost_shared::bulk::Selector;
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::{CreateMailbox, Mailbox, UpdateMailbox};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::i18n::{t, t_with, words, words::mailboxes as say};
use crate::routes::Route;
use crate::state::mail::Mail;

impl Mail {
    /// Makes a mailbox; it is empty, so the person stays where they are.
    pub fn create_mailbox(&self, name: &str, parent_id: Option<MailboxId>) {
        let this = *self;
        let wanted = CreateMailbox { name: name.to_owned(), parent_id, ..CreateMailbox::default() };
        self.changing(async move { this.api.create_mailbox(&wanted).await }, move |made| {
            t_with(say::CREATED, &[("name", &made.name)])
        });
    }

    /// Renames a mailbox, or moves it into another. Its id is another then: whoever is in it goes along.
    pub fn change_mailbox(&self, mailbox: &Mailbox, name: &str, parent_id: Option<MailboxId>) {
        let this = *self;
        let is_here = self.is_in(&mailbox.id);
        let id = mailbox.id.clone();
        let wanted = UpdateMailbox {
            name: (name != mailbox.name).then(|| name.to_owned()),
            parent_id: (parent_id != mailbox.parent_id).then_some(parent_id),
            ..UpdateMailbox::default()
        };
        self.changing(async move { this.api.update_mailbox(&id, &wanted).await }, move |changed| {
            if is_here {
                this.navigation.replace(Route::Mailbox(changed.mailbox.id));
            }
            t(say::RENAMED).to_owned()
        });
    }

    /// Deletes a mailbox with all that is in it. Whoever was in it is in the inbox then.
    pub fn delete_mailbox(&self, mailbox: &Mailbox) {
        let (this, id) = (*self, mailbox.id.clone());
        let is_here = self.is_in(&mailbox.id);
        self.changing(async move { this.api.delete_mailbox(&id).await }, move |()| {
            if is_here {
                this.navigation.replace(Route::Inbox);
            }
            t(say::DELETED).to_owned()
        });
    }

    /// Deletes everything in the trash or in the junk for ever. The person has been asked before.
    pub fn empty_mailbox(&self, mailbox: &Mailbox) {
        self.destroy_everything(all_of(mailbox));
    }

    /// Marks everything in a mailbox read: what was there by the state that the person sees.
    pub fn mark_mailbox_read(&self, mailbox: &Mailbox) {
        self.mark_everything(all_of(mailbox), Keyword::SEEN, true, words::actions::MARKED_READ);
    }

    /// Whether other programs show a mailbox.
    pub fn subscribe_mailbox(&self, mailbox: &Mailbox, is_subscribed: bool) {
        let (this, id) = (*self, mailbox.id.clone());
        let wanted = UpdateMailbox { is_subscribed: Some(is_subscribed), ..UpdateMailbox::default() };
        self.changing(async move { this.api.update_mailbox(&id, &wanted).await }, |_| t(say::RENAMED).to_owned());
    }

    fn is_in(&self, id: &MailboxId) -> bool {
        untrack(|| self.current_mailbox()).as_ref() == Some(id)
    }

    /// Does it, reads the tree and the list anew, and tells what has happened.
    fn changing<T: 'static>(
        &self,
        call: impl Future<Output = Result<T, ApiError>> + 'static,
        then: impl FnOnce(T) -> String + 'static,
    ) {
        let this = *self;
        spawn_local(async move {
            match call.await {
                Err(error) => this.toasts.error(&error),
                Ok(answer) => {
                    // The new id must be known before anything goes there.
                    if let Ok(found) = this.api.mailboxes().await {
                        this.mailboxes.adopt(found.list);
                    }
                    let sentence = then(answer);
                    this.list.refresh();
                    this.toasts.done(sentence);
                }
            }
        });
    }
}

fn all_of(mailbox: &Mailbox) -> Selector {
    Selector { mailbox_id: mailbox.id.clone(), filter: None, up_to_state: mailbox.state.clone() }
}
