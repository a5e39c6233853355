//! Where the mail goes that a person archives, throws away or takes for junk.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::{Action, EmailPatch};

use crate::mail::error::MailError;
use crate::mail::imap::session::Session;
use crate::mail::imap::{ensure, mailboxes};

/// The mailboxes by what they are for; nothing where no action needs them.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<Role, MailboxId>);

impl Places {
    /// Finds the mailboxes, and makes those that are missing. Costs nothing where no patch is an action.
    pub(super) async fn find<'a>(
        session: &mut Session,
        patches: impl Iterator<Item = &'a EmailPatch>,
    ) -> Result<Self, MailError> {
        let actions: BTreeSet<Action> = patches.filter_map(|patch| patch.action).collect();
        if actions.is_empty() {
            return Ok(Self::default());
        }
        let mut places = mailboxes::by_role(session).await?;
        for role in actions.into_iter().map(Action::role) {
            if let Entry::Vacant(missing) = places.entry(role) {
                missing.insert(ensure::with_role(session, role).await?);
            }
        }
        Ok(Self(places))
    }

    /// The patch for an email of this mailbox, its action spelled out as marks and a move.
    pub(super) fn settle(&self, patch: &EmailPatch, mailbox: &MailboxId) -> EmailPatch {
        let Some(action) = patch.action else { return patch.clone() };
        // What is not junk and lies elsewhere was put there by somebody: only its marks change.
        let stays = action == Action::NotJunk && self.0.get(&Role::Junk) != Some(mailbox);
        let target = self.0.get(&action.role()).filter(|_| !stays);
        EmailPatch { keywords: patch.marks(), action: None, move_to: target.cloned(), ..patch.clone() }
    }
}
