//! Sending: what is checked before, what is asked, and what each answer means. When it goes out is the outbox's.

use std::sync::Arc;

use gatepost_shared::date::UtcDate;
use gatepost_shared::draft::{DraftFault, EmailSubmission};
use gatepost_shared::problem::{Problem, ProblemType};
use leptos::prelude::*;

use crate::api::ApiError;
use crate::i18n::{self, t, t_with, words};
use crate::state::compose::composition::{Composition, Question};
use crate::state::compose::{Compose, original};

/// What the person has been asked and has answered with "send all the same".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Nothing,
    Subject,
    Attachment,
    Stranger,
}

impl Compose {
    /// Sends a message, unless something must be put right or decided first.
    pub fn send(&self, composition: &Arc<Composition>) {
        composition.send_at.set(None);
        self.send_unless(composition, Asked::Nothing);
    }

    /// Has the server send a message at this time, on the same terms.
    pub fn send_at(&self, composition: &Arc<Composition>, time: UtcDate) {
        composition.send_at.set(Some(time));
        self.send_unless(composition, Asked::Nothing);
    }

    /// The longest that the server holds a message before it is sent, in seconds; 0 when it cannot.
    pub fn longest_delay(&self) -> u64 {
        self.session.account().with(|account| {
            account
                .as_ref()
                .and_then(|account| account.capabilities.sending)
                .map_or(0, |sending| sending.max_delayed_send)
        })
    }

    /// The person has answered a question with yes.
    pub fn confirm(&self, composition: &Arc<Composition>, question: &Question) {
        composition.question.set(None);
        match question {
            Question::NoSubject => self.send_unless(composition, Asked::Subject),
            Question::ForgottenAttachment => self.send_unless(composition, Asked::Attachment),
            Question::Stranger(_) => self.send_unless(composition, Asked::Stranger),
            Question::Unknown => self.send_now(composition, true),
            Question::Discard => self.discard(composition),
            Question::LoseFormatting => self.make_plain(composition),
        }
    }

    fn send_unless(&self, composition: &Arc<Composition>, asked: Asked) {
        if composition.is_sending.get_untracked() {
            return;
        }
        for row in composition.recipients() {
            row.take_typed();
        }
        composition.failure.set(fault(composition));
        if composition.failure.with_untracked(Option::is_some) {
            return;
        }
        match question(composition, asked) {
            Some(question) => composition.ask(question),
            None => self.dispatch(composition),
        }
    }

    pub(super) async fn save_and_submit(
        &self,
        composition: &Arc<Composition>,
        force: bool,
    ) -> Result<EmailSubmission, ApiError> {
        let saved = self.save(composition).await?;
        let _turn = composition.turn().await;
        let id = saved.ok_or(ApiError::Unreachable)?;
        self.api.submit_draft(&id, composition.key(), force, composition.send_at.get_untracked()).await
    }
}

/// What the person should think of before it goes out, in this order.
fn question(composition: &Composition, asked: Asked) -> Option<Question> {
    let lacks_subject = composition.subject.with_untracked(|subject| subject.trim().is_empty());
    if lacks_subject && asked < Asked::Subject {
        return Some(Question::NoSubject);
    }
    let lacks_file = composition.attachments.is_empty() && original::promises_attachment(&composition.text_now());
    if lacks_file && asked < Asked::Attachment {
        return Some(Question::ForgottenAttachment);
    }
    Compose::stranger(composition).filter(|_| asked < Asked::Stranger).map(Question::Stranger)
}

/// What must be put right before it can be sent, as a sentence.
fn fault(composition: &Composition) -> Option<String> {
    if untrack(|| composition.is_quoting.get()) {
        return Some(t(words::compose::STILL_QUOTING).to_owned());
    }
    if untrack(|| composition.attachments.is_uploading()) {
        return Some(t(words::compose::STILL_UPLOADING).to_owned());
    }
    if untrack(|| composition.attachments.has_failed()) {
        return Some(t(words::compose::UPLOAD_FAILED).to_owned());
    }
    let faults = composition.draft().faults();
    Some(match faults.first()? {
        DraftFault::NoRecipients => t(words::compose::NO_RECIPIENTS).to_owned(),
        DraftFault::TooManyRecipients => {
            let most = i18n::number(u32::try_from(gatepost_shared::draft::MAX_RECIPIENTS).unwrap_or(u32::MAX));
            t_with(words::compose::TOO_MANY_RECIPIENTS, &[("limit", &most)])
        }
        DraftFault::Recipient(address, reason) => {
            t_with(words::compose::BAD_RECIPIENT, &[("address", address), ("reason", &reason.to_string())])
        }
    })
}

/// The node said no. The text stays, and the next step is the person's.
pub(super) fn refused(composition: &Composition, problem: &Problem) {
    for row in composition.recipients() {
        row.note_refusals(&problem.recipients);
    }
    if problem.kind == ProblemType::SubmissionUnknown {
        composition.ask(Question::Unknown);
    } else {
        composition.failure.set(Some(problem.detail.clone()));
    }
}
