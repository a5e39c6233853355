//! Above an open draft: that it is one, and the way to go on writing.

use gatepost_shared::id::EmailId;
use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::i18n::{t, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};

/// For the reader, where the open email is a draft.
#[component]
pub fn DraftNotice(
    /// The draft.
    id: EmailId,
) -> impl IntoView {
    let mail = use_mail();
    let edit = move || {
        mail.compose.edit(&id);
        // Each save makes a new message of it: what the reader shows would be out of date with the first letter.
        command(Id::Back).run(mail);
    };
    view! {
        <div class="notice draft-notice">
            <Icon name=IconName::Drafts />
            <p>{t(words::compose::IS_DRAFT)}</p>
            <Button variant=ButtonVariant::Primary icon=IconName::Pencil on_press=edit>
                {t(words::compose::EDIT_DRAFT)}
            </Button>
        </div>
    }
}
