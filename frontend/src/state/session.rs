//! Who is signed in.

use gatepost_shared::identity::Identity;
use gatepost_shared::session::{Capabilities, Limits, Session};
use leptos::prelude::*;

use crate::api::{Api, ApiError};

/// Whether somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Asking the node whether there is a session.
    Starting,
    /// Nobody is.
    SignedOut,
    /// Somebody is; perhaps the session has ended since: see [`SessionState::expired`].
    SignedIn,
    /// The question could not be answered.
    Unavailable(ApiError),
}

/// The person who is signed in, and what they can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The login name.
    pub username: String,
    /// What to call the person.
    pub display_name: String,
    /// The main address.
    pub email: String,
    /// What the mail server offers.
    pub capabilities: Capabilities,
    /// What requests may ask for.
    pub limits: Limits,
    /// Who the person may write as; the main one first.
    pub identities: Vec<Identity>,
}

/// The session's signals.
#[derive(Debug, Clone, Copy)]
pub struct SessionState {
    phase: RwSignal<Phase>,
    account: RwSignal<Option<Account>>,
    expired: RwSignal<bool>,
}

impl SessionState {
    /// Nothing is known yet.
    pub fn new(api: Api) -> Self {
        Self { phase: RwSignal::new(Phase::Starting), account: RwSignal::new(None), expired: api.expired() }
    }

    /// Whether somebody is signed in.
    pub fn phase(&self) -> Signal<Phase> {
        self.phase.into()
    }

    /// The person; none while nobody is signed in.
    pub fn account(&self) -> Signal<Option<Account>> {
        self.account.into()
    }

    /// Whether the session has ended while the person was at work: the sign-in stands above what they were doing.
    pub fn expired(&self) -> Signal<bool> {
        let (phase, expired) = (self.phase, self.expired);
        Signal::derive(move || expired.get() && phase.with(|phase| *phase == Phase::SignedIn))
    }

    /// Somebody has signed in, or was signed in already.
    pub fn begin(&self, session: &Session) {
        let account = Account {
            username: session.username.clone(),
            display_name: session.display_name.clone(),
            email: session.email.clone(),
            capabilities: session.capabilities,
            limits: session.limits,
            identities: session.identities.as_ref().map(|found| found.list.clone()).unwrap_or_default(),
        };
        self.account.set(Some(account));
        self.expired.set(false);
        self.phase.set(Phase::SignedIn);
    }

    /// The person has changed how an address writes.
    pub fn identity_changed(&self, changed: Identity) {
        self.account.update(|account| {
            let Some(account) = account else { return };
            for identity in &mut account.identities {
                // Exactly one is the default.
                identity.is_default &= !changed.is_default;
                if identity.id == changed.id {
                    *identity = changed.clone();
                }
            }
        });
    }

    /// Nobody is signed in (any more).
    pub fn end(&self) {
        self.phase.set(Phase::SignedOut);
        self.account.set(None);
        self.expired.set(false);
    }

    /// The node is being asked.
    pub fn ask(&self) {
        self.phase.set(Phase::Starting);
    }

    /// The node could not say who is signed in.
    pub fn fail(&self, error: ApiError) {
        self.phase.set(Phase::Unavailable(error));
    }
}
