//! Asks for a name: of a folder, a search, a tag. What it is for, and what becomes of it, its owner says.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::i18n::{t, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;

/// The dialog.
#[component]
pub fn AskName(
    /// Whether it is asked now.
    open: Signal<bool>,
    /// What is asked.
    #[prop(into)]
    title: Signal<String>,
    /// What the name is one of.
    label: &'static str,
    /// The text of the button.
    button: &'static str,
    /// What is said when nothing was typed.
    missing: &'static str,
    /// What stands in the field at first.
    first: Callback<(), String>,
    /// It was named.
    #[prop(into)]
    on_name: Callback<(String,)>,
) -> impl IntoView {
    let mail = use_mail();
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let input: NodeRef<html::Input> = NodeRef::new();
    effect(move || {
        if open.get() {
            name.set(first.run(()));
            error.set(None);
        }
    });
    effect(move || {
        if let Some(input) = input.get() {
            input.select();
            // Focusing an input on the page does not fail.
            drop(input.focus());
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.with_untracked(|name| name.trim().to_owned());
        if typed.is_empty() { error.set(Some(missing.to_owned())) } else { on_name.run((typed,)) }
    };
    view! {
        <Dialog open on_close=move || mail.asking.close() title close_label=t(words::common::CLOSE)>
            <form on:submit=submit>
                <Field label value=name error max_length=200 input_ref=input />
                <div class="dialog-actions">
                    <Button on_press=move || mail.asking.close()>{t(words::common::CANCEL)}</Button>
                    <Button variant=ButtonVariant::Primary submit=true>{button}</Button>
                </div>
            </form>
        </Dialog>
    }
}
