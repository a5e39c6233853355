//! The open message from its subject to its attachments.

use std::sync::Arc;

use gatepost_shared::email::Email;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;
use leptos::prelude::*;

use crate::features::compose::DraftNotice;
use crate::features::reader::answers::Answers;
use crate::features::reader::attachments::Attachments;
use crate::features::reader::body::Body;
use crate::features::reader::head::Head;
use crate::i18n::{t, words};
use crate::state::mail::{Mail, use_mail};
use crate::state::mutations::Telling;
use crate::state::rows::Row;
use crate::ui::icon::{Icon, IconName};

/// One message. Opening it marks it read.
#[component]
pub fn Message(
    /// The message.
    email: Arc<Email>,
) -> impl IntoView {
    let mail = use_mail();
    opened(mail, &email);
    let warnings = warnings(&email);
    let is_draft = untrack(|| mail.mailboxes.role_of(&email.mailbox_id)) == Some(Role::Drafts);
    view! {
        <article class="message">
            <Head email=email.clone() />
            {is_draft.then(|| view! { <DraftNotice id=email.id.clone() /> })}
            {warnings
                .into_iter()
                .map(|text| view! { <div class="notice notice-warning"><Icon name=IconName::Warning /><p>{text}</p></div> })
                .collect_view()}
            <Attachments parts=email.attachments.clone() />
            <Body email=email.clone() />
            {(!is_draft).then(|| view! { <Answers /> })}
        </article>
    }
}

/// What the person should know before they rely on what they read.
fn warnings(email: &Email) -> Vec<String> {
    let pending = email.keywords.has(Keyword::SUBMIT_PENDING).then(|| t(words::reader::SUBMIT_PENDING).to_owned());
    let garbled = email.body_values.values().any(|value| value.is_encoding_problem);
    let garbled = garbled.then(|| t(words::reader::ENCODING).to_owned());
    pending.into_iter().chain(email.warnings.iter().map(|warning| warning.text.clone())).chain(garbled).collect()
}

/// The person sees it: it is read now, and what they are likely to open next is made ready.
fn opened(mail: Mail, email: &Email) {
    let row = Row::new(email.summary());
    // After this view has been built: nothing may change what it is being built from.
    request_animation_frame(move || {
        let mailbox = untrack(|| mail.mailboxes.get(&row.mailbox_id));
        if mailbox.is_none_or(|mailbox| mailbox.my_rights.may_set_seen) {
            mail.mark(std::slice::from_ref(&row), Keyword::SEEN, true, Telling::Silent);
        }
        let neighbours = untrack(|| {
            let place = mail.list.place_of(&row.id)?;
            let near = [Some(place + 1), place.checked_sub(1)];
            Some(
                near.into_iter().flatten().filter_map(|place| mail.list.row(place)).map(|row| row.id.clone()).collect(),
            )
        });
        mail.reader.prefetch(neighbours.unwrap_or_default());
    });
}
