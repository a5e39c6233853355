//! One row: who, what, when; a tick, a star. Its place is fixed, what stands there may change.

use gatepost_shared::email::EmailSummary;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;
use leptos::ev;
use leptos::prelude::*;

use crate::dom::focus;
use crate::features::list::grid::select_to;
use crate::features::list::row_text;
use crate::i18n::{date_and_time, list_date, t, t_with, words};
use crate::routes::Route;
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::{Mail, use_mail};
use crate::state::mutations::Telling;
use crate::state::rows::Row;
use crate::ui::avatar::Avatar;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// The row at a place of the list; grey lines while it is on its way.
#[component]
pub fn MessageRow(
    /// From 0 for the newest.
    place: u32,
) -> impl IntoView {
    let mail = use_mail();
    let list = mail.list;
    let row = memo(move || list.row(place));
    let has_tick = memo(move || row.with(|row| row.as_ref().is_some_and(|row| mail.selection.contains(&row.id))));
    let is_open = memo(move || {
        let open = mail.reader.open_id();
        row.with(|row| row.as_ref().is_some_and(|row| open.with(|open| open.as_ref() == Some(&row.id))))
    });
    let is_active = memo(move || list.active().get() == place);
    let is_own = memo(move || matches!(mail.current_role(), Some(Role::Sent | Role::Drafts)));
    let is =
        move |what: fn(&EmailSummary) -> bool| memo(move || row.with(|row| row.as_ref().is_some_and(|row| what(row))));
    let is_here = is(|_| true);
    let is_unread = is(|row| !row.keywords.is_seen());
    let spoken = move || row.with(|row| row.as_ref().map(|row| row_text::spoken(row, is_own.get())));

    let on_click = move |event: ev::MouseEvent| {
        let Some(row) = row.get_untracked() else { return };
        let before = list.active().get_untracked();
        list.activate(place);
        focus::soon(ACTIVE_ROW);
        if event.shift_key() {
            select_to(mail, before);
        } else if event.ctrl_key() || event.meta_key() {
            mail.selection.toggle(place, &row);
        } else {
            mail.navigation.go(Route::Email(row.id.clone()));
        }
    };
    view! {
        <div
            class="message-row"
            class:message-row-unread=is_unread
            class:message-row-ticked=has_tick
            class:message-row-open=is_open
            role="row"
            aria-rowindex=place + 1
            aria-selected=move || has_tick.get().to_string()
            aria-current=move || is_open.get().then_some("true")
            aria-label=spoken
            tabindex=move || if is_active.get() { 0 } else { -1 }
            style:--place=place.to_string()
            on:click=on_click
        >
            {move || {
                if is_here.get() {
                    view! { <Content row place is_own has_tick /> }.into_any()
                } else {
                    view! { <Placeholder /> }.into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Placeholder() -> impl IntoView {
    view! {
        <div class="message-placeholder" role="gridcell" aria-label=t(words::list::LOADING)>
            <span></span><span></span>
        </div>
    }
}

#[component]
fn Content(row: Memo<Option<Row>>, place: u32, is_own: Memo<bool>, has_tick: Memo<bool>) -> impl IntoView {
    let text = move |of: fn(&EmailSummary, bool) -> String| {
        memo(move || row.with(|row| row.as_ref().map(|row| of(row, is_own.get())).unwrap_or_default()))
    };
    let has = move |keyword: &'static str| {
        memo(move || row.with(|row| row.as_ref().is_some_and(|row| row.keywords.has(keyword))))
    };
    let who = text(row_text::who);
    let subject = text(|row, _| row_text::subject(row));
    let preview = text(|row, _| row.preview.clone().unwrap_or_default());
    let date = text(|row, _| list_date(row.received_at));
    let full_date = text(|row, _| date_and_time(row.received_at));
    let machine_date = text(|row, _| row.received_at.to_string());
    let has_attachment = memo(move || row.with(|row| row.as_ref().is_some_and(|row| row.has_attachment)));
    let marks = [
        (has(Keyword::ANSWERED), IconName::Reply, words::list::ANSWERED),
        (has(Keyword::FORWARDED), IconName::Forward, words::list::FORWARDED),
    ];
    let is_draft = has(Keyword::DRAFT);
    view! {
        <Tick row place is_own has_tick who />
        <div class="message-cells" role="gridcell">
            <div class="message-line">
                <span class="message-who" dir="auto">{who}</span>
                {move || has_attachment.get().then(|| view! {
                    <span class="message-mark" title=t(words::list::HAS_ATTACHMENT)><Icon name=IconName::Paperclip /></span>
                })}
                <time class="message-date" datetime=machine_date title=full_date>
                    {date}
                </time>
            </div>
            <div class="message-line">
                {marks
                    .map(|(is_set, icon, label)| move || is_set.get().then(|| view! {
                        <span class="message-mark" title=t(label)><Icon name=icon /></span>
                    }))
                    .collect_view()}
                {move || is_draft.get().then(|| view! { <span class="message-draft">{t(words::list::DRAFT)}</span> })}
                <span class="message-text">
                    <span class="message-subject" dir="auto">{subject}</span>
                    <span class="message-preview" dir="auto">{preview}</span>
                </span>
            </div>
        </div>
        <Star row is_starred=has(Keyword::FLAGGED) />
    }
}

/// The face of the row, and on it the tick: pressing it selects.
#[component]
fn Tick(
    row: Memo<Option<Row>>,
    place: u32,
    is_own: Memo<bool>,
    has_tick: Memo<bool>,
    who: Memo<String>,
) -> impl IntoView {
    let mail = use_mail();
    let face =
        memo(move || row.with(|row| row.as_ref().map(|row| row_text::face(row, is_own.get())).unwrap_or_default()));
    let name = Signal::derive(move || face.with(|face| face.display().to_owned()));
    let address = Signal::derive(move || face.with(|face| face.email.clone()));
    let press = move |event: ev::MouseEvent| {
        event.stop_propagation();
        let Some(row) = row.get_untracked() else { return };
        let before = mail.list.active().get_untracked();
        mail.list.activate(place);
        focus::soon(ACTIVE_ROW);
        if event.shift_key() { select_to(mail, before) } else { mail.selection.toggle(place, &row) }
    };
    view! {
        <div class="message-tick-cell" role="gridcell">
            <button
                type="button"
                class="message-tick"
                role="checkbox"
                tabindex="-1"
                aria-checked=move || has_tick.get().to_string()
                aria-label=move || t_with(words::list::SELECT_ROW, &[("who", &who.get())])
                on:click=press
            >
                <Avatar name address />
                <span class="message-box"><Icon name=IconName::Check /></span>
            </button>
        </div>
    }
}

#[component]
fn Star(row: Memo<Option<Row>>, is_starred: Memo<bool>) -> impl IntoView {
    let mail = use_mail();
    let press = move |event: ev::MouseEvent| {
        event.stop_propagation();
        toggle_star(mail, row.get_untracked());
    };
    let icon = Signal::derive(move || if is_starred.get() { IconName::StarFilled } else { IconName::Star });
    view! {
        <div class="message-star-cell" role="gridcell">
            <button
                type="button"
                class="message-star"
                class:message-starred=is_starred
                tabindex="-1"
                aria-pressed=move || is_starred.get().to_string()
                aria-label=t(words::actions::STAR)
                on:click=press
            >
                <Icon name=icon />
            </button>
        </div>
    }
}

fn toggle_star(mail: Mail, row: Option<Row>) {
    if let Some(row) = row {
        mail.mark(std::slice::from_ref(&row), Keyword::FLAGGED, !row.keywords.is_flagged(), Telling::Silent);
    }
}
