//! The email that is open: fetching it, keeping a few, and having the neighbours ready.

use std::collections::VecDeque;
use std::sync::Arc;

use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use leptos::prelude::*;

use crate::api::{Api, ApiError};
use crate::state::latest::Latest;

/// How many emails are kept after reading: Back and "next" find them at once.
const KEPT: usize = 24;

/// What the reader shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// No email is open.
    Closed,
    /// It is on its way.
    Loading,
    /// It is here.
    Shown(Arc<Email>),
    /// It could not be read.
    Failed(ApiError),
}

/// The reader's signals.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    api: Api,
    open: RwSignal<Option<EmailId>>,
    phase: RwSignal<Phase>,
    kept: StoredValue<VecDeque<Arc<Email>>>,
    loading: Latest,
    prefetching: Latest,
}

impl Reader {
    /// No email is open.
    pub fn new(api: Api) -> Self {
        Self {
            api,
            open: RwSignal::new(None),
            phase: RwSignal::new(Phase::Closed),
            kept: StoredValue::new(VecDeque::new()),
            loading: Latest::new(),
            prefetching: Latest::new(),
        }
    }

    /// The email that is open, here or on its way.
    pub fn open_id(&self) -> Signal<Option<EmailId>> {
        self.open.into()
    }

    /// What is shown.
    pub fn phase(&self) -> Signal<Phase> {
        self.phase.into()
    }

    /// The email that is shown, when it is here.
    pub fn shown(&self) -> Option<Arc<Email>> {
        self.phase.with(|phase| match phase {
            Phase::Shown(email) => Some(email.clone()),
            Phase::Closed | Phase::Loading | Phase::Failed(_) => None,
        })
    }

    /// The same, without following it.
    pub fn shown_untracked(&self) -> Option<Arc<Email>> {
        untrack(|| self.shown())
    }

    /// Opens an email, or the one that is open already anew after a failure.
    pub fn open(&self, id: &EmailId) {
        let is_here = self.phase.with_untracked(|phase| matches!(phase, Phase::Shown(email) if email.id == *id));
        if is_here {
            return;
        }
        self.open.set(Some(id.clone()));
        self.prefetching.cancel();
        if let Some(email) = self.find_kept(id) {
            self.loading.cancel();
            return self.phase.set(Phase::Shown(email));
        }
        self.phase.set(Phase::Loading);
        let (this, id) = (*self, id.clone());
        self.loading.run(async move {
            let phase = match this.api.email(&id).await {
                Ok(email) => Phase::Shown(this.keep(email)),
                Err(error) => Phase::Failed(error),
            };
            this.phase.set(phase);
        });
    }

    /// Opens the email anew that could not be opened.
    pub fn retry(&self) {
        let has_failed = self.phase.with_untracked(|phase| matches!(phase, Phase::Failed(_)));
        if let Some(id) = self.open.get_untracked().filter(|_| has_failed) {
            self.open(&id);
        }
    }

    /// The whole of an email, from what is kept or from the node.
    pub async fn whole(&self, id: &EmailId) -> Result<Arc<Email>, ApiError> {
        match self.find_kept(id) {
            Some(email) => Ok(email),
            None => Ok(self.keep(self.api.email(id).await?)),
        }
    }

    /// Shows nothing.
    pub fn close(&self) {
        self.loading.cancel();
        self.prefetching.cancel();
        if self.open.with_untracked(Option::is_some) {
            self.open.set(None);
            self.phase.set(Phase::Closed);
        }
    }

    /// Has these ready in case the person goes there next. Failures are nobody's business yet.
    pub fn prefetch(&self, ids: Vec<EmailId>) {
        let this = *self;
        self.prefetching.run(async move {
            for id in ids {
                if this.find_kept(&id).is_none()
                    && let Ok(email) = this.api.email(&id).await
                {
                    this.keep(email);
                }
            }
        });
    }

    /// Changes the marks of an email wherever it is kept.
    pub fn change(&self, id: &EmailId, change: impl Fn(&mut Email)) {
        self.kept.update_value(|kept| {
            for email in kept.iter_mut().filter(|email| email.id == *id) {
                change(Arc::make_mut(email));
            }
        });
        let is_shown = self.phase.with_untracked(|phase| matches!(phase, Phase::Shown(email) if email.id == *id));
        if is_shown {
            self.phase.update(|phase| {
                if let Phase::Shown(email) = phase {
                    change(Arc::make_mut(email));
                }
            });
        }
    }

    /// Forgets everything: the person has left.
    pub fn clear(&self) {
        self.close();
        self.kept.set_value(VecDeque::new());
    }

    fn find_kept(&self, id: &EmailId) -> Option<Arc<Email>> {
        self.kept.with_value(|kept| kept.iter().find(|email| email.id == *id).cloned())
    }

    fn keep(&self, email: Email) -> Arc<Email> {
        let email = Arc::new(email);
        self.kept.update_value(|kept| {
            kept.retain(|known| known.id != email.id);
            kept.push_back(email.clone());
            if kept.len() > KEPT {
                kept.pop_front();
            }
        });
        email
    }
}
