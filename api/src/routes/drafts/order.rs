//! From somebody who is signed in to what the sending procedure takes.

use std::time::Duration;

use axum::http::Uri;
use gatepost_shared::draft::Draft;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::ProblemType;
use gatepost_shared::token::Scope;

use crate::error::{ApiError, ApiResult};
use crate::mail::send::key::IdempotencyKey;
use crate::mail::send::save::Save;
use crate::mail::send::submit::Order;
use crate::mail::smtp::{Delivery, Submission};
use crate::routes::drafts::wishes::Wishes;
use crate::routes::{drawer, own};
use crate::session::SignedIn;
use crate::state::AppState;

/// How long a request waits for another node that is sending the same message. A browser waits longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A draft to save. Who does not say under which name they write does so under the one that the identity has.
pub async fn save(
    state: &AppState,
    who: &SignedIn,
    key: &IdempotencyKey,
    mut draft: Draft,
    replaces: Option<EmailId>,
) -> ApiResult<Save> {
    // What a program may send but not read must not leave by its hand: only what it uploaded itself.
    if draft.attachments.iter().any(|file| !own::is_in_drawer(&file.blob_id)) {
        who.grant.demand(Scope::MailRead)?;
    }
    for file in &draft.attachments {
        own::check_blob(&who.mail, &file.blob_id).await?;
    }
    own::check(draft.reference.iter().map(|reference| reference.email_id.mailbox()))?;
    if draft.from.name.is_none() {
        draft.from.name = drawer::sender_name(state, who, &draft.from.email).await;
    }
    let message_id = key.message_id(&who.account.addresses);
    Ok(Save { draft, message_id, replaces, max_size: state.config.limits.message })
}

/// A draft to send.
pub fn order(state: &AppState, who: &SignedIn, key: &IdempotencyKey, draft: EmailId, wishes: Wishes) -> Order {
    Order {
        draft,
        delivery: wishes.delivery,
        message_id: key.message_id(&who.account.addresses),
        addresses: who.account.addresses.clone(),
        max_recipients: usize::try_from(state.config.limits.recipients).unwrap_or(usize::MAX),
        force: wishes.force,
        patience: PATIENCE,
    }
}

/// An email to pass on.
pub fn to_redirect(state: &AppState, who: &SignedIn, message_id: &str, copy: EmailId) -> Order {
    Order {
        draft: copy,
        delivery: Delivery::default(),
        message_id: message_id.to_owned(),
        addresses: who.account.addresses.clone(),
        max_recipients: usize::try_from(state.config.limits.recipients).unwrap_or(usize::MAX),
        force: false,
        patience: PATIENCE,
    }
}

/// The sending server, as this person.
pub fn submission(state: &AppState, who: &SignedIn) -> ApiResult<Submission> {
    let server = who.account.backend.submission.clone().ok_or_else(|| {
        ApiError::new(
            ProblemType::SubmissionUnavailable,
            "No sending server is configured for this account. The message was not sent; your draft is kept. Tell your administrator.",
        )
    })?;
    Ok(Submission {
        server,
        user: who.account.imap_user.clone(),
        password: who.password.clone(),
        ehlo_name: ehlo_name(&state.config.public.origin),
        tls: state.mail_tls.clone(),
    })
}

/// What the node calls itself: the name that people know it by (RFC 5321, section 4.1.3, for addresses).
fn ehlo_name(origin: &str) -> String {
    let uri: Uri = origin.parse().unwrap_or_default();
    let host = uri.host().unwrap_or("localhost");
    match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(std::net::IpAddr::V4(address)) => format!("[{address}]"),
        Ok(std::net::IpAddr::V6(address)) => format!("[IPv6:{address}]"),
        Err(_) => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_introduces_itself_as_rfc_5321_wants() {
        assert_eq!(ehlo_name("https://webmail.example.org"), "webmail.example.org");
        assert_eq!(ehlo_name("http://127.0.0.1:8080"), "[127.0.0.1]");
        assert_eq!(ehlo_name("http://[::1]:8080"), "[IPv6:::1]");
    }
}
