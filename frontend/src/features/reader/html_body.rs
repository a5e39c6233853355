//! The HTML of a message, and above it what was left out: images that would tell their owner that the mail was read.

use std::sync::Arc;

use gatepost_shared::email::Email;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::reading::{Showing, html_url};
use crate::dom::effect::effect;
use crate::dom::frame::Facts;
use crate::features::reader::content::Ways;
use crate::features::reader::head::author_of;
use crate::features::reader::html_frame::{Frame, Stage};
use crate::features::reader::stage::StageContext;
use crate::i18n::{t, t_with, tn, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// The frame with its notices.
#[component]
pub fn HtmlBody(
    /// The message.
    email: Arc<Email>,
    /// How it is shown.
    ways: Ways,
    /// What is marked in it.
    hits: Signal<Vec<String>>,
    /// The part that the message is within another.
    #[prop(optional_no_strip)]
    part: Option<String>,
) -> impl IntoView {
    let mail = use_mail();
    // What stands on no stage (a mail within another) is seen as soon as it exists.
    let is_seen = use_context::<StageContext>().map(|stage| stage.is_seen);
    let sender = StoredValue::new(author_of(&email));
    let id = StoredValue::new(email.id.clone());
    let part = StoredValue::new(part);
    let stage = RwSignal::new(Stage::Loading);
    let asked = RwSignal::new(false);
    let is_contact = RwSignal::new(false);
    // Whoever pretends to be a contact is none.
    let is_doubtful = !email.warnings.is_empty();
    // Nothing is asked of strangers before the person sees the mail, whatever their settings say.
    let remote = memo(move || {
        let is_seen = is_seen.is_none_or(|seen| seen.get());
        is_seen && (asked.get() || sender.with_value(|sender| mail.loads_images_of(&sender.email, is_contact.get())))
    });
    effect(move || {
        if is_doubtful || !mail.asks_contacts_for_images() || !is_seen.is_none_or(|seen| seen.get()) {
            return;
        }
        spawn_local(async move {
            // Without an answer the images stay where they are, and the person can still ask for them.
            let answer = mail.api.is_contact(&sender.get_value().email).await;
            let _ = is_contact.try_set(answer.unwrap_or(false));
        });
    });
    // Each attempt is a new frame.
    let attempt = RwSignal::new(0_u32);
    let url = memo(move || {
        attempt.track();
        let dark = ways.is_dark.get() && !ways.original_colours.get();
        html_url(&id.get_value(), &Showing { remote: remote.get(), dark, part: part.get_value() })
    });
    let again = move || attempt.update(|attempt| *attempt += 1);
    effect(move || {
        url.track();
        stage.set(Stage::Loading);
    });
    // The frame's request does not pass our client: any other call finds out whether the session has ended.
    effect(move || {
        if stage.get() == Stage::Failed {
            mail.mailboxes.refresh();
        }
    });
    Effect::new(move |before: Option<bool>| {
        let expired = mail.session.expired().get();
        if before == Some(true) && !expired && stage.get_untracked() == Stage::Failed {
            again();
        }
        expired
    });
    let always = move || sender.with_value(|sender| mail.load_images_of(&sender.email));
    let notice = move || {
        match stage.get() {
        Stage::Shown(facts) if facts.blocked > 0 => {
            Some(view! { <Blocked facts name=sender.get_value().display().to_owned() show=move || asked.set(true) always /> }.into_any())
        }
        Stage::Failed => Some(
            view! {
                <div class="notice">
                    <Icon name=IconName::Warning />
                    <p>{t(words::reader::BODY_FAILED)}</p>
                    <Button on_press=again>{t(words::common::RETRY)}</Button>
                </div>
            }
            .into_any(),
        ),
        Stage::Loading | Stage::Shown(_) => None,
    }
    };
    view! {
        {notice}
        // A list of one: another key is another frame, which loads even when its URL is the same.
        <For each=move || [(attempt.get(), url.get())] key=Clone::clone let:((_, url))>
            <Frame url hits stage />
        </For>
    }
}

/// How many images were not loaded, and the ways to see them.
#[component]
fn Blocked(
    facts: Facts,
    /// The sender.
    name: String,
    #[prop(into)] show: Callback<()>,
    #[prop(into)] always: Callback<()>,
) -> impl IntoView {
    let mail = use_mail();
    let may_load = untrack(|| mail.may_load_images());
    let trackers = (facts.trackers > 0).then(|| tn(words::reader::TRACKERS, facts.trackers));
    view! {
        <div class="notice blocked">
            <Icon name=IconName::Shield />
            <div class="blocked-text">
                <p>{tn(words::reader::BLOCKED, facts.blocked)}</p>
                {trackers.map(|text| view! { <p class="blocked-trackers">{text}</p> })}
            </div>
            {may_load.then(|| view! {
                <div class="blocked-acts">
                    <Button variant=ButtonVariant::Quiet on_press=always>
                        {t_with(words::reader::ALWAYS_IMAGES, &[("name", &name)])}
                    </Button>
                    <Button on_press=show>{t(words::reader::SHOW_IMAGES)}</Button>
                </div>
            })}
        </div>
    }
}
