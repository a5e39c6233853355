//! What `/session` answers: the person, the account's abilities, and by `include` all that the first screen shows.

use gatepost_shared::identity::Identity;
use gatepost_shared::mailbox::{Mailbox, Role};
use gatepost_shared::query::{Collection, MAX_LIMIT, Window};
use gatepost_shared::session::{Capabilities, Limits, Session};
use gatepost_shared::token::Scope;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::directory::Account;
use crate::error::{ApiError, ApiResult};
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
    if include.has("mailboxes") || include.has("inbox") {
        who.grant.demand(Scope::MailRead)?;
    }
    if include.has("identities") {
        who.grant.demand(Scope::MailSend)?;
    }
    let push = who.mail.has_push().await?;
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
        capabilities: Capabilities { submission: who.account.backend.submission.is_some(), push },
        limits: Limits {
            max_size_upload: limits.upload,
            max_size_message: limits.message,
            max_recipients: limits.recipients,
            max_window: MAX_LIMIT,
        },
        mailboxes: mailboxes.filter(|_| include.has("mailboxes")).map(mailboxes::list::collection),
        identities: include.has("identities").then(|| collection(identities(&who.account))),
        inbox,
    })
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
