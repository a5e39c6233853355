//! What `/session` answers: the person, the account's abilities, and by `include` all that the first screen shows.

use gatepost_shared::draft::MAX_RECIPIENTS;
use gatepost_shared::identity::Identity;
use gatepost_shared::mailbox::{Mailbox, Role};
use gatepost_shared::query::{Collection, MAX_LIMIT, Window};
use gatepost_shared::session::{Capabilities, Limits, SendingCapabilities, Session};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::directory::Account;
use crate::error::{ApiError, ApiResult};
use crate::mail::smtp::Offers;
use crate::routes::drafts::order;
use crate::routes::mailboxes;
use crate::session::SignedIn;
use crate::state::AppState;

/// How many rows of the inbox come along: a tall screen's worth.
const FIRST_ROWS: u32 = 50;

/// `?include=mailboxes,identities,inbox`
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Include {
    /// What the answer shall carry besides, separated by commas: `mailboxes`, `identities`, `inbox`.
    include: Option<String>,
}

impl Include {
    fn has(&self, name: &str) -> bool {
        self.include.as_deref().unwrap_or_default().split(',').any(|part| part.trim() == name)
    }

    fn check(&self) -> ApiResult<()> {
        let known = ["mailboxes", "identities", "inbox", ""];
        let parts = self.include.as_deref().unwrap_or_default();
        match parts.split(',').find(|part| !known.contains(&part.trim())) {
            Some(_) => Err(ApiError::invalid("include", "`include` takes mailboxes, identities and inbox.")),
            None => Ok(()),
        }
    }
}

/// The answer, in as few round trips to the mail server as it takes.
pub async fn session(state: &AppState, who: &SignedIn, include: &Include) -> ApiResult<Session> {
    include.check()?;
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
    let inbox = match &mailboxes {
        Some(mailboxes) if include.has("inbox") => inbox(who, mailboxes).await?,
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
        mailboxes: mailboxes.filter(|_| include.has("mailboxes")).map(mailboxes::list::collection),
        identities: include.has("identities").then(|| collection(identities(&who.account))),
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

async fn inbox(who: &SignedIn, mailboxes: &[Mailbox]) -> ApiResult<Option<Window>> {
    match mailboxes.iter().find(|mailbox| mailbox.role == Some(Role::Inbox)) {
        Some(inbox) => Ok(Some(who.mail.window(&inbox.id, 0, FIRST_ROWS).await?)),
        None => Ok(None),
    }
}

/// Who the person may write as: the directory's addresses, and no others.
pub fn identities(account: &Account) -> Vec<Identity> {
    let identity = |address: &gatepost_shared::address::EmailAddress| Identity {
        id: address.email.clone(),
        name: address.name.clone().unwrap_or_default(),
        email: address.email.clone(),
        may_delete: false,
    };
    account.addresses.iter().map(identity).collect()
}

/// The members with a state that changes when any of them does.
pub fn collection<T: serde::Serialize>(list: Vec<T>) -> Collection<T> {
    // Never an error: these are plain structs. Were it one, the state would be that of the empty list.
    let json = serde_json::to_vec(&list).unwrap_or_default();
    let state = Sha256::digest(&json)[..8].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    Collection { list, state }
}
