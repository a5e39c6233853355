//! The way back to the mail, and the groups: which part of the address book is listed.

use leptos::prelude::*;

use crate::features::contacts::group_name::GroupNameDialog;
use crate::features::contacts::screen::use_book;
use crate::i18n::{number, t, words};
use crate::routes::{ContactsPlace, Route};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};

/// The column at the start; on narrow windows a strip above the list.
#[component]
pub fn Groups() -> impl IntoView {
    let mail = use_mail();
    let book = use_book();
    let asks_name = RwSignal::new(false);
    let choose = move |id: Option<String>| {
        book.group().set(id.clone());
        // Where there is room for it, the group's own card comes along.
        match id.filter(|_| !mail.narrow.get_untracked()) {
            Some(id) => book.go(ContactsPlace::One(id)),
            None => book.go(ContactsPlace::List),
        }
    };
    let everybody = move || u32::try_from(book.count()).unwrap_or(u32::MAX);
    view! {
        <div class="contacts-groups">
            <div class="contacts-back">
                <Button variant=ButtonVariant::Quiet icon=IconName::ChevronLeft on_press=move || mail.navigation.go(Route::Inbox)>
                    {t(words::contacts::BACK_TO_MAIL)}
                </Button>
            </div>
            <div class="contacts-new">
                <Button
                    variant=ButtonVariant::Primary
                    icon=IconName::Plus
                    on_press=move || book.go(ContactsPlace::New { name: String::new(), email: String::new() })
                >
                    {t(words::contacts::NEW)}
                </Button>
            </div>
            <nav aria-label=t(words::contacts::GROUPS)>
                <ul class="contacts-group-list">
                    <li>
                        <button
                            type="button"
                            class="contacts-group"
                            aria-current=move || book.group().with(Option::is_none).then_some("true")
                            on:click=move |_| choose(None)
                        >
                            <Icon name=IconName::User />
                            <span class="contacts-group-name">{t(words::contacts::EVERYBODY)}</span>
                            <span class="contacts-group-count">{move || number(everybody())}</span>
                        </button>
                    </li>
                    <For each=move || book.groups() key=|group| (group.contact.id.clone(), group.name.clone(), group.contact.members.len()) let:group>
                        {
                            let id = StoredValue::new(group.contact.id.clone());
                            let is_current = move || id.with_value(|id| book.group().with(|at| at.as_ref() == Some(id)));
                            let members = StoredValue::new(group.contact.clone());
                            let count = move || u32::try_from(members.with_value(|group| book.members(group)).len()).unwrap_or(u32::MAX);
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="contacts-group"
                                        aria-current=move || is_current().then_some("true")
                                        on:click=move |_| choose(Some(id.get_value()))
                                    >
                                        <Icon name=IconName::People />
                                        <bdi class="contacts-group-name">{group.name.clone()}</bdi>
                                        <span class="contacts-group-count">{move || number(count())}</span>
                                    </button>
                                </li>
                            }
                        }
                    </For>
                    <li>
                        <button type="button" class="contacts-group contacts-group-new" on:click=move |_| asks_name.set(true)>
                            <Icon name=IconName::Plus />
                            <span class="contacts-group-name">{t(words::contacts::NEW_GROUP)}</span>
                        </button>
                    </li>
                </ul>
            </nav>
            <GroupNameDialog open=asks_name group=None />
        </div>
    }
}
