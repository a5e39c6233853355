//! The card of a group: who is in it, and what can be done with all of them.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::contact::Contact;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::Api;
use crate::api::contacts::{Cards, contacts_url};
use crate::dom::download;
use crate::features::contacts::card::BackToList;
use crate::features::contacts::group_name::GroupNameDialog;
use crate::features::contacts::members::MembersDialog;
use crate::features::contacts::screen::use_book;
use crate::i18n::{t, tn, words};
use crate::routes::ContactsPlace;
use crate::state::toasts::Toasts;
use crate::ui::avatar::Avatar;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::menu::{MenuButton, MenuItem};

/// The card.
#[component]
pub fn GroupCard(
    /// Which group.
    group: Contact,
) -> impl IntoView {
    let book = use_book();
    let (api, toasts) = (expect_context::<Api>(), expect_context::<Toasts>());
    let shown = StoredValue::new(group.clone());
    let members = memo(move || shown.with_value(|group| book.members(group)));
    let people = move || -> Vec<EmailAddress> {
        members.with(|members| members.iter().filter_map(|of| of.contact.recipients().into_iter().next()).collect())
    };
    let count = move || u32::try_from(members.with(Vec::len)).unwrap_or(u32::MAX);
    let nobody = Signal::derive(move || people().is_empty());
    let chooses_members = RwSignal::new(false);
    // Another name is for the group as it is now.
    let renamed = RwSignal::new(None::<(Contact, String)>);
    let asks_name = RwSignal::new(false);
    let rename = move || {
        spawn_local(async move {
            match api.contact(&shown.with_value(|group| group.id.clone())).await {
                Ok(current) => {
                    let _ = renamed.try_set(Some(current));
                    let _ = asks_name.try_set(true);
                }
                Err(error) => toasts.error(&error),
            }
        });
    };
    view! {
        <article class="contact-card">
            <div class="contact-bar toolbar" role="toolbar" aria-label=t(words::contacts::ACTIONS)>
                <BackToList />
                <Button
                    variant=ButtonVariant::Primary
                    icon=IconName::Compose
                    disabled=nobody
                    on_press=move || book.write_to(untrack(people))
                >
                    {t(words::contacts::WRITE_GROUP)}
                </Button>
                <Button icon=IconName::People on_press=move || chooses_members.set(true)>{t(words::contacts::MEMBERS)}</Button>
                <span class="toolbar-gap"></span>
                <MenuButton icon=IconName::More label=t(words::contacts::MORE_ABOUT)>
                    <MenuItem icon=IconName::Pencil label=t(words::contacts::RENAME_GROUP) on_select=rename />
                    <MenuItem
                        icon=IconName::Download
                        label=t(words::contacts::EXPORT_GROUP)
                        on_select=move || download::save(shown.with_value(|group| contacts_url(&Cards::Group(&group.id))))
                    />
                    <MenuItem
                        icon=IconName::Trash
                        label=t(words::contacts::DELETE_GROUP)
                        on_select=move || shown.with_value(|group| book.delete(group))
                    />
                </MenuButton>
            </div>
            <div class="contact-face">
                <span class="contact-group-face"><Icon name=IconName::People /></span>
                <div class="contact-who">
                    <h1 class="contact-full-name" tabindex="-1" dir="auto">{group.display()}</h1>
                    <p class="contact-work">{move || tn(words::contacts::MEMBER_COUNT, count())}</p>
                </div>
            </div>
            <ul class="contact-members">
                {move || members
                    .get()
                    .into_iter()
                    .map(|member| {
                        let id = member.contact.id.clone();
                        view! {
                            <li>
                                <button type="button" class="contact-member" on:click=move |_| book.go(ContactsPlace::One(id.clone()))>
                                    <Avatar name=member.name.clone() address=member.address().to_owned() />
                                    <span class="contact-text">
                                        <span class="contact-name" dir="auto">{member.name.clone()}</span>
                                        <bdi class="contact-beside">{member.address().to_owned()}</bdi>
                                    </span>
                                </button>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <MembersDialog open=chooses_members group=group.clone() />
            {move || renamed.get().map(|current| view! { <GroupNameDialog open=asks_name group=Some(current) /> })}
        </article>
    }
}
