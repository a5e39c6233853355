//! Sieve: the scripts by which a mail server sorts arriving mail (RFC 5228), and the protocol that stores them there
//! (ManageSieve, RFC 5804).

use gatepost_shared::rule::{Filters, NewFilters, NewScript, Script};
use gatepost_shared::vacation::VacationResponse;

use crate::mail::error::MailError;

/// One person's scripts on their mail server.
#[derive(Debug)]
pub struct Scripts;

#[expect(clippy::unused_async, clippy::unused_self, reason = "the shape, before there is anything behind it")]
impl Scripts {
    /// The rules, and what runs besides.
    pub async fn filters(&self) -> Result<Filters, MailError> {
        Err(MailError::NotFound("script"))
    }

    /// Replaces the rules, if `check` agrees with how they stand.
    pub async fn replace_filters<E: From<MailError>>(
        &self,
        _wanted: NewFilters,
        _check: impl Fn(&Filters) -> Result<(), E> + Send,
    ) -> Result<Filters, E> {
        Err(MailError::NotFound("script").into())
    }

    /// The vacation answer.
    pub async fn vacation(&self) -> Result<VacationResponse, MailError> {
        Err(MailError::NotFound("script"))
    }

    /// Replaces the vacation answer, if `check` agrees with how it stands.
    pub async fn replace_vacation<E: From<MailError>>(
        &self,
        _wanted: VacationResponse,
        _check: impl Fn(&VacationResponse) -> Result<(), E> + Send,
    ) -> Result<VacationResponse, E> {
        Err(MailError::NotFound("script").into())
    }

    /// One script as it is.
    pub async fn script(&self, _name: &str) -> Result<Script, MailError> {
        Err(MailError::NotFound("script"))
    }

    /// Stores a script, if `check` agrees with how it stands.
    pub async fn replace_script<E: From<MailError>>(
        &self,
        _name: &str,
        _wanted: NewScript,
        _check: impl Fn(Option<&Script>) -> Result<(), E> + Send,
    ) -> Result<Script, E> {
        Err(MailError::NotFound("script").into())
    }
}
