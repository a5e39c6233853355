//! What the mail server answers while the person is away.

use gatepost_shared::vacation::VacationResponse;
use leptos::ev;
use leptos::prelude::*;

use super::group::Group;
use super::remote::Remote;
use super::rules::{has_rules, unavailable};
use super::saving::use_calls;
use crate::dom::clock::{day_of, day_start};
use crate::i18n::{t, words::settings as say};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::field::Field;
use crate::ui::switch::Switch;
use crate::ui::text_area::TextArea;

/// The section.
#[component]
pub fn Vacation() -> impl IntoView {
    let mail = use_mail();
    if !untrack(|| has_rules(mail)) {
        return unavailable();
    }
    let ask = move || async move { mail.api.vacation().await };
    let answer = Remote::new(ask());
    let form = answer.show(move || answer.ask(ask()), move |known| view! { <Form known=known.clone() /> }.into_any());
    view! { <Group hint=t(say::VACATION_HINT)>{form}</Group> }.into_any()
}

#[component]
fn Form(known: VacationResponse) -> impl IntoView {
    let mail = use_mail();
    let calls = use_calls();
    let is_enabled = RwSignal::new(known.is_enabled);
    let from = RwSignal::new(known.from_date.map(day_of).unwrap_or_default());
    // The server is told the moment at which it ends; a person names the last day.
    let last = known.to_date.map(|end| gatepost_shared::date::UtcDate::from_seconds(end.seconds() - 1));
    let to = RwSignal::new(last.map(day_of).unwrap_or_default());
    let subject = RwSignal::new(known.subject.clone());
    let text = RwSignal::new(known.text_body.clone());
    let days = RwSignal::new(known.days.to_string());
    let complaint = RwSignal::new(None::<String>);
    let known = StoredValue::new(known);
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let wanted = VacationResponse {
            is_enabled: is_enabled.get_untracked(),
            from_date: day_start(&from.get_untracked(), 0),
            to_date: day_start(&to.get_untracked(), 1),
            subject: subject.get_untracked().trim().to_owned(),
            text_body: text.get_untracked(),
            days: days.get_untracked().parse().unwrap_or(7),
            ..known.get_value()
        };
        if let Err(fault) = wanted.check() {
            return complaint.set(Some(fault.sentence));
        }
        complaint.set(None);
        calls.save(async move { mail.api.replace_vacation(&wanted).await }, move |saved| known.set_value(saved));
    };
    view! {
        <form class="settings-form" novalidate on:submit=save>
            <Switch label=t(say::VACATION_ON) on=is_enabled on_change=move |on| is_enabled.set(on) />
            <div class="settings-pair">
                <Field label=t(say::VACATION_FROM) kind="date" value=from />
                <Field label=t(say::VACATION_TO) kind="date" value=to />
            </div>
            <Field label=t(say::VACATION_SUBJECT) value=subject max_length=500 />
            <p class="hint">{t(say::VACATION_SUBJECT_HINT)}</p>
            <TextArea label=t(say::VACATION_TEXT) value=text rows=8 />
            <Field label=t(say::VACATION_DAYS) kind="number" value=days max_length=2 />
            {move || complaint.get().map(|sentence| view! { <p class="field-error" role="alert">{sentence}</p> })}
            <div class="settings-actions">
                <Button variant=ButtonVariant::Primary submit=true>{t(say::SAVE)}</Button>
            </div>
        </form>
    }
}
