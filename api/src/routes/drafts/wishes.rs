//! What a submission wishes of the delivery, as a query says it.

use gatepost_shared::date::UtcDate;
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::mail::send::key::IdempotencyKey;
use crate::mail::smtp::{Delivery, Notices, Notify};
use crate::session::SignedIn;

/// `?sendAt=...&notify=success,delay&return=full`
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Send it again although an earlier attempt may have sent it (after `submissionUnknown`): the person says so.
    #[serde(default)]
    force: bool,
    /// Not to be sent before: `2026-11-24T08:00:00Z`. Where the sending server holds messages (the session's
    /// `maxDelayedSend`), and refused elsewhere. A message that is held cannot be recalled (`undoStatus`).
    send_at: Option<String>,
    /// Word of the delivery: `success`, `failure`, `delay`, separated by commas; or `never`. Where the sending server gives
    /// it (the session's `deliveryNotices`), and refused elsewhere.
    notify: Option<String>,
    /// What comes back with bad news: `headers` (without this), or `full`.
    #[serde(rename = "return")]
    #[param(rename = "return")]
    returned: Option<String>,
}

/// The same, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Send it again although an earlier attempt may have sent it.
    pub force: bool,
    /// How it is to be delivered.
    pub delivery: Delivery,
}

impl Query {
    /// The wishes for the message with this key.
    pub fn wishes(&self, key: &IdempotencyKey, who: &SignedIn) -> ApiResult<Wishes> {
        let delivery = self.delivery(&key.message_id(&who.account.addresses))?;
        Ok(Wishes { force: self.force, delivery })
    }

    /// `message_id` is what notices will call the message.
    fn delivery(&self, message_id: &str) -> ApiResult<Delivery> {
        let hold_until = self.send_at.as_deref().map(date).transpose()?;
        let is_full = match self.returned.as_deref() {
            None | Some("headers") => false,
            Some("full") => true,
            Some(_) => return Err(ApiError::invalid("return", "`return` takes headers or full.")),
        };
        let on = self.notify.as_deref().map(occasions).transpose()?;
        let notices = on.map(|on| Notices { on, is_full, envelope_id: message_id.to_owned() });
        Ok(Delivery { notices, hold_until })
    }
}

fn date(text: &str) -> ApiResult<UtcDate> {
    text.parse().map_err(|error| ApiError::invalid("sendAt", format!("`sendAt`: {error}.")))
}

fn occasions(text: &str) -> ApiResult<Vec<Notify>> {
    let occasion = |word: &str| match word.trim() {
        "success" => Some(Notify::Success),
        "failure" => Some(Notify::Failure),
        "delay" => Some(Notify::Delay),
        _ => None,
    };
    if text.trim() == "never" {
        return Ok(vec![Notify::Never]);
    }
    let wrong = || ApiError::invalid("notify", "`notify` takes success, failure and delay, or never.");
    text.split(',').map(|word| occasion(word).ok_or_else(wrong)).collect()
}
