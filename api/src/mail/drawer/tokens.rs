//! The list of a person's tokens in the drawer: a record each, with its name, its scopes and its end. The tokens
//! themselves are not here, nor anywhere: they are sealed, and with whoever was given them.

use gatepost_shared::date::UtcDate;
use gatepost_shared::token::{TokenId, TokenInfo};

use super::record::Kind;
use super::relay::Drawer;
use super::view::{Standing, View};
use super::write::Change;
use crate::mail::error::MailError;

/// The tokens that are listed, whether or not their time is over.
pub fn of(view: &View) -> impl Iterator<Item = TokenInfo> {
    view.values(Kind::Tokens).filter_map(|record| serde_json::from_str(record.value.as_deref()?).ok())
}

/// Lists one more, and takes those out whose time is over.
pub async fn add(drawer: &Drawer, token: &TokenInfo, now: UtcDate) -> Result<(), MailError> {
    // A plain struct with texts and numbers: this cannot fail.
    let json = serde_json::to_string(token).unwrap_or_default();
    let changed = drawer.change(Kind::Tokens, |view, _| {
        let over = of(view).filter(|listed| listed.expires_at <= now).map(|listed| (listed.id.to_string(), None));
        let puts = over.chain([(token.id.to_string(), Some(json.clone()))]).collect();
        Ok::<_, MailError>(Change { puts, answer: () })
    });
    changed.await.map(drop)
}

/// Takes one out; false when it was not there.
pub async fn remove(drawer: &Drawer, id: &TokenId) -> Result<bool, MailError> {
    let changed = drawer.change(Kind::Tokens, |_, standing| {
        let is_there = is_listed(standing, &id.to_string());
        let puts = if is_there { vec![(id.to_string(), None)] } else { Vec::new() };
        Ok::<_, MailError>(Change { puts, answer: is_there })
    });
    changed.await.map(|(was_there, _)| was_there)
}

fn is_listed(standing: &Standing<'_>, id: &str) -> bool {
    standing.get(id).is_some_and(|(record, _)| !record.is_gone())
}
