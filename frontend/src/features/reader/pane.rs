//! The pane at the end: the open conversation, or what stands in its place; and, built but not seen, what may be opened
//! next.

use gatepost_shared::problem::ProblemType;
use leptos::prelude::*;

use crate::api::ApiError;
use crate::commands::table::{Id, command};
use crate::features::reader::look::LookDialog;
use crate::features::reader::message::spoken;
use crate::features::reader::stage::Stage;
use crate::features::reader::toolbar::Toolbar;
use crate::i18n::{self, t, words};
use crate::state::mail::use_mail;
use crate::state::reader::Phase;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::live_region::LiveRegion;
use crate::ui::memo::memo;
use crate::ui::skeleton::Skeleton;
use crate::ui::when::When;

/// What the pane shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Showing {
    Nothing,
    Loading,
    Stage,
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
            Phase::Shown(_) => Showing::Stage,
            Phase::Failed(error) => Showing::Failed(error.clone()),
        })
    });
    let stages = mail.reader.stages().map(|stage| {
        let stage = memo(move || stage.get());
        view! { {move || stage.get().map(|id| view! { <Stage id /> })} }
    });
    // Where one is, for those who do not see the message that they have turned to.
    let news = memo(move || {
        let row = mail.reader.row().filter(|_| mail.is_stacked())?;
        Some(spoken(&row))
    });
    let news = Signal::derive(move || news.get().unwrap_or_default());
    view! {
        <section class="reader" aria-label=t(words::reader::REGION)>
            <When is=Signal::derive(move || showing.with(|showing| *showing != Showing::Nothing))>
                <Toolbar />
            </When>
            <div class="reader-stages">
                {stages}
                {move || match showing.get() {
                    Showing::Nothing => view! { <NothingOpen /> }.into_any(),
                    Showing::Loading => view! { <Loading /> }.into_any(),
                    Showing::Stage => ().into_any(),
                    Showing::Failed(error) => view! { <Failed error /> }.into_any(),
                }}
            </div>
            <LookDialog />
            <LiveRegion text=news />
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
                <Button on_press=move || command(Id::Back).run(mail)>{t(words::actions::BACK)}</Button>
            </EmptyState>
        }
        .into_any();
    }
    let text = Signal::stored(i18n::error::sentence(&error));
    let retry = move || mail.reader.retry(untrack(|| mail.reads_conversations()));
    view! {
        <EmptyState icon=IconName::Warning title=t(words::reader::FAILED) text>
            <Button variant=ButtonVariant::Primary on_press=retry>{t(words::common::RETRY)}</Button>
        </EmptyState>
    }
    .into_any()
}
