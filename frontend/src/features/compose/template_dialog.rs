//! What a new template is called.

use leptos::ev;
use leptos::prelude::*;

use crate::features::compose::desk::use_desk;
use crate::i18n::{t, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;

/// Asks for the name and keeps the message under it.
#[component]
pub fn TemplateDialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog
            open
            title=t(words::compose::TEMPLATE_TITLE)
            close_label=t(words::common::CLOSE)
            on_close=move || open.set(false)
        >
            <Form open />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let name = RwSignal::new(desk.composition().subject.get_untracked());
    let keep = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let called = name.with_untracked(|name| name.trim().to_owned());
        if !called.is_empty() {
            open.set(false);
            desk.act(|compose, composition| compose.keep_as_template(composition, &called));
        }
    };
    view! {
        <form on:submit=keep>
            <Field label=t(words::compose::TEMPLATE_NAME) value=name max_length=100 />
            <div class="dialog-actions">
                <Button variant=ButtonVariant::Primary submit=true>{t(words::compose::TEMPLATE_SAVE)}</Button>
            </div>
        </form>
    }
    .into_any()
}
