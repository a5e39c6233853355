//! The body of a message: its HTML in a frame of its own, or its text.

use std::sync::Arc;

use gatepost_shared::email::{Email, EmailBodyPart};
use leptos::prelude::*;

use crate::api::emails::raw_url;
use crate::features::reader::content::Ways;
use crate::features::reader::html_body::HtmlBody;
use crate::features::reader::text_body::TextBody;
use crate::i18n::{t, words};
use crate::state::mail::use_mail;

/// The body.
#[component]
pub fn Body(
    /// The message.
    email: Arc<Email>,
    /// How it is shown.
    ways: Ways,
    /// The part that the message is within another.
    #[prop(optional)]
    part: Option<String>,
) -> impl IntoView {
    let (mail, id) = (use_mail(), email.id.clone());
    let hits = Signal::derive(move || mail.list.hits(&id));
    let is_html = email.html_body.iter().any(|part| part.media_type == "text/html");
    move || {
        let email = email.clone();
        if is_html && !ways.as_text.get() {
            view! { <HtmlBody email ways hits part=part.clone() /> }.into_any()
        } else {
            view! { <Texts email hits /> }.into_any()
        }
    }
}

#[component]
fn Texts(email: Arc<Email>, hits: Signal<Vec<String>>) -> impl IntoView {
    let texts: Vec<String> = email.text_body.iter().filter_map(|part| text_of(&email, part)).collect();
    let is_empty = texts.iter().all(|text| text.trim().is_empty());
    let is_cut = email.body_values.values().any(|value| value.is_truncated);
    let whole = raw_url(&email.id);
    view! {
        {texts.into_iter().map(|text| view! { <TextBody text hits /> }).collect_view()}
        {is_empty.then(|| view! { <p class="message-no-text">{t(words::reader::EMPTY_BODY)}</p> })}
        {is_cut.then(|| view! {
            <p class="notice">
                {t(words::reader::TRUNCATED)} " " <a href=whole download="">{t(words::reader::WHOLE)}</a>
            </p>
        })}
    }
}

fn text_of(email: &Email, part: &EmailBodyPart) -> Option<String> {
    Some(email.body_values.get(part.part_id.as_ref()?)?.value.clone())
}
