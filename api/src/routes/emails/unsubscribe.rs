//! `POST /emails/{id}/unsubscribe`: off a mailing list.

use axum::Json;
use axum::extract::State;
use gatepost_shared::draft::Draft;
use gatepost_shared::email::unsubscribing::{UnsubscribeRequest, UnsubscribeWay, Unsubscribed};
use gatepost_shared::email::{Authentication, Email, MailTarget, Unsubscribe, Verdict};
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::{Problem, ProblemType};
use sha2::{Digest as _, Sha256};

use super::reader;
use crate::error::{ApiError, ApiResult};
use crate::mail::imap::Opening;
use crate::mail::send::key::IdempotencyKey;
use crate::mail::send::submit::save_and_submit;
use crate::routes::drafts::order;
use crate::routes::drafts::wishes::Wishes;
use crate::routes::extract::{Id, JsonBody};
use crate::session::SignedIn;
use crate::state::AppState;

/// Takes the person off the list that the email came by. With one click (RFC 8058) the node asks the server that the
/// email itself names, once, by HTTPS, without following where it leads; by mail it writes to the list's address as
/// the person. Who sent the email must be proved for that, or the person be asked (`evenIfUnverified`).
#[utoipa::path(
    post,
    path = "/emails/{id}/unsubscribe",
    operation_id = "unsubscribe",
    tag = "emails",
    params(("id" = EmailId, Path, description = "An email of the list")),
    request_body = UnsubscribeRequest,
    responses(
        (status = 200, description = "The list was told", body = Unsubscribed),
        (status = 404, description = "notFound. Or notAvailable: the operator has switched this way off", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "unverifiedSender: nothing proves who sent this email; submissionUnknown: a mail may have been sent", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: the email names no such way off a list; submissionRefused", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "unsubscribeRefused: the list's server did not take it, or its address must not be asked", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "submissionUnavailable: no mail was sent", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn unsubscribe(
    State(state): State<AppState>,
    who: SignedIn,
    Id(id): Id<EmailId>,
    JsonBody(wanted): JsonBody<UnsubscribeRequest>,
) -> ApiResult<Json<Unsubscribed>> {
    let opening = Opening { part: None, max_text: 0, reader: Some(reader::context(&who.account, &state.config)) };
    let email = who.mail.open(&id, opening).await?;
    let ways = email.mailing_list.as_ref().and_then(|list| list.unsubscribe.clone()).unwrap_or_default();
    let way = way(&ways, wanted.way, state.outside.is_some())?;
    if !wanted.even_if_unverified && !is_verified(&email) {
        return Err(unverified());
    }
    let told = match way {
        Way::Url(url) => ask(&state, url).await?,
        Way::Mail(target) => write(&state, who, &email, target).await?,
    };
    Ok(Json(told))
}

/// What is to be done.
enum Way<'a> {
    Url(&'a str),
    Mail(&'a MailTarget),
}

/// The way that was asked for, or the best that there is.
fn way(ways: &Unsubscribe, wanted: Option<UnsubscribeWay>, has_one_click: bool) -> ApiResult<Way<'_>> {
    let url = ways.url.as_deref().filter(|_| ways.is_one_click).map(Way::Url);
    let mail = ways.mail.as_ref().map(Way::Mail);
    let found = match wanted {
        Some(UnsubscribeWay::OneClick) if !has_one_click && url.is_some() => return Err(switched_off()),
        Some(UnsubscribeWay::OneClick) => url,
        Some(UnsubscribeWay::Mail) => mail,
        None => url.filter(|_| has_one_click).or(mail),
    };
    found.ok_or_else(|| {
        let sentence = "This email names no such way off a list. If it names a page, open that yourself.";
        ApiError::invalid("way", sentence)
    })
}

/// Whether a server that the operator trusts found a good signature (RFC 8058, section 4, wants one), on mail that is no junk.
fn is_verified(email: &Email) -> bool {
    let is_signed = |found: &Authentication| found.dkim.iter().any(|signature| signature.result == Verdict::Pass);
    let is_trusted = email.authentication.as_ref().is_some_and(|found| found.is_trusted && is_signed(found));
    is_trusted && !email.keywords.has("$junk")
}

/// One click. Asked again, the list is asked again, which changes nothing for it.
async fn ask(state: &AppState, url: &str) -> ApiResult<Unsubscribed> {
    let outside = state.outside.as_ref().ok_or_else(switched_off)?;
    match outside.unsubscribe(url).await {
        Ok(told) => Ok(Unsubscribed { way: UnsubscribeWay::OneClick, told }),
        Err(refusal) => Err(ApiError::new(
            ProblemType::UnsubscribeRefused,
            format!("The list's server did not take you off: {refusal}. Open its page yourself, or try again later."),
        )),
    }
}

/// By mail, from the address that the list has. One email is answered by one such mail, however often it is asked.
async fn write(state: &AppState, who: SignedIn, email: &Email, target: &MailTarget) -> ApiResult<Unsubscribed> {
    let key = key(&email.id)?;
    let to_save = order::save(state, &who, &key, draft(&who, email, target), None).await?;
    let postman = order::submission(state, &who)?;
    let (mail, message_id, login) = (who.mail.clone(), to_save.message_id.clone(), who.account.login.clone());
    let sending = {
        let state = state.clone();
        async move {
            let order = |id| order::order(&state, &who, &key, id, Wishes::default());
            save_and_submit(&mail, &postman, &to_save, order).await
        }
    };
    state.sender.run(&login, &message_id, sending).await?;
    Ok(Unsubscribed { way: UnsubscribeWay::Mail, told: target.to.clone() })
}

fn draft(who: &SignedIn, email: &Email, target: &MailTarget) -> Draft {
    let own = |address: &&gatepost_shared::address::EmailAddress| {
        email.to.iter().chain(&email.cc).chain(&email.bcc).any(|to| to.same_mailbox(address))
    };
    let addresses = &who.account.addresses;
    let from = addresses.iter().find(own).or(addresses.first()).cloned().unwrap_or_default();
    let subject = if target.subject.is_empty() { "unsubscribe".to_owned() } else { target.subject.clone() };
    let to = vec![gatepost_shared::address::EmailAddress::bare(&target.to)];
    Draft { from, to, subject, text_body: target.body.clone(), ..Draft::default() }
}

/// The same for the same email: what was sent is not sent again.
fn key(id: &EmailId) -> ApiResult<IdempotencyKey> {
    let digest = Sha256::digest(format!("unsubscribe {id}").as_bytes());
    let text = digest[..16].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    text.parse().map_err(ApiError::internal)
}

fn unverified() -> ApiError {
    let sentence = "Nothing proves that this email is from whom it says, and an answer tells its sender that your address is in use. Go on only if you know the list.";
    ApiError::new(ProblemType::UnverifiedSender, sentence)
}

fn switched_off() -> ApiError {
    let sentence = "This webmail does not ask lists' servers itself. Open the list's page, or unsubscribe by mail.";
    ApiError::new(ProblemType::NotAvailable, sentence)
}
