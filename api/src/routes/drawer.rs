//! From somebody who is signed in to their drawer.

use std::sync::Arc;

use gatepost_shared::identity::Identity;
use gatepost_shared::problem::{Problem, ProblemType};
use gatepost_shared::settings::SettingsFault;

use crate::error::ApiError;
use crate::mail::drawer::identities;
use crate::mail::drawer::relay::Drawer;
use crate::mail::drawer::view::View;
use crate::session::SignedIn;
use crate::state::AppState;

/// The drawer of this person.
pub fn of(state: &AppState, who: &SignedIn) -> Drawer {
    let backend = &who.account.backend.imap;
    let account = format!("{}:{} {}", backend.host, backend.port, who.account.imap_user);
    state.drawers.of(account, who.mail.clone())
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

impl From<SettingsFault> for ApiError {
    fn from(fault: SettingsFault) -> Self {
        let mut problem = Problem::new(ProblemType::InvalidProperties, fault.sentence);
        problem.invalid_properties.extend(Some(fault.property).filter(|property| !property.is_empty()));
        problem.into()
    }
}
