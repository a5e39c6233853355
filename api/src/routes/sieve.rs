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
pub fn of(_state: &AppState, _who: &SignedIn) -> ApiResult<Scripts> {
    Err(ApiError::new(ProblemType::NotAvailable, "There are no rules and no vacation answers on this farm."))
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
