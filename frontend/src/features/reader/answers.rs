//! The ways to answer, at the end of a message: where one is when one has read it.

use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::i18n::t;
use crate::state::mail::{About, use_mail};
use crate::ui::button::Button;
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The buttons; nothing where no mail can be sent.
#[component]
pub fn Answers() -> impl IntoView {
    let mail = use_mail().about(About::Open);
    let can_answer = memo(move || (command(Id::Reply).enabled)(mail));
    let button = move |id: Id| {
        let command = command(id);
        view! {
            <Button icon=untrack(|| (command.icon)(mail)) on_press=move || untrack(|| (command.run)(mail))>
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
