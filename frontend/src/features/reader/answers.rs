//! The ways to answer, at the foot of a conversation: where one is when one has read it. They answer its last message.

use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::features::reader::stage::StageContext;
use crate::i18n::t;
use crate::state::mail::{About, use_mail};
use crate::state::stack::Stack;
use crate::ui::button::Button;
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The buttons; nothing where no mail can be sent, or all there is is a draft.
#[component]
pub fn Answers() -> impl IntoView {
    let mail = use_mail().about(About::Message);
    let stage = expect_context::<StageContext>();
    let has_last = move || mail.reader.stack(&stage.anchor(), |stack| !stack.is_draft(stack.last())) == Some(true);
    let can_answer = memo(move || has_last() && (command(Id::Reply).enabled)(mail));
    let answer = move |id: Id| {
        if let Some(last) = untrack(|| mail.reader.stack(&stage.anchor(), |stack| Stack::last(stack).clone())) {
            mail.reader.turn_to(&last);
        }
        command(id).run(mail);
    };
    let button = move |id: Id| {
        let command = command(id);
        view! {
            <Button icon=untrack(|| (command.icon)(mail)) on_press=move || answer(id)>
                {t(untrack(|| (command.label)(mail)))}
            </Button>
        }
    };
    view! {
        <When is=can_answer>
            <div class="answers">{[Id::Reply, Id::ReplyAll, Id::Forward].map(button).collect_view()}</div>
        </When>
    }
}
