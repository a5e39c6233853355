//! A mail within a mail, read like any other: who, what, when, its text and its files. It has no place in any mailbox, so
//! nothing can be done with it but reading.

use std::sync::Arc;

use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::features::reader::attachments::Attachments;
use crate::features::reader::body::Body;
use crate::features::reader::content::Ways;
use crate::features::reader::head::Lines;
use crate::i18n::{self, t, words};
use crate::state::mail::use_mail;
use crate::ui::skeleton::Skeleton;

/// The mail.
#[component]
pub fn NestedLook(
    /// The email that it is in.
    id: EmailId,
    /// The part that it is.
    part: String,
) -> impl IntoView {
    let mail = use_mail();
    let found = RwSignal::new(None::<Result<Arc<Email>, ApiError>>);
    let (wanted, of) = (part.clone(), id);
    spawn_local(async move {
        let answer = mail.api.nested_email(&of, &wanted).await;
        let _ = found.try_set(Some(answer.map(Arc::new)));
    });
    move || match found.get() {
        Some(Ok(email)) => view! { <Nested email part=part.clone() /> }.into_any(),
        Some(Err(error)) => view! { <p class="look-nothing">{i18n::error::sentence(&error)}</p> }.into_any(),
        None => view! { <Skeleton lines=6 /> }.into_any(),
    }
}

#[component]
fn Nested(email: Arc<Email>, part: String) -> impl IntoView {
    let subject = email.subject.clone().filter(|subject| !subject.trim().is_empty());
    let subject = subject.unwrap_or_else(|| t(words::common::NO_SUBJECT).to_owned());
    view! {
        <div class="look-stage look-mail">
            <h3 class="reader-subject" dir="auto">{subject}</h3>
            <Lines email=email.clone() />
            <Attachments email=email.clone() />
            <Body email ways=Ways::new(use_mail()) part />
        </div>
    }
}
