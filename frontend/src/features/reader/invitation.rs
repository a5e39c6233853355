//! The invitations in a message: what, when, where, who; and the answer to whoever invites.

use std::sync::Arc;

use gatepost_shared::email::{CalendarEvent, CalendarTime, Email};
use gatepost_shared::id::EmailId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::{self, Message, t, t_with, tn, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};

/// What one can answer, as iCalendar calls it (RFC 5545, section 3.2.12).
const ANSWERS: [(&str, Message, Message); 3] = [
    ("ACCEPTED", words::reader::EVENT_ACCEPT, words::reader::EVENT_ACCEPTED),
    ("TENTATIVE", words::reader::EVENT_MAYBE, words::reader::EVENT_TENTATIVE),
    ("DECLINED", words::reader::EVENT_DECLINE, words::reader::EVENT_DECLINED),
];

/// A card for each event; nothing where there is none.
#[component]
pub fn Invitation(
    /// The message.
    email: Arc<Email>,
) -> impl IntoView {
    let id = email.id.clone();
    email.calendar_events.iter().map(|event| view! { <Event id=id.clone() event=event.clone() /> }).collect_view()
}

#[component]
fn Event(id: EmailId, event: CalendarEvent) -> impl IntoView {
    let mail = use_mail();
    let kind = kind_of(&event);
    let me = event.attendees.iter().find(|attendee| untrack(|| mail.is_me(&attendee.address)));
    let can_answer = event.method.as_deref() == Some("REQUEST") && me.is_some();
    let answered = RwSignal::new(me.and_then(|me| me.status.clone()));
    let title = event.summary.clone().unwrap_or_else(|| t(words::reader::EVENT_UNTITLED).to_owned());
    let guests = u32::try_from(event.attendees.len()).unwrap_or(u32::MAX);
    let organizer = event.organizer.as_ref().map(|who| who.display().to_owned());
    let facts = [
        (words::reader::EVENT_WHEN, when(&event)),
        (words::reader::EVENT_WHERE, event.location.clone()),
        (words::reader::EVENT_ORGANIZER, organizer),
        (words::reader::EVENT_GUESTS, (guests > 0).then(|| tn(words::reader::EVENT_GUEST_COUNT, guests))),
    ];
    let fact = |(label, text): (Message, Option<String>)| {
        text.filter(|text| !text.trim().is_empty()).map(|text| {
            view! { <div class="event-fact"><dt>{t(label)}</dt><dd dir="auto">{text}</dd></div> }
        })
    };
    let uid = event.uid.clone();
    view! {
        <section class="event" aria-label=t(kind)>
            <p class="event-kind">{t(kind)}</p>
            <h3 class="event-title" dir="auto">{title}</h3>
            <dl class="event-facts">{facts.map(fact).into_iter().collect_view()}</dl>
            {can_answer.then(|| view! { <Answer id uid answered /> })}
        </section>
    }
}

#[component]
fn Answer(id: EmailId, uid: Option<String>, answered: RwSignal<Option<String>>) -> impl IntoView {
    let mail = use_mail();
    let sending = RwSignal::new(None::<&'static str>);
    let (id, uid) = (StoredValue::new(id), StoredValue::new(uid));
    let answer = move |word: &'static str, done: Message| {
        sending.set(Some(word));
        spawn_local(async move {
            let (Some(id), Some(uid)) = (id.try_get_value(), uid.try_get_value()) else { return };
            let answer = mail.api.answer_invitation(&id, word, uid.as_deref()).await;
            let _ = sending.try_set(None);
            match answer {
                Ok(_) => {
                    let _ = answered.try_set(Some(word.to_owned()));
                    mail.toasts.done(t(done));
                }
                Err(error) => mail.toasts.error(&error),
            }
        });
    };
    let button = move |(word, label, done): (&'static str, Message, Message)| {
        let is_chosen = move || answered.with(|answered| answered.as_deref() == Some(word));
        view! {
            <span class="event-answer" class:event-answer-chosen=is_chosen>
                <Button
                    variant=ButtonVariant::Standard
                    busy=Signal::derive(move || sending.get() == Some(word))
                    on_press=move || answer(word, done)
                >
                    {t(label)}
                </Button>
            </span>
        }
    };
    let state = move || {
        answered.with(|answered| {
            let known = ANSWERS.iter().find(|(word, _, _)| answered.as_deref() == Some(*word));
            known.map(|(_, _, done)| t(*done))
        })
    };
    view! {
        <div class="event-answers" role="group" aria-label=t(words::reader::EVENT_ANSWER)>
            {ANSWERS.map(button).into_iter().collect_view()}
            <span class="event-state" role="status">{state}</span>
        </div>
    }
}

fn kind_of(event: &CalendarEvent) -> Message {
    match event.method.as_deref() {
        Some("CANCEL") => words::reader::EVENT_CANCELLED,
        Some("REPLY") => words::reader::EVENT_REPLY,
        Some("REQUEST") => words::reader::EVENT_INVITATION,
        _ if event.status.as_deref() == Some("CANCELLED") => words::reader::EVENT_CANCELLED,
        _ => words::reader::EVENT,
    }
}

/// When it is, on the reader's clock where the moment is known, else as it was written; and whether it comes again.
fn when(event: &CalendarEvent) -> Option<String> {
    let start = event.start.as_ref()?;
    let begins = moment(start);
    let text = match event.end.as_ref().filter(|_| start.utc.is_some()).and_then(|end| end.utc) {
        Some(end) => t_with(words::reader::EVENT_FROM_TO, &[("start", &begins), ("end", &i18n::time(end))]),
        None => begins,
    };
    Some(if event.is_recurring { t_with(words::reader::EVENT_RECURS, &[("when", &text)]) } else { text })
}

fn moment(time: &CalendarTime) -> String {
    match (time.utc, &time.time_zone) {
        (Some(utc), _) => i18n::date_and_time(utc),
        (None, Some(zone)) => time.local.replace('T', " ") + " (" + zone + ")",
        (None, None) => time.local.replace('T', " "),
    }
}
