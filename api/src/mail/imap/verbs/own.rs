//! Verbs for what Gatepost keeps for a person, and for whom they write to.

use std::collections::BTreeSet;

use gatepost_shared::id::MailboxId;

use crate::mail::error::MailError;
use crate::mail::imap::{Contents, Known, Mail, Recipients, drawer, recipients};

impl Mail {
    /// What is in the drawer, the mailbox for what is Gatepost's own; none when it is as it was. A drawer that does
    /// not exist is empty.
    pub async fn drawer(&self, known: &Known) -> Result<Option<Contents>, MailError> {
        let known = known.clone();
        self.interactive(move |session| {
            let known = known.clone();
            Box::pin(async move { drawer::look(session, &known).await })
        })
        .await
    }

    /// Deletes messages of the drawer for ever, and those in it that are marked as deleted. Those that are gone already
    /// do not matter.
    pub async fn remove_from_drawer(
        &self,
        drawer: &MailboxId,
        uid_validity: u32,
        uids: BTreeSet<u32>,
    ) -> Result<(), MailError> {
        let drawer = drawer.clone();
        self.change(move |session| Box::pin(async move { drawer::remove(session, &drawer, uid_validity, &uids).await }))
            .await
    }

    /// The recipients (To and Cc) of the newest messages of a mailbox, the newest message first; none when the mailbox
    /// is as it was at the state `known`.
    pub async fn recipients(
        &self,
        mailbox: &MailboxId,
        newest: u32,
        known: &str,
    ) -> Result<Option<Recipients>, MailError> {
        let (mailbox, known) = (mailbox.clone(), known.to_owned());
        self.interactive(move |session| {
            let (mailbox, known) = (mailbox.clone(), known.clone());
            Box::pin(async move { recipients::read(session, &mailbox, newest, &known).await })
        })
        .await
    }
}
