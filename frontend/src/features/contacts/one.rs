//! A contact or a group by its id: read with its photo and its tag, then shown, or put into the form.

use gatepost_shared::contact::{Contact, ContactKind};
use gatepost_shared::problem::ProblemType;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{Api, ApiError};
use crate::features::contacts::card::Card;
use crate::features::contacts::editor::{Editor, Start};
use crate::features::contacts::group_card::GroupCard;
use crate::features::contacts::screen::use_book;
use crate::i18n::{self, t, words};
use crate::routes::ContactsPlace;
use crate::ui::button::Button;
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::skeleton::Skeleton;

/// The card of a contact, or its form.
#[component]
pub fn One(
    /// Which one.
    id: String,
    /// Whether it is being changed.
    is_edited: bool,
) -> impl IntoView {
    let book = use_book();
    let api = expect_context::<Api>();
    let read = RwSignal::new(None::<Result<(Contact, String), ApiError>>);
    let load = {
        let id = StoredValue::new(id.clone());
        move || {
            spawn_local(async move {
                let answer = api.contact(&id.get_value()).await;
                // The person may have gone on meanwhile.
                let _ = read.try_set(Some(answer));
            });
        }
    };
    load();
    // What the list knows shows at once; others may change it, too.
    let known = memo({
        let id = id.clone();
        move || book.contact(&id)
    });
    let photo = memo(move || read.with(|read| read.as_ref()?.as_ref().ok()?.0.photo.clone()));
    let shown = memo(move || {
        let contact = known.get().or_else(|| read.with(|read| Some(read.as_ref()?.as_ref().ok()?.0.clone())))?;
        Some(Contact { photo: photo.get(), ..contact })
    });
    let failure = memo(move || read.with(|read| read.as_ref()?.as_ref().err().cloned()));
    if is_edited {
        return (move || match read.get() {
            Some(Ok((contact, tag))) => {
                view! { <Editor start=Start::Change { contact: Box::new(contact), tag } /> }.into_any()
            }
            Some(Err(error)) => view! { <Failure error on_retry=load /> }.into_any(),
            None => view! { <div class="contacts-waiting"><Skeleton lines=6 /></div> }.into_any(),
        })
        .into_any();
    }
    (move || match (shown.get(), failure.get()) {
        (Some(contact), _) if contact.kind == ContactKind::Group => view! { <GroupCard group=contact /> }.into_any(),
        (Some(contact), _) => view! { <Card contact /> }.into_any(),
        (None, Some(error)) if error.kind() == Some(ProblemType::NotFound) => view! { <Gone /> }.into_any(),
        (None, Some(error)) => view! { <Failure error on_retry=load /> }.into_any(),
        (None, None) => view! { <div class="contacts-waiting"><Skeleton lines=6 /></div> }.into_any(),
    })
    .into_any()
}

#[component]
fn Failure(error: ApiError, #[prop(into)] on_retry: Callback<()>) -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Warning title=i18n::error::sentence(&error)>
            <Button on_press=on_retry>{t(words::common::RETRY)}</Button>
        </EmptyState>
    }
}

#[component]
fn Gone() -> impl IntoView {
    let book = use_book();
    view! {
        <EmptyState icon=IconName::User title=t(words::contacts::GONE)>
            <Button on_press=move || book.go(ContactsPlace::List)>{t(words::contacts::BACK_TO_LIST)}</Button>
        </EmptyState>
    }
}
