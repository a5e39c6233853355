//! The head of a message: the subject, who wrote it, to whom, when.

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::Email;
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::features::reader::people::{Person, short};
use crate::i18n::{Message, date_and_time, list_date, t, t_with, words};
use crate::state::mail::use_mail;
use crate::ui::avatar::Avatar;

/// The head. All recipients are shown when asked for.
#[component]
pub fn Head(
    /// The message.
    email: Arc<Email>,
) -> impl IntoView {
    let author = email.from.first().cloned().unwrap_or_else(|| EmailAddress::bare(t(words::reader::NOBODY)));
    let subject = email.subject.clone().filter(|subject| !subject.trim().is_empty());
    let subject = subject.unwrap_or_else(|| t(words::common::NO_SUBJECT).to_owned());
    let date = email.sent_at.unwrap_or(email.received_at);
    let everybody: Vec<EmailAddress> = email.to.iter().chain(&email.cc).chain(&email.bcc).cloned().collect();
    let to = t_with(words::reader::TO_SHORT, &[("names", &short(&everybody))]);
    let lines = [
        (words::reader::FROM, email.from.clone()),
        (words::reader::REPLY_TO, other_than(&email.reply_to, &email.from)),
        (words::reader::TO, email.to.clone()),
        (words::reader::CC, email.cc.clone()),
        (words::reader::BCC, email.bcc.clone()),
    ];
    let narrow = use_mail().narrow;
    // Where the list, whose heading is the page's first, is not shown beside it, this one is.
    let level = move || narrow.get().then_some("1");
    view! {
        <header class="message-head">
            // Focus comes here when the reader takes the list's turn.
            <h2 class="reader-subject" {..custom_attribute("aria-level", level)} tabindex="-1" dir="auto">{subject}</h2>
            <div class="message-author">
                <Avatar name=author.display().to_owned() address=author.email.clone() />
                <details class="message-details">
                    <summary title=t(words::reader::SHOW_DETAILS)>
                        <span class="message-author-line">
                            <Person address=author />
                            <time class="message-sent" datetime=date.to_string() title=date_and_time(date)>
                                {list_date(date)}
                            </time>
                        </span>
                        <span class="message-to" dir="auto">{to}</span>
                    </summary>
                    <dl class="message-lines">
                        {lines.into_iter().filter(|(_, people)| !people.is_empty()).map(line).collect_view()}
                        <div class="message-line-row"><dt>{t(words::reader::DATE)}</dt><dd>{date_and_time(date)}</dd></div>
                    </dl>
                </details>
            </div>
        </header>
    }
}

fn line((label, people): (Message, Vec<EmailAddress>)) -> impl IntoView {
    let people = people.into_iter().map(|address| view! { <li><Person address /></li> }).collect_view();
    view! { <div class="message-line-row"><dt>{t(label)}</dt><dd><ul class="people">{people}</ul></dd></div> }
}

/// `Reply-To` is worth a line only where it leads elsewhere.
fn other_than(reply_to: &[EmailAddress], from: &[EmailAddress]) -> Vec<EmailAddress> {
    let same = reply_to.len() == from.len() && reply_to.iter().zip(from).all(|(one, other)| one.same_mailbox(other));
    if same { Vec::new() } else { reply_to.to_vec() }
}
