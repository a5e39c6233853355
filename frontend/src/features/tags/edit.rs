//! A tag's name and colour. The keyword on the server stays: nothing has to be marked anew.

use leptos::ev;
use leptos::prelude::*;
use serde_json::json;

use crate::dom::effect::effect;
use crate::features::tags::colours::COLOURS;
use crate::i18n::{Message, t, words};
use crate::state::asking::Question;
use crate::state::mail::use_mail;
use crate::state::settings::Key;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;
use crate::ui::memo::memo;

/// The question; nothing while it is not asked.
#[component]
pub fn EditTagDialog() -> impl IntoView {
    let mail = use_mail();
    let keyword = memo(move || match mail.asking.question().get() {
        Some(Question::EditTag(keyword)) => Some(keyword),
        _ => None,
    });
    let name = RwSignal::new(String::new());
    let colour = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    effect(move || {
        let Some(keyword) = keyword.get() else { return };
        let tag = untrack(|| mail.settings.tags()).into_iter().find(|(known, _)| *known == keyword);
        let tag = tag.map(|(_, tag)| tag).unwrap_or_default();
        name.set(tag.name);
        colour.set(tag.color);
        error.set(None);
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.with_untracked(|name| name.trim().to_owned());
        if typed.is_empty() {
            return error.set(Some(t(words::tags::NAME_MISSING).to_owned()));
        }
        if let Some(keyword) = keyword.get_untracked() {
            mail.settings.set_member(Key::Tags, &keyword, json!({"name": typed, "color": colour.get_untracked()}));
        }
        mail.asking.close();
    };
    let swatch = move |(of, label): (&'static str, Message)| {
        view! {
            <label class="swatch">
                <input
                    type="radio"
                    name="tag-colour"
                    prop:checked=move || colour.with(|colour| colour == of)
                    on:change=move |_| colour.set(of.to_owned())
                />
                <span class="tag-dot" data-tag=of></span>
                <span class="visually-hidden">{t(label)}</span>
            </label>
        }
    };
    view! {
        <Dialog
            open=Signal::derive(move || keyword.with(Option::is_some))
            on_close=move || mail.asking.close()
            title=t(words::tags::EDIT_TITLE)
            close_label=t(words::common::CLOSE)
        >
            <form class="tag-form" on:submit=submit>
                <Field label=t(words::tags::NAME) value=name error max_length=100 />
                <fieldset class="swatches">
                    <legend class="field-label">{t(words::tags::COLOUR)}</legend>
                    {COLOURS.map(swatch).collect_view()}
                </fieldset>
                <div class="dialog-actions">
                    <Button on_press=move || mail.asking.close()>{t(words::common::CANCEL)}</Button>
                    <Button variant=ButtonVariant::Primary submit=true>{t(words::tags::SAVE)}</Button>
                </div>
            </form>
        </Dialog>
    }
}
