//! When a message is to be sent, where the mail server can hold it.

use gatepost_shared::date::UtcDate;
use leptos::ev;
use leptos::prelude::*;

use crate::dom::clock;
use crate::features::compose::desk::use_desk;
use crate::i18n::{self, t, t_with, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::unique_id::unique_id;

/// Asks for a day and a time.
#[component]
pub fn ScheduleDialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog
            open
            title=t(words::compose::SCHEDULE_TITLE)
            close_label=t(words::common::CLOSE)
            on_close=move || open.set(false)
        >
            <Form open />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let id = unique_id("schedule");
    let wanted = RwSignal::new(clock::local_input(clock::tomorrow_morning()));
    let error = RwSignal::new(None::<String>);
    let latest = latest(untrack(|| desk.compose().longest_delay()));
    let limit = t_with(words::compose::SCHEDULE_LIMIT, &[("time", &i18n::date_and_time(latest))]);
    let confirm = move |event: ev::SubmitEvent| {
        event.prevent_default();
        match judge(wanted.with_untracked(|wanted| clock::from_local_input(wanted)), latest) {
            Ok(time) => {
                open.set(false);
                desk.act(|compose, composition| compose.send_at(composition, time));
            }
            Err(sentence) => error.set(Some(sentence)),
        }
    };
    view! {
        <form class="schedule-form" on:submit=confirm>
            <label class="field-label" for=id.clone()>{t(words::compose::SCHEDULE_WHEN)}</label>
            <input
                class="field-input"
                id=id
                type="datetime-local"
                prop:value=wanted
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:input=move |event: ev::Event| wanted.set(event_target_value(&event))
            />
            <p class="field-error" role="alert">{error}</p>
            <p class="schedule-limit">{limit}</p>
            <div class="dialog-actions">
                <Button variant=ButtonVariant::Primary submit=true>{t(words::compose::SCHEDULE_CONFIRM)}</Button>
            </div>
        </form>
    }
    .into_any()
}

fn latest(longest: u64) -> UtcDate {
    UtcDate::from_seconds(clock::now().seconds().saturating_add(i64::try_from(longest).unwrap_or(i64::MAX)))
}

fn judge(wanted: Option<UtcDate>, latest: UtcDate) -> Result<UtcDate, String> {
    match wanted {
        Some(time) if time <= clock::now() => Err(t(words::compose::SCHEDULE_PAST).to_owned()),
        Some(time) if time > latest => {
            Err(t_with(words::compose::SCHEDULE_TOO_LATE, &[("time", &i18n::date_and_time(latest))]))
        }
        Some(time) => Ok(time),
        None => Err(t(words::compose::SCHEDULE_PAST).to_owned()),
    }
}
