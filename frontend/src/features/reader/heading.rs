//! Above a conversation: its subject, how many messages it has, and unfolding all of them.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::features::reader::stage::StageContext;
use crate::i18n::{t, tn, words};
use crate::state::mail::use_mail;
use crate::state::stack::Stack;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The heading.
#[component]
pub fn Heading() -> impl IntoView {
    let mail = use_mail();
    let stage = expect_context::<StageContext>();
    let subject = memo(move || {
        let subject = mail
            .reader
            .stack(&stage.anchor(), |stack| stack.message(stack.anchor()).and_then(|row| row.subject.clone()));
        let subject = subject.flatten().filter(|subject| !subject.trim().is_empty());
        subject.unwrap_or_else(|| t(words::common::NO_SUBJECT).to_owned())
    });
    let count = memo(move || {
        let count = mail.reader.stack(&stage.anchor(), |stack| stack.messages().len()).unwrap_or(1);
        if mail.reads_conversations() { u32::try_from(count).unwrap_or(u32::MAX) } else { 1 }
    });
    let is_unfolded = memo(move || mail.reader.stack(&stage.anchor(), Stack::is_all_unfolded) == Some(true));
    let fold_all = move || {
        let folded = is_unfolded.get_untracked();
        mail.reader.change_stack(&stage.anchor(), |stack| stack.fold_all(folded));
    };
    // Where the list, whose heading is the page's first, is not shown beside it, this one is.
    let level = move || mail.turns.get().then_some("1");
    view! {
        <header class="conversation-head">
            // Focus comes here when the reader takes the list's turn.
            <h2 class="reader-subject" {..custom_attribute("aria-level", level)} tabindex="-1" dir="auto">{subject}</h2>
            <When is=Signal::derive(move || { count.get() > 1 })>
                <div class="conversation-facts">
                    <span>{move || tn(words::reader::MESSAGES, count.get())}</span>
                    <Button variant=ButtonVariant::Quiet on_press=fold_all>
                        {move || t(if is_unfolded.get() { words::reader::FOLD_ALL } else { words::reader::UNFOLD_ALL })}
                    </Button>
                </div>
            </When>
        </header>
    }
}
