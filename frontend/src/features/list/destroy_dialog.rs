//! Asks before anything is deleted for ever.

use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::focus;
use crate::i18n::{t, tn, words};
use crate::state::asking::Question;
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::memo::memo;

/// The question; nothing while it is not asked.
#[component]
pub fn DestroyDialog() -> impl IntoView {
    let mail = use_mail();
    let rows = memo(move || match mail.asking.question().get() {
        Some(Question::Destroy(rows)) => Some(rows),
        _ => None,
    });
    let count = move || rows.with(|rows| rows.as_ref().map_or(0, |rows| u32::try_from(rows.len()).unwrap_or(u32::MAX)));
    let confirm = move || {
        if let Some(rows) = rows.get_untracked() {
            mail.asking.close();
            mail.destroy(&rows);
            focus::soon(ACTIVE_ROW);
        }
    };
    // The person has asked for it: Enter goes on, Esc does not.
    effect(move || {
        if rows.with(Option::is_some) {
            focus::soon("dialog[open] .button-danger");
        }
    });
    view! {
        <Dialog
            open=Signal::derive(move || rows.with(Option::is_some))
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
