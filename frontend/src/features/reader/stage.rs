//! An opened email with its conversation around it: the subject, the messages one below the other, the answer at the
//! foot. It may be built before it is opened; it is then there, as high as it will be, and not to be seen or reached.
//!
//! The opened message never changes its place among its siblings, whatever is learned of the conversation afterwards: a
//! frame that is moved within the page loads anew.

use gatepost_shared::id::EmailId;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::focus;
use crate::features::reader::answers::Answers;
use crate::features::reader::heading::Heading;
use crate::features::reader::message::Message;
use crate::state::mail::use_mail;
use crate::state::reader::{Phase, Reader, SEEN};
use crate::ui::memo::memo;

/// What everything on a stage may ask.
#[derive(Clone, Copy)]
pub struct StageContext {
    /// The email that was opened.
    pub anchor: StoredValue<EmailId>,
    /// Whether the person sees this stage.
    pub is_seen: Memo<bool>,
}

impl StageContext {
    /// The email that was opened.
    pub fn anchor(&self) -> EmailId {
        self.anchor.get_value()
    }
}

/// The stage.
#[component]
pub fn Stage(
    /// The email that was opened, or may be.
    id: EmailId,
) -> impl IntoView {
    let mail = use_mail();
    let anchor = StoredValue::new(id.clone());
    let is_seen = memo(move || {
        mail.reader
            .phase()
            .with(|phase| matches!(phase, Phase::Shown(email) if anchor.with_value(|id| email.id == *id)))
    });
    provide_context(StageContext { anchor, is_seen });
    let messages = memo(move || {
        let anchor = anchor.get_value();
        let all = mail.reads_conversations();
        let ids =
            mail.reader.stack(&anchor, |stack| stack.messages().iter().map(|row| row.id.clone()).collect::<Vec<_>>());
        ids.filter(|_| all).unwrap_or_else(|| vec![anchor])
    });
    let place = memo(move || messages.with(|ids| ids.iter().position(|id| anchor.with_value(|anchor| id == anchor))));
    let above = move || messages.with(|ids| ids[..place.get().unwrap_or_default()].to_vec());
    let below =
        move || messages.with(|ids| place.get().and_then(|place| ids.get(place + 1..)).unwrap_or_default().to_vec());
    effect(move || {
        if is_seen.get() {
            let anchor = anchor.get_value();
            let is_first = place.get_untracked() == Some(0);
            // After this view has been built: nothing may change what it is being built from.
            request_animation_frame(move || {
                if !is_first {
                    focus::scroll_to(&Reader::selector(&anchor));
                }
                mail.warm_neighbours(&anchor);
            });
            // Where list and reader take turns, the keyboard comes along.
            if mail.turns.get_untracked() {
                focus::soon(SEEN.to_owned() + " .reader-subject");
            }
        }
    });
    view! {
        <div class="reader-stage" class:reader-stage-waiting=move || !is_seen.get() inert=move || !is_seen.get()>
            <div class="conversation">
                <Heading />
                <For each=above key=EmailId::clone let:id><Message id /></For>
                <Message id />
                <For each=below key=EmailId::clone let:id><Message id /></For>
                <Answers />
            </div>
        </div>
    }
}
