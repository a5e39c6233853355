//! One message of a conversation: a line while it is folded, all of it when it is not. Only then it is fetched.

use std::sync::Arc;

use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::dom::effect::effect;
use crate::features::reader::content::Content;
use crate::features::reader::folded::Folded;
use crate::features::reader::stage::StageContext;
use crate::i18n::{self, list_date, t, t_with, words};
use crate::state::mail::use_mail;
use crate::state::rows::Row;
use crate::state::stack::Stack;
use crate::ui::button::Button;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::skeleton::Skeleton;

/// The message.
#[component]
pub fn Message(
    /// Its email.
    id: EmailId,
) -> impl IntoView {
    let mail = use_mail();
    let stage = expect_context::<StageContext>();
    let name = id.to_string();
    let id = StoredValue::new(id);
    let ask = move |ask: fn(&Stack, &EmailId) -> bool| {
        id.with_value(|id| mail.reader.stack(&stage.anchor(), |stack| ask(stack, id))) == Some(true)
    };
    let row = memo(move || {
        id.with_value(|id| mail.reader.stack(&stage.anchor(), |stack| stack.message(id).cloned())).flatten()
    });
    let is_unfolded = memo(move || ask(Stack::is_unfolded));
    let label = move || row.with(|row| row.as_ref().map(spoken));
    let turn = move || {
        if stage.is_seen.get_untracked() {
            id.with_value(|id| mail.reader.turn_to(id));
        }
    };
    view! {
        <article
            class="message"
            class:message-folded=move || !is_unfolded.get()
            data-message=name
            aria-label=label
            tabindex="-1"
            on:focusin=move |_| turn()
            // Keys pressed in the frame arrive here as well, before the page's own listener hears of them.
            on:keydown=move |_| turn()
        >
            {move || {
                let id = id.get_value();
                if is_unfolded.get() { view! { <Unfolded id /> }.into_any() } else { view! { <Folded id row /> }.into_any() }
            }}
        </article>
    }
}

/// A message in short, for those who do not see it.
pub fn spoken(row: &Row) -> String {
    let who = row.from.first().map_or_else(|| t(words::reader::NOBODY), |from| from.display());
    t_with(words::reader::MESSAGE_FROM, &[("who", who), ("date", &list_date(row.received_at))])
}

#[component]
fn Unfolded(id: EmailId) -> impl IntoView {
    let mail = use_mail();
    let stage = expect_context::<StageContext>();
    let found = RwSignal::new(mail.reader.kept(&id).map(Ok::<Arc<Email>, ApiError>));
    let id = StoredValue::new(id);
    let fetch = move || {
        spawn_local(async move {
            let Some(id) = id.try_get_value() else { return };
            let answer = mail.reader.whole(&id).await;
            // The message may have been folded meanwhile.
            let _ = found.try_set(Some(answer));
        });
    };
    if found.with_untracked(Option::is_none) {
        fetch();
    }
    // It is read as soon as it is both here and seen, and not again when the person marks it as unread.
    let is_read = memo(move || stage.is_seen.get() && found.with(|found| matches!(found, Some(Ok(_)))));
    effect(move || {
        if is_read.get() {
            // After this view has been built: nothing may change what it is being built from.
            request_animation_frame(move || {
                let Some(id) = id.try_get_value() else { return };
                if let Some(row) = untrack(|| mail.reader.row_of(&id)) {
                    mail.saw(&row);
                }
            });
        }
    });
    let retry = move || {
        found.set(None);
        fetch();
    };
    move || match found.get() {
        Some(Ok(email)) => view! { <Content email /> }.into_any(),
        Some(Err(error)) => view! {
            <div class="notice notice-danger">
                <Icon name=IconName::Warning />
                <p>{i18n::error::sentence(&error)}</p>
                <Button on_press=retry>{t(words::common::RETRY)}</Button>
            </div>
        }
        .into_any(),
        None => view! { <div class="message-loading"><Skeleton lines=4 /></div> }.into_any(),
    }
}
