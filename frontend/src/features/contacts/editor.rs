//! The form of a contact. Nothing typed into it is lost: who goes elsewhere finds it again, and of what two tabs have
//! changed both stands, or the person decides.

use gatepost_shared::contact::{Contact, ContactEmail, ContactName};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::focus;
use crate::features::contacts::card::BackToList;
use crate::features::contacts::editor_lines::{Kind, Lines};
use crate::features::contacts::form::Form;
use crate::features::contacts::screen::use_book;
use crate::i18n::{self, t, words};
use crate::routes::ContactsPlace;
use crate::state::contacts::{Book, Saved, Unsaved};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::field::Field;
use crate::ui::icon::{Icon, IconName};
use crate::ui::unique_id::unique_id;
use crate::ui::when::When;

/// What the form begins with.
#[derive(Debug, Clone)]
pub enum Start {
    /// Somebody new, of whom this is known.
    New {
        /// The whole name.
        name: String,
        /// The address.
        email: String,
    },
    /// Somebody who is there, with the tag.
    Change {
        /// As it is.
        contact: Box<Contact>,
        /// Its tag.
        tag: String,
    },
}

/// The form.
#[component]
pub fn Editor(
    /// What it begins with.
    start: Start,
) -> impl IntoView {
    let book = use_book();
    let (contact, tag, known) = match start {
        Start::New { name, email } => (Contact::default(), String::new(), newcomer(name, email)),
        Start::Change { contact, tag } => ((*contact).clone(), tag, *contact),
    };
    let is_new = contact.id.is_empty();
    let groups: Vec<String> = if is_new {
        untrack(|| book.group().get()).into_iter().collect()
    } else {
        untrack(|| book.groups_of(&contact.id)).iter().map(|group| group.contact.id.clone()).collect()
    };
    // What was typed and left behind comes back.
    let left = untrack(|| book.unsaved().get())
        .filter(|left| left.before.id == contact.id && (!is_new || known.emails.is_empty()));
    let came_back = left.is_some();
    let (shown, chosen) = left.map_or((known, groups.clone()), |left| (left.wanted, left.groups));
    book.unsaved().set(None);
    let form = Form::new(contact.clone(), &shown, chosen);
    let (failure, busy, clash) =
        (RwSignal::new(None::<String>), RwSignal::new(false), RwSignal::new(None::<(Contact, String)>));
    let base = StoredValue::new((contact, tag));
    let first_groups = StoredValue::new(groups);
    let is_done = StoredValue::new(false);
    let first = StoredValue::new(if is_new {
        Contact::default()
    } else {
        untrack(|| Form::new(base.get_value().0.clone(), &base.get_value().0, Vec::new()).contact())
    });
    let is_changed = move || {
        let groups = form.groups.get() != first_groups.get_value();
        groups || first.with_value(|first| form.contact() != *first)
    };
    on_cleanup(move || {
        if !is_done.get_value() && untrack(is_changed) {
            let unsaved = Unsaved {
                before: base.get_value().0,
                wanted: untrack(|| form.contact()),
                groups: form.groups.get_untracked(),
            };
            book.keep_unsaved(unsaved);
        }
    });
    let leave = move || {
        is_done.set_value(true);
        let id = base.with_value(|(contact, _)| contact.id.clone());
        book.turn_to(if is_new { ContactsPlace::List } else { ContactsPlace::One(id) });
    };
    let save = move || {
        let (wanted, groups) = untrack(|| (form.contact(), form.groups.get()));
        if wanted.display().is_empty() {
            return failure.set(Some(t(words::contacts::NEEDS_NAME).to_owned()));
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let (before, tag) = base.get_value();
            let saved = save(book, &before, &tag, wanted, groups).await;
            let _ = busy.try_set(false);
            match saved {
                Ok(Saved::Done(contact)) => {
                    is_done.set_value(true);
                    book.turn_to(ContactsPlace::One(contact.id));
                }
                Ok(Saved::Clash { theirs, tag }) => drop(clash.try_set(Some((theirs, tag)))),
                Err(error) => drop(failure.try_set(Some(i18n::error::sentence(&error)))),
            }
        });
    };
    let overwrite = move || {
        if let Some((theirs, tag)) = clash.get_untracked() {
            // What only they have changed stays: the form's change is told from how both began.
            let wanted =
                crate::state::contacts::merge::merge(&base.get_value().0, &untrack(|| form.contact()), &theirs).contact;
            let groups = form.groups.get_untracked();
            clash.set(None);
            busy.set(true);
            spawn_local(async move {
                let saved = save_now(book, &theirs, &tag, wanted, groups).await;
                let _ = busy.try_set(false);
                match saved {
                    Ok(Saved::Done(contact)) => {
                        is_done.set_value(true);
                        book.turn_to(ContactsPlace::One(contact.id));
                    }
                    Ok(Saved::Clash { theirs, tag }) => drop(clash.try_set(Some((theirs, tag)))),
                    Err(error) => drop(failure.try_set(Some(i18n::error::sentence(&error)))),
                }
            });
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            save();
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && event.ctrl_key() {
            event.prevent_default();
            save();
        }
    };
    focus::soon(".contact-form input");
    let title = if is_new { words::contacts::NEW } else { words::contacts::EDIT };
    view! {
        <form class="contact-card contact-form" novalidate aria-label=t(title) on:submit=submit on:keydown=on_key>
            <div class="contact-bar toolbar">
                <BackToList />
                <h1 class="contact-form-title" tabindex="-1">{t(title)}</h1>
                <span class="toolbar-gap"></span>
                <Button on_press=leave>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Primary submit=true busy>{t(words::contacts::SAVE)}</Button>
            </div>
            {came_back.then(|| view! {
                <div class="notice" role="status"><Icon name=IconName::Info /><p>{t(words::contacts::CAME_BACK)}</p></div>
            })}
            <div role="alert">
                {move || failure.get().map(|text| view! {
                    <div class="notice notice-danger"><Icon name=IconName::Warning /><p>{text}</p></div>
                })}
                <When is=Signal::derive(move || clash.with(Option::is_some))>
                    <div class="notice notice-warning">
                        <Icon name=IconName::Warning />
                        <p>{t(words::contacts::CLASH)}</p>
                        <Button on_press=leave>{t(words::contacts::KEEP_THEIRS)}</Button>
                        <Button on_press=overwrite>{t(words::contacts::KEEP_MINE)}</Button>
                    </div>
                </When>
            </div>
            <Names form />
            <Lines form kind=Kind::Email />
            <Lines form kind=Kind::Phone />
            <div class="contact-pair">
                <Field label=t(words::contacts::ORGANIZATION) value=form.organization max_length=500 />
                <Field label=t(words::contacts::JOB) value=form.title max_length=500 />
            </div>
            <div class="contact-pair">
                <Birthday value=form.birthday />
                <Field label=t(words::contacts::NICKNAME) value=form.nickname max_length=500 />
            </div>
            <Note value=form.note />
            <GroupTicks form />
        </form>
    }
}

