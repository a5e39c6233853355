//! Making, renaming and deleting mailboxes. Their mail is another matter (`mutations`, `bulk`).

use gatepost_shared::bulk::Selector;
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::{CreateMailbox, Mailbox, UpdateMailbox, UpdatedMailbox};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::{t, t_with, words};
use crate::routes::Route;
use crate::state::mail::Mail;

impl Mail {
    /// Makes a mailbox, inside another one or at the top.
    pub fn create_mailbox(&self, name: String, parent: Option<MailboxId>) {
        let this = *self;
        spawn_local(async move {
            let wanted = CreateMailbox { name, parent_id: parent.clone(), ..CreateMailbox::default() };
            match this.api.create_mailbox(&wanted).await {
                Ok(mailbox) => {
                    if let Some(parent) = parent {
                        this.mailboxes.set_collapsed(&parent, false);
                    }
                    this.toasts.done(t_with(words::mailboxes::CREATED, &[("name", &mailbox.name)]));
                    this.mailboxes.refresh();
                }
                Err(error) => this.toasts.error(&error),
            }
        });
    }

    /// Gives a mailbox another name.
    pub fn rename_mailbox(&self, mailbox: &Mailbox, name: String) {
        if name == mailbox.name {
            return;
        }
        let (this, before) = (*self, mailbox.clone());
        spawn_local(async move {
            let update = UpdateMailbox { name: Some(name), ..UpdateMailbox::default() };
            match this.api.update_mailbox(&before.id, &update).await {
                Ok(updated) => {
                    this.follow_renamed(&updated);
                    let renamed = updated.mailbox;
                    let back = before.name.clone();
                    this.toasts.undoable(t(words::mailboxes::RENAMED), move || {
                        this.rename_mailbox(&renamed, back.clone());
                    });
                }
                Err(error) => this.toasts.error(&error),
            }
        });
    }

    /// The person who is in a mailbox that got another id stays there.
    fn follow_renamed(&self, updated: &UpdatedMailbox) {
        let here = untrack(|| self.current_mailbox());
        if let Some(now) = here.and_then(|here| updated.moved.get(&here)) {
            self.navigation.replace(Route::Mailbox(now.clone()));
        }
        self.mailboxes.refresh();
    }

    /// Deletes a mailbox and the mail in it for ever. The person has been asked before.
    pub fn delete_mailbox(&self, mailbox: &Mailbox) {
        let (this, gone) = (*self, mailbox.id.clone());
        spawn_local(async move {
            match this.api.delete_mailbox(&gone).await {
                Ok(()) => {
                    if untrack(|| this.current_mailbox()).as_ref() == Some(&gone) {
                        this.navigation.replace(Route::Inbox);
                    }
                    this.toasts.done(t(words::mailboxes::DELETED));
                    this.mailboxes.refresh();
                }
                Err(error) => this.toasts.error(&error),
            }
        });
    }

    /// Marks everything in a mailbox as read: what was there by the state that the person sees.
    pub fn mark_mailbox_read(&self, mailbox: &Mailbox) {
        self.mark_everything(all_of(mailbox), Keyword::SEEN, true, words::actions::MARKED_READ);
    }

    /// Deletes everything in a mailbox for ever. The person has been asked before.
    pub fn empty_mailbox(&self, mailbox: &Mailbox) {
        self.destroy_everything(all_of(mailbox));
    }
}

fn all_of(mailbox: &Mailbox) -> Selector {
    Selector { mailbox_id: mailbox.id.clone(), filter: None, up_to_state: mailbox.state.clone() }
}
