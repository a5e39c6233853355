//! Asks before anything is deleted for ever.

use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::focus;
use crate::i18n::{t, tn, words};
use crate::state::asking::{Question, Targets};
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::memo::memo;

/// The question; nothing while it is not asked.
#[component]
pub fn DestroyDialog() -> impl IntoView {
    let mail = use_mail();
    let targets = memo(move || match mail.asking.question().get() {
        Some(Question::Destroy(targets)) => Some(targets),
        _ => None,
    });
    let count = move || targets.with(|targets| targets.as_ref().map_or(0, Targets::count));
    let confirm = move || {
        let confirmed = targets.get_untracked();
        mail.asking.close();
        match confirmed {
            Some(Targets::Rows(rows)) => mail.destroy(&rows),
            Some(Targets::Everything(selector, _)) => mail.destroy_everything(selector),
            None => {}
        }
        focus::soon(ACTIVE_ROW);
    };
    // The person has asked for it: Enter goes on, Esc does not.
    effect(move || {
        if targets.with(Option::is_some) {
            focus::soon("dialog[open] .button-danger");
        }
    });
    view! {
        <Dialog
            open=Signal::derive(move || targets.with(Option::is_some))
            on_close=move || mail.asking.close()
            title=t(words::actions::DESTROY_TITLE)
            close_label=t(words::common::CLOSE)
        >
            <p>{move || tn(words::actions::DESTROY_TEXT, count())}</p>
            <div class="dialog-actions">
                <Button on_press=move || mail.asking.close()>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Danger on_press=confirm>{t(words::actions::DELETE_FOR_EVER)}</Button>
            </div>
        </Dialog>
    }
}