/// Given and family name, in the order of the language; for a company neither.
#[component]
fn Names(form: Form) -> impl IntoView {
    view! {
        <div class="contact-pair">
            <Field label=t(words::contacts::GIVEN) value=form.given max_length=500 />
            <Field label=t(words::contacts::SURNAME) value=form.surname max_length=500 />
        </div>
    }
}

/// A day by the browser's own chooser; one without a year stays as text, which no chooser has.
#[component]
fn Birthday(value: RwSignal<String>) -> impl IntoView {
    let has_year = value.with_untracked(|day| !day.starts_with("--"));
    let kind = if has_year { "date" } else { "text" };
    view! { <Field label=t(words::contacts::BIRTHDAY) value kind=Signal::stored(kind.to_owned()) max_length=10 /> }
}

#[component]
fn Note(value: RwSignal<String>) -> impl IntoView {
    let id = unique_id("note");
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{t(words::contacts::NOTE)}</label>
            <textarea
                class="contact-note-input"
                id=id
                rows="4"
                maxlength="16000"
                dir="auto"
                prop:value=value
                on:input=move |event: ev::Event| value.set(event_target_value(&event))
            ></textarea>
        </div>
    }
}

#[component]
fn GroupTicks(form: Form) -> impl IntoView {
    let book = use_book();
    let toggle = move |id: &str, on: bool| {
        form.groups.update(|groups| {
            groups.retain(|group| group != id);
            if on {
                groups.push(id.to_owned());
            }
        });
    };
    move || {
        let groups = book.groups();
        (!groups.is_empty()).then(|| view! {
            <fieldset class="contact-ticks">
                <legend class="field-label">{t(words::contacts::GROUPS)}</legend>
                {groups
                    .into_iter()
                    .map(|group| {
                        let id = group.contact.id.clone();
                        let is_in = form.groups.with_untracked(|groups| groups.contains(&id));
                        view! {
                            <label class="contacts-tick">
                                <input type="checkbox" checked=is_in on:change=move |event| toggle(&id, event_target_checked(&event)) />
                                <bdi>{group.name.clone()}</bdi>
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
        })
    }
}

/// What is known of somebody new.
fn newcomer(name: String, email: String) -> Contact {
    let name =
        ContactName { full: Some(name).filter(|name| *name != email).unwrap_or_default(), ..ContactName::default() };
    let emails = Some(email).filter(|email| !email.is_empty());
    let emails = emails.map(|address| ContactEmail { address, context: None, is_preferred: false });
    Contact { name, emails: emails.into_iter().collect(), ..Contact::default() }
}

async fn save(
    book: Book,
    before: &Contact,
    tag: &str,
    wanted: Contact,
    groups: Vec<String>,
) -> Result<Saved, crate::api::ApiError> {
    if before.id.is_empty() {
        let created = book.create(&wanted).await?;
        book.set_groups(&created.id, &groups).await?;
        return Ok(Saved::Done(created));
    }
    save_now(book, before, tag, wanted, groups).await
}

async fn save_now(
    book: Book,
    before: &Contact,
    tag: &str,
    wanted: Contact,
    groups: Vec<String>,
) -> Result<Saved, crate::api::ApiError> {
    let saved = book.save(before, tag, &wanted).await?;
    if let Saved::Done(contact) = &saved {
        book.set_groups(&contact.id, &groups).await?;
    }
    Ok(saved)
}
