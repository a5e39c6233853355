//! What the composer asks before it goes on.

use leptos::prelude::*;

use crate::features::compose::desk::Desk;
use crate::i18n::{Message, t, t_with, words};
use crate::state::compose::{Compose, Question};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;

/// A question in words: its heading, its text, and the two answers.
struct Words {
    title: Message,
    text: Message,
    no: Message,
    yes: Message,
    yes_variant: ButtonVariant,
}

/// The question that is open, as a dialog.
#[component]
pub fn Questions(
    /// The message.
    desk: Desk,
) -> impl IntoView {
    let question: RwSignal<Option<Question>> = desk.composition().question.clone().into();
    let title = move || question.get().map(|question| t(words_of(&question).title).to_owned()).unwrap_or_default();
    let answers = move |question_asked: Question| {
        let words = words_of(&question_asked);
        let is_unknown = question_asked == Question::Unknown;
        let text = match &question_asked {
            Question::Stranger(address) => t_with(words.text, &[("address", address)]),
            _ => t(words.text).to_owned(),
        };
        let no = move || {
            question.set(None);
            // "Keep in Drafts" is an answer to the whole matter.
            if is_unknown {
                desk.act(Compose::close);
            }
        };
        let yes = move || desk.act(|compose, composition| compose.confirm(composition, &question_asked));
        view! {
            <p>{text}</p>
            <div class="dialog-actions">
                <Button on_press=no>{t(words.no)}</Button>
                <Button variant=words.yes_variant on_press=yes>{t(words.yes)}</Button>
            </div>
        }
    };
    view! {
        <Dialog
            open=Signal::derive(move || question.with(Option::is_some))
            title=Signal::derive(title)
            close_label=t(words::common::CLOSE)
            on_close=move || question.set(None)
        >
            {move || question.get().map(answers)}
        </Dialog>
    }
}

fn words_of(question: &Question) -> Words {
    let (title, text, no, yes, yes_variant) = match question {
        Question::NoSubject => (
            words::compose::NO_SUBJECT_TITLE,
            words::compose::NO_SUBJECT_TEXT,
            words::compose::GO_BACK,
            words::compose::SEND_ANYWAY,
            ButtonVariant::Primary,
        ),
        Question::ForgottenAttachment => (
            words::compose::NO_ATTACHMENT_TITLE,
            words::compose::NO_ATTACHMENT_TEXT,
            words::compose::GO_BACK,
            words::compose::SEND_ANYWAY,
            ButtonVariant::Primary,
        ),
        Question::Stranger(_) => (
            words::compose::STRANGER_TITLE,
            words::compose::STRANGER_TEXT,
            words::compose::GO_BACK,
            words::compose::SEND_ANYWAY,
            ButtonVariant::Primary,
        ),
        Question::LoseFormatting => (
            words::compose::LOSE_FORMATTING_TITLE,
            words::compose::LOSE_FORMATTING_TEXT,
            words::compose::GO_BACK,
            words::compose::LOSE_FORMATTING_YES,
            ButtonVariant::Danger,
        ),
        Question::Unknown => (
            words::compose::UNKNOWN_TITLE,
            words::compose::UNKNOWN_TEXT,
            words::compose::KEEP_IN_DRAFTS,
            words::compose::SEND_AGAIN,
            ButtonVariant::Danger,
        ),
        Question::Discard => (
            words::compose::DISCARD_TITLE,
            words::compose::DISCARD_TEXT,
            words::common::CANCEL,
            words::compose::DISCARD_NOW,
            ButtonVariant::Danger,
        ),
    };
    Words { title, text, no, yes, yes_variant }
}
