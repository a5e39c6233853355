//! Texts to begin a message with.

use gatepost_shared::settings::Template;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::group::Group;
use crate::dom::{focus, random};
use crate::i18n::{t, words::settings as say};
use crate::state::mail::use_mail;
use crate::state::settings::Key;
use crate::ui::button::{Button, ButtonVariant, IconButton};
use crate::ui::field::Field;
use crate::ui::icon::IconName;
use crate::ui::text_area::TextArea;
use crate::ui::when::When;

/// The section.
#[component]
pub fn Templates() -> impl IntoView {
    let settings = use_mail().settings;
    // The one that is being changed; the empty id is a new one.
    let edited = RwSignal::new(None::<String>);
    let is_new = Signal::derive(move || edited.with(|edited| edited.as_deref() == Some("")));
    view! {
        <Group hint=t(say::TEMPLATES_HINT)>
            {move || {
                let templates = settings.templates();
                templates.is_empty().then(|| view! { <p class="settings-none">{t(say::TEMPLATES_NONE)}</p> })
            }}
            <ul class="settings-list">
                <For each=move || settings.templates() key=|(id, template)| [id, &template.name, &template.subject, &template.text].map(String::as_str).join("\n") let:template>
                    <Item id=template.0 template=template.1 edited />
                </For>
            </ul>
            <When is=is_new>
                <div class="settings-card"><Form id=String::new() template=Template::default() edited /></div>
            </When>
            <When is=Signal::derive(move || !is_new.get())>
                <Button icon=IconName::Plus on_press=move || edited.set(Some(String::new()))>{t(say::TEMPLATE_NEW)}</Button>
            </When>
        </Group>
    }
}

#[component]
fn Item(id: String, template: Template, edited: RwSignal<Option<String>>) -> impl IntoView {
    let mail = use_mail();
    let id = StoredValue::new(id);
    let template = StoredValue::new(template);
    let is_edited = Signal::derive(move || edited.with(|edited| edited.as_deref() == Some(id.get_value().as_str())));
    let (name, text) = template.with_value(|template| (template.name.clone(), template.text.clone()));
    let remove = move || {
        let Template { name, subject, text, .. } = template.get_value();
        let kept = json!({"name": name, "subject": subject, "text": text});
        mail.settings.set_member(Key::Templates, &id.get_value(), Value::Null);
        let id = id.get_value();
        mail.toasts
            .undoable(t(say::TEMPLATE_REMOVED), move || mail.settings.set_member(Key::Templates, &id, kept.clone()));
        focus::soon(".settings-page h2");
    };
    view! {
        <li class="settings-card">
            <div class="settings-item">
                <span class="settings-item-text">
                    <span class="settings-item-title" dir="auto">{name}</span>
                    <span class="hint truncate" dir="auto">{text}</span>
                </span>
                <IconButton icon=IconName::Pencil label=t(say::EDIT) on_press=move || edited.set(Some(id.get_value())) />
                <IconButton icon=IconName::Trash label=t(say::REMOVE) on_press=remove />
            </div>
            <When is=is_edited><Form id=id.get_value() template=template.get_value() edited /></When>
        </li>
    }
}

#[component]
fn Form(id: String, template: Template, edited: RwSignal<Option<String>>) -> impl IntoView {
    let settings = use_mail().settings;
    let name = RwSignal::new(template.name);
    let subject = RwSignal::new(template.subject);
    let text = RwSignal::new(template.text);
    let is_nameless = Signal::derive(move || name.with(|name| name.trim().is_empty()));
    let save = move || {
        let id = if id.is_empty() { random::uuid() } else { id.clone() };
        let template = json!({"name": name.get_untracked().trim(), "subject": subject.get_untracked(), "text": text.get_untracked()});
        settings.set_member(Key::Templates, &id, template);
        edited.set(None);
        focus::soon(".settings-page h2");
    };
    view! {
        <div class="settings-form">
            <Field label=t(say::NAME) value=name max_length=100 />
            <Field label=t(say::TEMPLATE_SUBJECT) value=subject max_length=500 />
            <TextArea label=t(say::TEMPLATE_TEXT) value=text rows=8 />
            <div class="settings-actions">
                <Button on_press=move || edited.set(None)>{t(crate::i18n::words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Primary disabled=is_nameless on_press=save>{t(say::SAVE)}</Button>
            </div>
        </div>
    }
}
