//! One row: who, what, when; a tick, a star, and while it is pointed at what one does most. Its place is fixed, what
//! stands there may change. It only shows: presses, drags and swipes are the grid's business (`gestures.rs`).

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::EmailSummary;
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::features::list::row_text;
use crate::features::list::snippet;
use crate::features::list::tags::row_tags;
use crate::features::mailboxes::name::name_of;
use crate::i18n::{Message, date_and_time, list_date, number, t, t_with, tn, words};
use crate::state::mail::{About, Mail, use_mail};
use crate::state::rows::{Row, is_about, is_starred, unread_of};
use crate::ui::avatar::Avatar;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// What can be pressed on the row that is pointed at.
pub const ACTIONS: [Id; 4] = [Id::Archive, Id::Delete, Id::MarkRead, Id::MarkUnread];

/// What all rows need to know, so that each need not find it out.
#[derive(Clone, Copy)]
pub struct RowContext {
    /// The mailboxes with mail that the person has written: their rows say to whom.
    pub own: Memo<Vec<MailboxId>>,
    /// The person's own address: in a conversation they are "me".
    pub me: Memo<String>,
    /// Whether a mouse can drag rows; a finger would begin a drag where it means to hold.
    pub can_drag: Signal<bool>,
    /// The row under a finger that moves sideways, and how far it has moved.
    pub swipe: RwSignal<Option<(u32, f64)>>,
}

/// The row at a place of the list; grey lines while it is on its way.
#[component]
pub fn MessageRow(
    /// From 0 for the newest.
    place: u32,
    /// What all rows need to know.
    context: RowContext,
) -> impl IntoView {
    let mail = use_mail();
    let list = mail.list;
    let row = memo(move || list.row(place));
    let is = move |what: fn(&EmailSummary) -> bool| move || row.with(|row| row.as_ref().is_some_and(|row| what(row)));
    let has_tick = memo(move || {
        mail.selection.everything().get()
            || row.with(|row| row.as_ref().is_some_and(|row| mail.selection.contains(&row.id)))
    });
    let is_open = memo(move || {
        let open = mail.reader.open_id();
        row.with(|row| {
            row.as_ref().is_some_and(|row| open.with(|open| open.as_ref().is_some_and(|open| is_about(row, open))))
        })
    });
    let is_active = memo(move || list.active().get() == place);
    let swiped = memo(move || context.swipe.get().filter(|(at, _)| *at == place).map(|(_, by)| by));
    let spoken = move || row.with(|row| row.as_ref().map(|row| row_text::spoken(row, is_own(context, row))));
    view! {
        <div
            class="message-row"
            class:message-row-unread=is(|row| unread_of(row) > 0)
            class:message-row-ticked=has_tick
            class:message-row-open=is_open
            class:message-row-swiped=move || swiped.get().is_some()
            role="row"
            aria-rowindex=place + 1
            aria-selected=move || has_tick.get().to_string()
            aria-current=move || is_open.get().then_some("true")
            aria-label=spoken
            tabindex=move || if is_active.get() { 0 } else { -1 }
            draggable=move || context.can_drag.get().to_string()
            style:--place=place.to_string()
            style:--swipe=move || swiped.get().map(pixels)
        >
            {move || row.with(|row| match row {
                Some(row) => content(mail, context, row, has_tick),
                None => placeholder(),
            })}
            {move || (list.hovered().get() == Some(place)).then(|| actions(mail, place))}
        </div>
    }
}

/// (A number with a fraction would bring all that writes such numbers into the bundle.)
#[expect(clippy::cast_possible_truncation, reason = "no finger moves 2^31 pixels")]
fn pixels(by: f64) -> String {
    (by.round() as i32).to_string() + "px"
}

fn is_own(context: RowContext, row: &EmailSummary) -> bool {
    context.own.with(|own| own.contains(&row.mailbox_id))
}

fn placeholder() -> AnyView {
    view! {
        <div class="message-placeholder" role="gridcell" aria-label=t(words::list::LOADING)>
            <span></span><span></span>
        </div>
    }
    .into_any()
}

