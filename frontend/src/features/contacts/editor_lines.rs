//! Addresses or numbers in the form: as many lines as there are, each with where it belongs.

use leptos::ev;
use leptos::prelude::*;

use crate::features::contacts::form::{Form, Line};
use crate::i18n::{Message, t, words};
use crate::ui::button::{Button, ButtonVariant, IconButton};
use crate::ui::icon::IconName;

/// What kind of lines these are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Where to write to.
    Email,
    /// Where to call.
    Phone,
}

const PLACES: [(&str, Message); 3] =
    [("", words::contacts::ANYWHERE), ("private", words::contacts::AT_HOME), ("work", words::contacts::AT_WORK)];

/// The lines, and a button for one more.
#[component]
pub fn Lines(
    /// The form that they are in.
    form: Form,
    /// What kind of lines these are.
    kind: Kind,
) -> impl IntoView {
    let (lines, label, add) = match kind {
        Kind::Email => (form.emails, words::contacts::EMAIL, words::contacts::ADD_EMAIL),
        Kind::Phone => (form.phones, words::contacts::PHONE, words::contacts::ADD_PHONE),
    };
    let remove = move |key: u32| lines.update(|lines| lines.retain(|line| line.key != key));
    let prefer = move |key: u32| {
        for line in lines.get_untracked() {
            line.is_preferred.set(line.key == key && !line.is_preferred.get_untracked());
        }
    };
    let several = Signal::derive(move || kind == Kind::Email && lines.with(|lines| lines.len() > 1));
    view! {
        <fieldset class="contact-lines">
            <legend class="field-label">{t(label)}</legend>
            <For each=move || lines.get() key=|line| line.key let:line>
                <LineFields line kind several on_remove=move || remove(line.key) on_prefer=move || prefer(line.key) />
            </For>
            <Button variant=ButtonVariant::Quiet icon=IconName::Plus on_press=move || form.add(lines, "", "", false)>{t(add)}</Button>
        </fieldset>
    }
}

#[component]
fn LineFields(
    line: Line,
    kind: Kind,
    several: Signal<bool>,
    #[prop(into)] on_remove: Callback<()>,
    #[prop(into)] on_prefer: Callback<()>,
) -> impl IntoView {
    let (label, input, mode) = match kind {
        Kind::Email => (words::contacts::EMAIL, "email", "email"),
        Kind::Phone => (words::contacts::PHONE, "tel", "tel"),
    };
    let mobile = (kind == Kind::Phone).then_some(("mobile", words::contacts::MOBILE));
    let star = move || if line.is_preferred.get() { IconName::StarFilled } else { IconName::Star };
    view! {
        <div class="contact-line">
            <div class="field-box contact-line-text">
                <input
                    class="field-input"
                    type=input
                    inputmode=mode
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="500"
                    dir="ltr"
                    aria-label=t(label)
                    prop:value=line.text
                    on:input=move |event: ev::Event| line.text.set(event_target_value(&event))
                />
            </div>
            <select
                class="contact-line-kind"
                aria-label=t(words::contacts::WHERE)
                prop:value=line.kind
                on:change=move |event: ev::Event| line.kind.set(event_target_value(&event))
            >
                {PLACES
                    .into_iter()
                    .chain(mobile)
                    .map(|(value, label)| view! {
                        <option value=value selected=line.kind.with_untracked(|kind| kind == value)>{t(label)}</option>
                    })
                    .collect_view()}
            </select>
            {move || several.get().then(|| view! {
                <IconButton icon=Signal::derive(star) label=t(words::contacts::PREFER) pressed=Signal::from(line.is_preferred) on_press=on_prefer />
            })}
            <IconButton icon=IconName::Close label=t(words::contacts::REMOVE) on_press=on_remove />
        </div>
    }
}
