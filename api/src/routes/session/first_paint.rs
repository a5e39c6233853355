//! What `/session` answers: the person, the account's abilities, and by `include` all that the first screen shows.

use std::sync::Arc;

use gatepost_shared::draft::MAX_RECIPIENTS;
use gatepost_shared::mailbox::{Mailbox, Role};
use gatepost_shared::query::{Collection, MAX_LIMIT, Window};
use gatepost_shared::session::{Capabilities, Limits, SendingCapabilities, Session};
use gatepost_shared::token::Scope;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::view::View;
use crate::mail::drawer::{identities, settings};
use crate::mail::smtp::Offers;
use crate::routes::drafts::order;
use crate::routes::{self, mailboxes};
use crate::session::SignedIn;
use crate::state::AppState;

/// How many rows of the inbox come along: a tall screen's worth.
const FIRST_ROWS: u32 = 50;

/// `?include=mailboxes,identities,settings,inbox`
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Include {
    /// What the answer shall carry besides, separated by commas: `mailboxes`, `identities`, `settings`, `inbox`.
    /// The inbox comes as the person's settings want it: in conversations, or mail by mail.
    include: Option<String>,
}

impl Include {
    fn has(&self, name: &str) -> bool {
        self.include.as_deref().unwrap_or_default().split(',').any(|part| part.trim() == name)
    }

    fn check(&self) -> ApiResult<()> {
        let known = ["mailboxes", "identities", "settings", "inbox", ""];
        let parts = self.include.as_deref().unwrap_or_default();
        match parts.split(',').find(|part| !known.contains(&part.trim())) {
            Some(_) => Err(ApiError::invalid("include", "`include` takes mailboxes, identities, settings and inbox.")),
            None => Ok(()),
        }
    }
}

/// The answer, in as few round trips to the mail server as it takes.
pub async fn session(state: &AppState, who: &SignedIn, include: &Include) -> ApiResult<Session> {
    include.check()?;
    if include.has("mailboxes") || include.has("inbox") {
        who.grant.demand(Scope::MailRead)?;
    }
    if include.has("identities") {
        who.grant.demand(Scope::MailSend)?;
    }
    let submission = order::submission(state, who).ok();
    let sending = async {
        match submission {
            Some(submission) => state.offers.of(submission).await,
            None => None,
        }
    };
    let (push, sending) = tokio::join!(who.mail.has_push(), sending);
    let push = push?;
    let mailboxes =
        if include.has("mailboxes") || include.has("inbox") { Some(who.mail.mailboxes().await?) } else { None };
    let drawer = drawer(state, who, include).await;
    let inbox = match &mailboxes {
        Some(mailboxes) if include.has("inbox") => inbox(who, mailboxes, settings::of(&drawer).conversations).await?,
        _ => None,
    };
    let limits = state.config.limits;
    Ok(Session {
        username: who.account.login.clone(),
        display_name: who.account.display_name.clone(),
        email: who.account.addresses.first().map(|address| address.email.clone()).unwrap_or_default(),
        capabilities: Capabilities {
            submission: who.account.backend.submission.is_some(),
            push,
            filters: who.account.backend.sieve.is_some(),
            one_click_unsubscribe: state.outside.is_some(),
            sending: sending.as_ref().map(what_it_can),
        },
        limits: Limits {
            max_size_upload: limits.upload,
            max_size_message: sending
                .and_then(|offers| offers.max_size)
                .map_or(limits.message, |max| max.min(limits.message)),
            // More than the rules of drafts allow is refused whatever the configuration says.
            max_recipients: limits.recipients.min(u32::try_from(MAX_RECIPIENTS).unwrap_or(u32::MAX)),
            max_window: MAX_LIMIT,
        },
        client: state.config.client.clone(),
        began_at: who.life.map(|life| life.began),
        ends_at: who.life.map(|life| life.ends),
        mailboxes: mailboxes.filter(|_| include.has("mailboxes")).map(mailboxes::list::collection),
        identities: include.has("identities").then(|| collection(identities::of(&drawer, &who.account.addresses))),
        settings: include.has("settings").then(|| settings::of(&drawer)),
        inbox,
    })
}

fn what_it_can(offers: &Offers) -> SendingCapabilities {
    SendingCapabilities {
        max_delayed_send: offers.max_hold,
        delivery_notices: offers.takes_dsn,
        utf8_addresses: offers.takes_utf8,
        max_size_message: offers.max_size,
    }
}

/// The inbox as the person's settings want it: with conversations drawn together, where the server can, or mail by mail.
async fn inbox(who: &SignedIn, mailboxes: &[Mailbox], in_conversations: bool) -> ApiResult<Option<Window>> {
    let Some(inbox) = mailboxes.iter().find(|mailbox| mailbox.role == Some(Role::Inbox)) else { return Ok(None) };
    if in_conversations && let Some(window) = who.mail.collapsed_window(&inbox.id, 0, FIRST_ROWS).await? {
        return Ok(Some(window));
    }
    Ok(Some(who.mail.window(&inbox.id, 0, FIRST_ROWS).await?))
}

/// What is in the drawer, where it is wanted. One that cannot be read is empty: it keeps nobody from their mail.
async fn drawer(state: &AppState, who: &SignedIn, include: &Include) -> Arc<View> {
    if ["identities", "settings", "inbox"].iter().any(|part| include.has(part)) {
        routes::drawer::view(state, who).await
    } else {
        Arc::default()
    }
}

/// The members with a state that changes when any of them does.
pub fn collection<T: serde::Serialize>(list: Vec<T>) -> Collection<T> {
    // Never an error: these are plain structs. Were it one, the state would be that of the empty list.
    let json = serde_json::to_vec(&list).unwrap_or_default();
    let state = Sha256::digest(&json)[..8].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    Collection { list, state }
}
