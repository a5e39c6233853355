//! A folded message: who, the beginning of what, when.

use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::Keyword;
use leptos::prelude::*;

use crate::features::reader::stage::StageContext;
use crate::i18n::{list_date, t, words};
use crate::state::mail::use_mail;
use crate::state::rows::Row;
use crate::ui::avatar::Avatar;
use crate::ui::icon::{Icon, IconName};

/// The line; pressing it unfolds the message.
#[component]
pub fn Folded(
    /// Its email.
    id: EmailId,
    /// What a list would show of it.
    row: Memo<Option<Row>>,
) -> impl IntoView {
    let mail = use_mail();
    let stage = expect_context::<StageContext>();
    let unfold = move |_| mail.reader.change_stack(&stage.anchor(), |stack| stack.fold(&id, false));
    view! {
        <button type="button" class="folded-line" aria-expanded="false" on:click=unfold>
            {move || row.get().map(|row| view! { <Line row /> })}
        </button>
    }
}

#[component]
fn Line(row: Row) -> impl IntoView {
    let author = row.from.first().cloned().unwrap_or_default();
    let name = if author.email.is_empty() { t(words::reader::NOBODY) } else { author.display() }.to_owned();
    let date = row.sent_at.unwrap_or(row.received_at);
    let is_draft = row.keywords.has(Keyword::DRAFT);
    let preview = row.preview.clone().unwrap_or_default();
    view! {
        <Avatar name=name.clone() address=author.email />
        <bdi class="folded-who" class:folded-unread=!row.keywords.is_seen()>{name}</bdi>
        {is_draft.then(|| view! { <span class="folded-draft">{t(words::list::DRAFT)}</span> })}
        <span class="folded-text" dir="auto">{preview}</span>
        {row.has_attachment.then(|| view! { <Icon name=IconName::Paperclip /> })}
        {row.keywords.is_flagged().then(|| view! {
            <span class="folded-star"><Icon name=IconName::StarFilled /></span>
        })}
        <time class="message-sent" datetime=date.to_string()>{list_date(date)}</time>
    }
}
