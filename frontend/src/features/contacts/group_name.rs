//! Asks for the name of a group: of a new one, or another name of one that is there.

use gatepost_shared::contact::{Contact, ContactKind, ContactName};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::features::contacts::screen::use_book;
use crate::i18n::{self, t, words};
use crate::routes::ContactsPlace;
use crate::state::contacts::{Book, Saved};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;

/// The question.
#[component]
pub fn GroupNameDialog(
    /// Whether it is asked.
    open: RwSignal<bool>,
    /// The group that gets another name, with its tag; none for a new one.
    group: Option<(Contact, String)>,
) -> impl IntoView {
    let book = use_book();
    let title = if group.is_some() { words::contacts::RENAME_GROUP } else { words::contacts::NEW_GROUP };
    let begin = group.as_ref().map(|(group, _)| group.display()).unwrap_or_default();
    let group = StoredValue::new(group);
    let name = RwSignal::new(begin.clone());
    let failure = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        if open.get() {
            name.set(begin.clone());
            failure.set(None);
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let wanted = name.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            return failure.set(Some(t(words::contacts::GROUP_NEEDS_NAME).to_owned()));
        }
        busy.set(true);
        spawn_local(async move {
            let saved = save(book, group.get_value(), wanted).await;
            busy.set(false);
            match saved {
                Ok(()) => open.set(false),
                Err(error) => failure.set(Some(i18n::error::sentence(&error))),
            }
        });
    };
    view! {
        <Dialog open on_close=move || open.set(false) title=t(title) close_label=t(words::common::CLOSE)>
            <form class="contacts-question" novalidate on:submit=submit>
                <Field label=t(words::contacts::GROUP_NAME) value=name error=failure max_length=200 />
                <div class="dialog-actions">
                    <Button on_press=move || open.set(false)>{t(words::common::CANCEL)}</Button>
                    <Button variant=ButtonVariant::Primary submit=true busy>{t(words::contacts::SAVE)}</Button>
                </div>
            </form>
        </Dialog>
    }
}

async fn save(book: Book, group: Option<(Contact, String)>, name: String) -> Result<(), ApiError> {
    let named = |full: String| ContactName { full, ..ContactName::default() };
    let Some((before, tag)) = group else {
        let group = Contact { kind: ContactKind::Group, name: named(name), ..Contact::default() };
        let created = book.create(&group).await?;
        book.group().set(Some(created.id.clone()));
        book.go(ContactsPlace::One(created.id));
        return Ok(());
    };
    let wanted = Contact { name: named(name), ..before.clone() };
    // Of two names the later is meant: a name is no text that somebody would miss.
    if let Saved::Clash { theirs, tag } = book.save(&before, &tag, &wanted).await? {
        book.save(&theirs, &tag, &Contact { name: wanted.name, ..theirs.clone() }).await?;
    }
    Ok(())
}
