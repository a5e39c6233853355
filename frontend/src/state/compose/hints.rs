//! What the person may not have meant: somebody from elsewhere among colleagues, a file that was promised.

use std::sync::Arc;

use gatepost_shared::contact::Suggestion;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::compose::Compose;
use crate::state::compose::composition::Composition;
use crate::state::compose::recipients::{Recipient, Recipients};

/// How many suggestions are looked through for one address: it is the best of them, if it is known at all.
const LOOKED_AT: u32 = 5;

impl Compose {
    /// Finds out whether the person knows those in a row who are from elsewhere, so that sending need not wait for it.
    pub fn look_at_strangers(&self, composition: &Arc<Composition>, row: &Recipients) {
        let own = composition.from.with_untracked(|from| domain(&from.email));
        let unknown = |one: &&Recipient| one.is_known.get_untracked().is_none() && one.problem.is_none();
        let asked: Vec<Recipient> = row.list.with_untracked(|list| {
            list.iter().filter(unknown).filter(|one| domain(&one.address.email) != own).cloned().collect()
        });
        for recipient in asked {
            // Until the answer has come nobody is a stranger.
            recipient.is_known.set(Some(true));
            let this = *self;
            spawn_local(async move {
                let email = recipient.address.email.to_lowercase();
                if let Ok(found) = this.api.suggestions(&email, LOOKED_AT).await {
                    let is_this = |one: &Suggestion| one.email.to_lowercase() == email;
                    recipient.is_known.set(Some(found.list.iter().any(is_this)));
                }
            });
        }
    }

    /// Somebody from elsewhere, to whom the person has never written, beside colleagues.
    pub(super) fn stranger(composition: &Composition) -> Option<String> {
        let own = composition.from.with_untracked(|from| domain(&from.email));
        let everybody: Vec<Recipient> =
            composition.recipients().iter().flat_map(|row| row.list.get_untracked()).collect();
        let has_colleague = everybody.iter().any(|one| domain(&one.address.email) == own);
        let is_stranger = |one: &&Recipient| one.is_known.get_untracked() == Some(false);
        everybody.iter().find(is_stranger).filter(|_| has_colleague).map(|one| one.address.email.clone())
    }
}

fn domain(email: &str) -> String {
    email.rsplit_once('@').map(|(_, domain)| domain.trim().to_lowercase()).unwrap_or_default()
}
