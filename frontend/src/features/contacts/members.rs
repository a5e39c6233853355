//! Chooses who is in a group: a field that narrows the contacts down, and a box to tick for each.

use gatepost_shared::contact::Contact;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::features::contacts::screen::use_book;
use crate::i18n::{self, t, t_with, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;

/// So many are offered at a time: who is not among them is found by name.
const OFFERED: usize = 100;

/// The choice.
#[component]
pub fn MembersDialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// Of which group.
    group: Contact,
) -> impl IntoView {
    let name = group.display();
    let group = StoredValue::new(group);
    view! {
        <Dialog
            open
            on_close=move || open.set(false)
            title=t_with(words::contacts::MEMBERS_OF, &[("group", &name)])
            close_label=t(words::common::CLOSE)
        >
            <Choice open group=group.get_value() />
        </Dialog>
    }
}

#[component]
fn Choice(open: RwSignal<bool>, group: Contact) -> impl IntoView {
    let book = use_book();
    let before = StoredValue::new(group.members.clone());
    let chosen = RwSignal::new(group.members.clone());
    let id = StoredValue::new(group.id);
    let (typed, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let failure = RwSignal::new(None::<String>);
    let toggle = move |id: &str, on: bool| {
        chosen.update(|chosen| {
            chosen.retain(|member| member != id);
            if on {
                chosen.push(id.to_owned());
            }
        });
    };
    let save = move || {
        // Only what was changed here is changed there: others may be at it, too.
        let (was, wanted) = (before.get_value(), chosen.get_untracked());
        let come: Vec<String> = wanted.iter().filter(|id| !was.contains(id)).cloned().collect();
        let gone: Vec<String> = was.into_iter().filter(|id| !wanted.contains(id)).collect();
        busy.set(true);
        spawn_local(async move {
            let change = |members: &mut Vec<String>| {
                members.retain(|member| !gone.contains(member) && !come.contains(member));
                members.extend(come.iter().cloned());
            };
            let saved = book.change_members(&id.get_value(), change).await;
            let _ = busy.try_set(false);
            match saved {
                Ok(()) => drop(open.try_set(false)),
                Err(error) => drop(failure.try_set(Some(i18n::error::sentence(&error)))),
            }
        });
    };
    view! {
        <div class="contacts-members">
            <Field label=t(words::contacts::SEARCH) value=typed error=failure />
            <ul class="contacts-choice">
                {move || {
                    typed
                        .with(|typed| book.people(typed))
                        .into_iter()
                        .take(OFFERED)
                        .map(|entry| {
                            let id = entry.contact.id.clone();
                            let is_chosen = {
                                let id = id.clone();
                                move || chosen.with(|chosen| chosen.contains(&id))
                            };
                            view! {
                                <li>
                                    <label class="contacts-tick">
                                        <input
                                            type="checkbox"
                                            prop:checked=is_chosen
                                            on:change=move |event| toggle(&id, event_target_checked(&event))
                                        />
                                        <span class="contact-text">
                                            <span class="contact-name" dir="auto">{entry.name.clone()}</span>
                                            <bdi class="contact-beside">{entry.address().to_owned()}</bdi>
                                        </span>
                                    </label>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <div class="dialog-actions">
                <Button on_press=move || open.set(false)>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Primary busy on_press=save>{t(words::contacts::SAVE)}</Button>
            </div>
        </div>
    }
}