fn content(mail: Mail, context: RowContext, row: &Row, has_tick: Memo<bool>) -> AnyView {
    let is_own = is_own(context, row);
    let who = context.me.with(|me| row_text::people(row, is_own, me));
    let total = row.thread.as_ref().map_or(1, |thread| thread.total_emails);
    let snippet = mail.list.snippet(&row.id).unwrap_or_default();
    let subject = snippet.subject.map_or_else(|| row_text::subject(row).into_any(), snippet::marked);
    let preview = snippet.preview.map_or_else(|| row.preview.clone().unwrap_or_default().into_any(), snippet::marked);
    let elsewhere =
        mail.navigation.route().with_untracked(|route| route.search().is_some_and(|search| search.mailbox.is_none()));
    let mailbox = elsewhere.then(|| untrack(|| mail.mailboxes.get(&row.mailbox_id))).flatten();
    view! {
        {tick(&row_text::face(row, is_own), &who, has_tick)}
        <div class="message-cells" role="gridcell">
            <div class="message-line message-line-who">
                <span class="message-who" dir="auto">{who}</span>
                {(total > 1).then(|| view! {
                    <span class="message-count" title=tn(words::list::IN_CONVERSATION, total)>{number(total)}</span>
                })}
                {row.has_attachment.then(|| mark(IconName::Paperclip, words::list::HAS_ATTACHMENT))}
                <time
                    class="message-date"
                    datetime=row.received_at.to_string()
                    title=date_and_time(row.received_at)
                >
                    {list_date(row.received_at)}
                </time>
            </div>
            <div class="message-line message-line-what">
                {row.keywords.has(Keyword::ANSWERED).then(|| mark(IconName::Reply, words::list::ANSWERED))}
                {row.keywords.has(Keyword::FORWARDED).then(|| mark(IconName::Forward, words::list::FORWARDED))}
                {row.keywords.has(Keyword::DRAFT).then(|| view! { <span class="message-draft">{t(words::list::DRAFT)}</span> })}
                {mailbox.map(|mailbox| view! { <span class="message-mailbox" dir="auto">{name_of(&mailbox)}</span> })}
                {row_tags(mail, &row.keywords)}
                <span class="message-text">
                    <span class="message-subject" dir="auto">{subject}</span>
                    <span class="message-preview" dir="auto">{preview}</span>
                </span>
            </div>
        </div>
        {star(is_starred(row))}
    }
    .into_any()
}

fn mark(icon: IconName, label: Message) -> AnyView {
    view! { <span class="message-mark" title=t(label)><Icon name=icon /></span> }.into_any()
}

/// The face of the row, and on it the tick: pressing it selects.
fn tick(face: &EmailAddress, who: &str, has_tick: Memo<bool>) -> AnyView {
    let (name, address) = (Signal::stored(face.display().to_owned()), Signal::stored(face.email.clone()));
    view! {
        <div class="message-tick-cell" role="gridcell">
            <button
                type="button"
                class="message-tick"
                role="checkbox"
                tabindex="-1"
                aria-checked=move || has_tick.get().to_string()
                aria-label=t_with(words::list::SELECT_ROW, &[("who", who)])
            >
                <Avatar name address />
                <span class="message-box"><Icon name=IconName::Check /></span>
            </button>
        </div>
    }
    .into_any()
}

fn star(is_starred: bool) -> AnyView {
    let icon = if is_starred { IconName::StarFilled } else { IconName::Star };
    view! {
        <div class="message-star-cell" role="gridcell">
            <button
                type="button"
                class="message-star"
                class:message-starred=is_starred
                tabindex="-1"
                aria-pressed=is_starred.to_string()
                aria-label=t(words::actions::STAR)
            >
                <Icon name=icon />
            </button>
        </div>
    }
    .into_any()
}

/// What one does most, for a mouse; a keyboard has its keys for all of it.
fn actions(mail: Mail, place: u32) -> AnyView {
    let mail = mail.about(About::Row(place));
    let button = move |(index, id): (usize, Id)| {
        let command = command(id);
        (command.enabled)(mail).then(|| {
            view! {
                <button
                    type="button"
                    class="icon-button message-action"
                    tabindex="-1"
                    data-action=index
                    data-tooltip=t((command.label)(mail))
                    aria-label=t((command.label)(mail))
                >
                    <Icon name=(command.icon)(mail) />
                </button>
            }
        })
    };
    view! {
        <div class="message-actions" role="gridcell">
            {ACTIONS.into_iter().enumerate().map(button).collect_view()}
        </div>
    }
    .into_any()
}
