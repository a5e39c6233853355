//! From somebody who is signed in to their scripts on the mail server.

use gatepost_shared::problem::{Problem, ProblemType};
use gatepost_shared::rule::RuleFault;
use gatepost_shared::vacation::VacationFault;

use crate::error::{ApiError, ApiResult};
use crate::mail::sieve::Scripts;
use crate::session::SignedIn;
use crate::state::AppState;

/// The person's scripts.
///
/// # Errors
/// `notAvailable` where no ManageSieve server is configured for the person's mail server.
pub async fn of(state: &AppState, who: &SignedIn) -> ApiResult<Scripts> {
    let server = who.account.backend.sieve.clone().ok_or_else(none_here)?;
    let addresses = who.account.addresses.iter().map(|address| address.email.clone()).collect();
    let person = (who.account.imap_user.clone(), who.password.clone());
    let (tls, patience) = (state.mail_tls.clone(), state.config.limits.server_time);
    Ok(state.sieve.scripts(server, person, addresses, tls, patience).await)
}

fn none_here() -> ApiError {
    ApiError::new(
        ProblemType::NotAvailable,
        "There are no rules and no vacation answers here: the operator has not set them up.",
    )
}

impl From<RuleFault> for ApiError {
    fn from(fault: RuleFault) -> Self {
        Problem {
            invalid_properties: vec![fault.property],
            ..Problem::new(ProblemType::InvalidProperties, fault.sentence)
        }
        .into()
    }
}

impl From<VacationFault> for ApiError {
    fn from(fault: VacationFault) -> Self {
        Self::invalid(fault.property, fault.sentence)
    }
}
