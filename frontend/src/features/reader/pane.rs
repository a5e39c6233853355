//! The pane at the end: the open message, or what stands in its place.

use gatepost_shared::problem::ProblemType;
use leptos::prelude::*;

use crate::api::ApiError;
use crate::commands::table::{Id, command};
use crate::features::reader::message::Message;
use crate::features::reader::toolbar::Toolbar;
use crate::i18n::{self, t, words};
use crate::state::mail::use_mail;
use crate::state::reader::Phase;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::skeleton::Skeleton;
use crate::ui::when::When;

/// What the pane shows. The message's marks are no part of it, so that a star does not build the message anew.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Showing {
    Nothing,
    Loading,
    Message(gatepost_shared::id::EmailId),
    Failed(ApiError),
}

/// The pane.
#[component]
pub fn ReaderPane() -> impl IntoView {
    let mail = use_mail();
    let showing = memo(move || {
        mail.reader.phase().with(|phase| match phase {
            Phase::Closed => Showing::Nothing,
            Phase::Loading => Showing::Loading,
            Phase::Shown(email) => Showing::Message(email.id.clone()),
            Phase::Failed(error) => Showing::Failed(error.clone()),
        })
    });
    view! {
        <section class="reader" aria-label=t(words::reader::REGION)>
            <When is=Signal::derive(move || showing.with(|showing| *showing != Showing::Nothing))>
                <Toolbar />
            </When>
            {move || match showing.get() {
                Showing::Nothing => view! { <NothingOpen /> }.into_any(),
                Showing::Loading => view! { <Loading /> }.into_any(),
                Showing::Message(_) => mail.reader.shown_untracked().map(|email| view! { <Message email /> }).into_any(),
                Showing::Failed(error) => view! { <Failed error /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn NothingOpen() -> impl IntoView {
    let text = Signal::stored(t(words::reader::NOTHING_OPEN_TEXT).to_owned());
    view! { <EmptyState icon=IconName::MarkRead title=t(words::reader::NOTHING_OPEN) text /> }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <div class="reader-loading" role="status">
            <span class="visually-hidden">{t(words::reader::LOADING)}</span>
            <Skeleton lines=7 />
        </div>
    }
}

#[component]
fn Failed(error: ApiError) -> impl IntoView {
    let mail = use_mail();
    let is_gone = matches!(error.kind(), Some(ProblemType::NotFound | ProblemType::StaleId));
    if is_gone {
        let text = Signal::stored(t(words::reader::GONE_TEXT).to_owned());
        return view! {
            <EmptyState icon=IconName::Info title=t(words::reader::GONE) text>
                <Button on_press=move || untrack(|| (command(Id::Back).run)(mail))>{t(words::actions::BACK)}</Button>
            </EmptyState>
        }
        .into_any();
    }
    let text = Signal::stored(i18n::error::sentence(&error));
    view! {
        <EmptyState icon=IconName::Warning title=t(words::reader::FAILED) text>
            <Button variant=ButtonVariant::Primary on_press=move || mail.reader.retry()>{t(words::common::RETRY)}</Button>
        </EmptyState>
    }
    .into_any()
}
