//! The head of a message: who wrote it, to whom, when; and what can be done with this one message.

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::Email;
use leptos::ev;
use leptos::prelude::*;

use crate::commands::table::Id;
use crate::dom::focus;
use crate::features::command_button::CommandButton;
use crate::features::reader::content::Ways;
use crate::features::reader::message_menu::MessageMenu;
use crate::features::reader::people::{Person, short};
use crate::features::reader::sender_card::Sender;
use crate::features::reader::stage::StageContext;
use crate::i18n::{Message, date_and_time, list_date, t, t_with, words};
use crate::state::mail::{About, use_mail};
use crate::ui::avatar::Avatar;

/// The head. All recipients are shown when asked for; pressing it elsewhere folds the message where there are others.
#[component]
pub fn Head(
    /// The message.
    email: Arc<Email>,
    /// How it is shown.
    ways: Ways,
) -> impl IntoView {
    let mail = use_mail();
    let stage = expect_context::<StageContext>();
    let author = author_of(&email);
    let date = email.sent_at.unwrap_or(email.received_at);
    let everybody: Vec<EmailAddress> = email.to.iter().chain(&email.cc).chain(&email.bcc).cloned().collect();
    let to = t_with(words::reader::TO_SHORT, &[("names", &short(&everybody))]);
    let id = StoredValue::new(email.id.clone());
    let fold = move |event: ev::MouseEvent| {
        if !focus::is_control(event.target()) {
            mail.reader.change_stack(&stage.anchor(), |stack| id.with_value(|id| stack.fold(id, true)));
        }
    };
    view! {
        <header class="message-head" on:click=fold>
            <Avatar name=author.display().to_owned() address=author.email.clone() />
            <div class="message-author-line">
                <Sender email=email.clone() />
                <time class="message-sent" datetime=date.to_string() title=date_and_time(date)>{list_date(date)}</time>
                <span class="message-tools">
                    <CommandButton id=Id::Star about=About::Message />
                    <span class="message-reply"><CommandButton id=Id::Reply about=About::Message /></span>
                    <MessageMenu email=email.clone() ways />
                </span>
            </div>
            <details class="message-details">
                <summary title=t(words::reader::SHOW_DETAILS)><span class="message-to" dir="auto">{to}</span></summary>
                <Lines email />
            </details>
        </header>
    }
}

/// Who wrote it; somebody without a name where it says nobody.
pub fn author_of(email: &Email) -> EmailAddress {
    email.from.first().cloned().unwrap_or_else(|| EmailAddress::bare(t(words::reader::NOBODY)))
}

/// Everybody whom the header names, and when it was sent.
#[component]
pub fn Lines(
    /// The message.
    email: Arc<Email>,
) -> impl IntoView {
    let date = email.sent_at.unwrap_or(email.received_at);
    let lines = [
        (words::reader::FROM, email.from.clone()),
        (words::reader::SENDER, other_than(&email.sender, &email.from)),
        (words::reader::REPLY_TO, other_than(&email.reply_to, &email.from)),
        (words::reader::TO, email.to.clone()),
        (words::reader::CC, email.cc.clone()),
        (words::reader::BCC, email.bcc.clone()),
    ];
    view! {
        <dl class="message-lines">
            {lines.into_iter().filter(|(_, people)| !people.is_empty()).map(line).collect_view()}
            <div class="message-line-row"><dt>{t(words::reader::DATE)}</dt><dd>{date_and_time(date)}</dd></div>
        </dl>
    }
}

fn line((label, people): (Message, Vec<EmailAddress>)) -> impl IntoView {
    let people = people.into_iter().map(|address| view! { <li><Person address /></li> }).collect_view();
    view! { <div class="message-line-row"><dt>{t(label)}</dt><dd><ul class="people">{people}</ul></dd></div> }
}

/// `Reply-To` and `Sender` are worth a line only where they lead elsewhere.
fn other_than(others: &[EmailAddress], from: &[EmailAddress]) -> Vec<EmailAddress> {
    let same = others.len() == from.len() && others.iter().zip(from).all(|(one, other)| one.same_mailbox(other));
    if same { Vec::new() } else { others.to_vec() }
}
