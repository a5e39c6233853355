//! An unfolded message from its sender to its attachments. It knows nothing of the conversation around it.

use std::sync::Arc;

use gatepost_shared::email::Email;
use gatepost_shared::mailbox::Role;
use leptos::prelude::*;

use crate::features::compose::DraftNotice;
use crate::features::reader::attachments::Attachments;
use crate::features::reader::body::Body;
use crate::features::reader::head::Head;
use crate::features::reader::invitation::Invitation;
use crate::features::reader::mailing_list::MailingListLine;
use crate::features::reader::receipt::ReceiptQuestion;
use crate::features::reader::warnings::Warnings;
use crate::state::mail::{Mail, use_mail};

/// How one message is shown, as its menu says.
#[derive(Debug, Clone, Copy)]
pub struct Ways {
    /// As plain text, though there is HTML.
    pub as_text: RwSignal<bool>,
    /// In the colours that it was written in, though the page is dark.
    pub original_colours: RwSignal<bool>,
    /// Whether the page is dark: otherwise there is no choice.
    pub is_dark: Signal<bool>,
}

impl Ways {
    /// As it comes.
    pub fn new(mail: Mail) -> Self {
        Self { as_text: RwSignal::new(false), original_colours: RwSignal::new(false), is_dark: mail.is_dark() }
    }
}

/// The message.
#[component]
pub fn Content(
    /// The email.
    email: Arc<Email>,
) -> impl IntoView {
    let mail = use_mail();
    let ways = Ways::new(mail);
    let role = untrack(|| mail.mailboxes.role_of(&email.mailbox_id));
    let is_draft = role == Some(Role::Drafts);
    view! {
        <Head email=email.clone() ways />
        {is_draft.then(|| view! { <DraftNotice id=email.id.clone() /> })}
        <Warnings email=email.clone() />
        <ReceiptQuestion email=email.clone() role />
        <MailingListLine email=email.clone() />
        <Invitation email=email.clone() />
        <Attachments email=email.clone() />
        <Body email ways />
    }
}
