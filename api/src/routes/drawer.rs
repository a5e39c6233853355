//! From somebody who is signed in to their drawer.

use std::sync::Arc;

use gatepost_shared::contact::{self, ContactFault};
use gatepost_shared::identity::Identity;
use gatepost_shared::problem::{Problem, ProblemType};
use gatepost_shared::settings::SettingsFault;

use crate::error::{ApiError, ApiResult};
use crate::mail::drawer::book::BookError;
use crate::mail::drawer::identities;
use crate::mail::drawer::relay::Drawer;
use crate::mail::drawer::view::View;
use crate::session::SignedIn;
use crate::state::AppState;

/// The drawer of this person.
pub fn of(state: &AppState, who: &SignedIn) -> Drawer {
    who.drawer(state)
}

/// What is in it. One that cannot be read is empty: a broken drawer keeps nobody from their mail.
pub async fn view(state: &AppState, who: &SignedIn) -> Arc<View> {
    of(state, who).view().await.unwrap_or_else(|error| {
        tracing::warn!(%error, "a drawer cannot be read: settings and signatures are the defaults");
        Arc::default()
    })
}

/// Who the person may write as, with what they have said of it.
pub async fn identities(state: &AppState, who: &SignedIn) -> Vec<Identity> {
    identities::of(&*view(state, who).await, &who.account.addresses)
}

/// The name under which the person writes as this address; none when it is none of theirs, or has no name.
pub async fn sender_name(state: &AppState, who: &SignedIn, email: &str) -> Option<String> {
    let identities = identities(state, who).await;
    let identity = identities.into_iter().find(|identity| identity.email.eq_ignore_ascii_case(email.trim()))?;
    identity.address().name
}

impl From<SettingsFault> for ApiError {
    fn from(fault: SettingsFault) -> Self {
        let mut problem = Problem::new(ProblemType::InvalidProperties, fault.sentence);
        problem.invalid_properties.extend(Some(fault.property).filter(|property| !property.is_empty()));
        problem.into()
    }
}

impl From<ContactFault> for ApiError {
    fn from(fault: ContactFault) -> Self {
        let mut problem = Problem::new(ProblemType::InvalidProperties, fault.sentence);
        problem.invalid_properties.extend(Some(fault.property.to_owned()).filter(|property| !property.is_empty()));
        problem.into()
    }
}

impl From<BookError> for ApiError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::NotFound => Self::not_found("contact"),
            BookError::Exists => Self::new(
                ProblemType::StateMismatch,
                "There is another contact of this id already. Read it, then change it.",
            ),
            BookError::Fault(fault) => fault.into(),
            BookError::Full => Self::new(
                ProblemType::TooLarge,
                "The address book is full: it takes 10,000 contacts and 16 MiB. Delete some, then try again.",
            ),
        }
    }
}

/// Refuses what cannot be the id of a contact; an empty one asks for one.
pub fn check_id(id: &str) -> ApiResult<()> {
    if id.is_empty() || (contact::is_id(id) && !["import", "export"].contains(&id)) {
        return Ok(());
    }
    Err(ApiError::invalid("id", "The id of a contact is 1 to 64 letters, digits, - and _."))
}
