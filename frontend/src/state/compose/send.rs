//! Sending: what is checked before, what is asked, and what each answer means. Also the way of a file to the server.

use std::sync::Arc;

use gatepost_shared::draft::{DraftFault, EmailSubmission};
use gatepost_shared::problem::{Problem, ProblemType};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::api::drafts::upload_url;
use crate::dom::files::LocalFile;
use crate::dom::upload;
use crate::i18n::{self, t, t_with, words};
use crate::state::compose::attachments::{Attachment, Stage};
use crate::state::compose::composition::{Composition, Question};
use crate::state::compose::{Compose, kept, original};

/// What the person has been asked and has answered with "send all the same".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Nothing,
    Subject,
    Attachment,
}

impl Compose {
    /// Sends what is being written, unless something must be put right or decided first.
    pub fn send(&self) {
        if let Some(composition) = self.current.get_untracked() {
            self.send_unless(&composition, Asked::Nothing);
        }
    }

    /// The person has answered a question with yes.
    pub fn confirm(&self, question: Question) {
        let Some(composition) = self.current.get_untracked() else { return };
        composition.question.set(None);
        match question {
            Question::NoSubject => self.send_unless(&composition, Asked::Subject),
            Question::ForgottenAttachment => self.send_unless(&composition, Asked::Attachment),
            Question::Unknown => self.submit(composition, true),
            Question::Discard => self.discard(),
        }
    }

    /// Uploads files into the message. What is wrong with one is said at that one.
    pub fn attach(&self, files: Vec<LocalFile>) {
        let Some(composition) = self.current.get_untracked() else { return };
        for file in files {
            match self.reason_against(&composition, &file) {
                Some(reason) => drop(composition.attachments.add(&file, Stage::Failed(reason))),
                None => self.upload(&composition, &file),
            }
        }
    }

    /// Takes a file out of the message.
    pub fn detach(&self, id: u32) {
        if let Some(composition) = self.current.get_untracked() {
            composition.attachments.remove(id);
            self.changed();
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
        let lacks_subject = composition.subject.with_untracked(|subject| subject.trim().is_empty());
        if lacks_subject && asked < Asked::Subject {
            return composition.ask(Question::NoSubject);
        }
        let text = composition.text.get_untracked();
        if composition.attachments.is_empty() && asked < Asked::Attachment && original::promises_attachment(&text) {
            return composition.ask(Question::ForgottenAttachment);
        }
        self.submit(composition.clone(), false);
    }

    fn submit(&self, composition: Arc<Composition>, force: bool) {
        composition.is_sending.set(true);
        composition.failure.set(None);
        let this = *self;
        spawn_local(async move {
            let answer = this.save_and_submit(&composition, force).await;
            composition.is_sending.set(false);
            match answer {
                Ok(submission) => this.sent(&composition, &submission),
                Err(ApiError::Problem(problem)) => refused(&composition, &problem),
                Err(error) => composition.failure.set(Some(i18n::error::sentence(&error))),
            }
        });
    }

    async fn save_and_submit(&self, composition: &Arc<Composition>, force: bool) -> Result<EmailSubmission, ApiError> {
        let saved = self.save(composition).await?;
        let _turn = composition.turn().await;
        let id = saved.ok_or(ApiError::Unreachable)?;
        self.api.submit_draft(&id, composition.key(), force).await
    }

    fn sent(&self, composition: &Arc<Composition>, submission: &EmailSubmission) {
        composition.end();
        kept::forget(composition.key());
        self.current.update(|current| {
            if current.as_ref().is_some_and(|one| Arc::ptr_eq(one, composition)) {
                *current = None;
            }
        });
        self.toasts.done(t(words::compose::SENT));
        for warning in &submission.warnings {
            self.toasts.failed(warning);
        }
    }

    /// Why this file cannot be attached, told before it is uploaded.
    fn reason_against(&self, composition: &Composition, file: &LocalFile) -> Option<String> {
        let limits = self.session.account().with_untracked(|account| account.as_ref().map(|account| account.limits))?;
        let too_large = |limit: u64, message| {
            let limit = i18n::file_size(limit);
            Some(t_with(message, &[("limit", &limit)]))
        };
        // What base64 makes of a file is 78 characters for each 57 bytes (RFC 2045, section 6.8).
        let room = limits.max_size_message / 78 * 57;
        match () {
            () if file.size() > limits.max_size_upload => {
                too_large(limits.max_size_upload, words::compose::FILE_TOO_LARGE)
            }
            () if composition.attachments.total_size() + file.size() > room => {
                too_large(room, words::compose::FILES_TOO_LARGE)
            }
            () => None,
        }
    }

    fn upload(&self, composition: &Arc<Composition>, file: &LocalFile) {
        let attachment = composition.attachments.add(file, Stage::Uploading(0.0));
        let progress = attachment.stage.clone();
        let (this, uploaded) = (*self, attachment.clone());
        upload::post(
            attachment.id,
            &upload_url(&attachment.name),
            file,
            move |part| progress.set(Stage::Uploading(part)),
            move |answer| this.uploaded(&uploaded, &answer),
        );
    }

    fn uploaded(&self, attachment: &Attachment, answer: &upload::Answer) {
        match self.api.uploaded(answer.status, &answer.body) {
            Ok(blob) => {
                attachment.stage.set(Stage::Ready(blob.blob_id));
                self.changed();
            }
            Err(error) => attachment.stage.set(Stage::Failed(i18n::error::sentence(&error))),
        }
    }
}

/// What must be put right before it can be sent, as a sentence.
fn fault(composition: &Composition) -> Option<String> {
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
fn refused(composition: &Composition, problem: &Problem) {
    for row in composition.recipients() {
        row.note_refusals(&problem.recipients);
    }
    if problem.kind == ProblemType::SubmissionUnknown {
        composition.ask(Question::Unknown);
    } else {
        composition.failure.set(Some(problem.detail.clone()));
    }
}
