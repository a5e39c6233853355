//! Begins a new message: the one thing that is always at hand.

use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::i18n::t;
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The button; nothing where no mail can be sent.
#[component]
pub fn ComposeButton() -> impl IntoView {
    let mail = use_mail();
    let command = command(Id::Compose);
    let can_send = memo(move || (command.enabled)(mail));
    view! {
        <When is=can_send>
            <Button
                variant=ButtonVariant::Primary
                icon=untrack(|| (command.icon)(mail))
                on_press=move || command.run(mail)
            >
                {t(untrack(|| (command.label)(mail)))}
            </Button>
        </When>
    }
}
