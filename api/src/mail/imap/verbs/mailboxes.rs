//! Verbs for mailboxes: the tree, what changed, making and deleting; roles and quota.

use std::collections::BTreeMap;

use gatepost_shared::changes::MailboxChanges;
use gatepost_shared::event::StateChange;
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{CreateMailbox, Mailbox, Role, UpdateMailbox, UpdatedMailbox};
use gatepost_shared::quota::Quota;

use crate::mail::error::MailError;
use crate::mail::imap::{Deletion, Mail, changes, ensure, mailboxes, manage, quota, rights, watch};

impl Mail {
    /// The tree with roles, counts, rights and states in one round trip (LIST ... RETURN (STATUS ...)).
    pub async fn mailboxes(&self) -> Result<Vec<Mailbox>, MailError> {
        self.interactive(|session| Box::pin(mailboxes::list(session))).await
    }

    /// One mailbox of the tree, with the person's rights also where the tree does not tell them.
    pub async fn mailbox(&self, id: &MailboxId) -> Result<Mailbox, MailError> {
        let id = id.clone();
        self.interactive(move |session| {
            let id = id.clone();
            Box::pin(async move { rights::mailbox(session, &id).await })
        })
        .await
    }

    /// The mailbox with this role, created if the account has none.
    pub async fn mailbox_with_role(&self, role: Role) -> Result<MailboxId, MailError> {
        self.change(move |session| Box::pin(ensure::with_role(session, role))).await
    }

    /// The mailbox with this (decoded, top-level) name, created, unsubscribed, if it is missing.
    pub async fn mailbox_named(&self, name: &str) -> Result<MailboxId, MailError> {
        let name = name.to_owned();
        self.change(move |session| Box::pin(async move { ensure::named(session, &name).await })).await
    }

    /// Makes a mailbox.
    pub async fn create_mailbox(&self, wanted: CreateMailbox) -> Result<Mailbox, MailError> {
        self.change(move |session| Box::pin(async move { manage::create::run(session, &wanted).await })).await
    }

    /// Renames or moves a mailbox, subscribes to it or not. A renamed mailbox has a new id, and so have those inside it.
    pub async fn update_mailbox(&self, id: &MailboxId, wanted: UpdateMailbox) -> Result<UpdatedMailbox, MailError> {
        let id = id.clone();
        let updated =
            self.change(move |session| Box::pin(async move { manage::update::run(session, &id, &wanted).await }));
        let updated = updated.await;
        self.forget_selected().await;
        updated
    }

    /// Deletes a mailbox.
    pub async fn delete_mailbox(&self, id: &MailboxId, deletion: Deletion) -> Result<(), MailError> {
        let id = id.clone();
        let deleted =
            self.change(move |session| Box::pin(async move { manage::delete::run(session, &id, deletion).await }));
        let deleted = deleted.await;
        self.forget_selected().await;
        deleted
    }

    /// Ends the connections that may still look at a mailbox which has another name now, or none: what they say of it
    /// would be of the past.
    async fn forget_selected(&self) {
        self.account.downloads.close().await;
        self.account.uploads.close().await;
    }

    /// How full the mailbox is; nothing where there is no limit.
    pub async fn quotas(&self) -> Result<Vec<Quota>, MailError> {
        self.interactive(|session| Box::pin(quota::read(session))).await
    }

    /// Which mailboxes are now in another state than the client knows; a mailbox that is gone has the empty state.
    pub async fn changed_states(&self, known: BTreeMap<MailboxId, String>) -> Result<StateChange, MailError> {
        let now = self.interactive(|session| Box::pin(mailboxes::states(session))).await?;
        Ok(StateChange { changed: watch::difference(&known, &now) })
    }

    /// What changed in a mailbox since a state that it once had, at most `max` ids.
    ///
    /// # Errors
    /// [`MailError::Stale`] when the mailbox was made anew, [`MailError::CannotCalculateChanges`] when the server cannot
    /// say or too much has changed, [`MailError::Invalid`] for a text that is no state.
    pub async fn changes(&self, mailbox: &MailboxId, since: &str, max: u32) -> Result<MailboxChanges, MailError> {
        let (mailbox, since) = (mailbox.clone(), since.to_owned());
        self.interactive(move |session| {
            let (mailbox, since) = (mailbox.clone(), since.clone());
            Box::pin(async move { changes::since(session, &mailbox, &since, max).await })
        })
        .await
    }
}
