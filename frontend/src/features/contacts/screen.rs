//! The entry: groups, list and card side by side; on narrow windows list and card take turns.

use leptos::ev;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::focus;
use crate::features::contacts::colleague::ColleagueCard;
use crate::features::contacts::editor::{Editor, Start};
use crate::features::contacts::groups::Groups;
use crate::features::contacts::list::{ACTIVE, List};
use crate::features::contacts::list_head::ListHead;
use crate::features::contacts::one::One;
use crate::i18n::{t, tn, words};
use crate::routes::ContactsPlace;
use crate::state::contacts::Book;
use crate::state::mail::use_mail;
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::live_region::LiveRegion;
use crate::ui::memo::memo;

/// What has the keyboard when a card opens on a narrow window.
const CARD: &str = ".contacts-card h1";

/// The address book.
#[component]
pub fn ContactsScreen() -> impl IntoView {
    let mail = use_mail();
    let book = Book::of(mail);
    provide_context(book);
    book.load();
    let place = memo(move || book.place());
    let reads = memo(move || place.with(|place| *place != ContactsPlace::List));
    let found = memo(move || book.found());
    // Said once the typing has an effect: how many there are.
    let news = Signal::derive(move || {
        let is_asked = book.typed().with(|typed| !typed.trim().is_empty());
        let count = || found.with(|found| u32::try_from(found.len()).unwrap_or(u32::MAX));
        if is_asked { tn(words::contacts::FOUND, count()) } else { String::new() }
    });
    // The keyboard comes along, and is never left on what has gone.
    Effect::new(move |before: Option<bool>| {
        let now = reads.get();
        if before.is_none() {
            focus::soon(if now && mail.narrow.get_untracked() { CARD } else { ACTIVE });
        } else if before != Some(now) {
            focus::soon(if now { CARD } else { ACTIVE });
        }
        now
    });
    effect(move || {
        place.track();
        request_animation_frame(|| {
            if focus::active().is_none_or(|active| active.tag_name() == "BODY") && !focus::now(ACTIVE) {
                focus::now(".contacts-search input");
            }
        });
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape"
            && !event.default_prevented()
            && !focus::is_typing(event.target())
            && reads.get_untracked()
        {
            event.prevent_default();
            book.go(ContactsPlace::List);
        }
    };
    view! {
        <div class="contacts" class:contacts-reads=reads on:keydown=on_key>
            <Groups />
            <main class="contacts-main">
                <section class="contacts-list" aria-label=t(words::contacts::TITLE)>
                    <ListHead found />
                    <List found />
                </section>
                <section class="contacts-card" aria-label=t(words::contacts::CARD)>
                    {move || match place.get() {
                        ContactsPlace::List => view! {
                            <EmptyState icon=IconName::User title=t(words::contacts::NOBODY_CHOSEN) />
                        }.into_any(),
                        ContactsPlace::New { name, email } => view! { <Editor start=Start::New { name, email } /> }.into_any(),
                        ContactsPlace::One(id) => view! { <One id is_edited=false /> }.into_any(),
                        ContactsPlace::Edit(id) => view! { <One id is_edited=true /> }.into_any(),
                        ContactsPlace::Colleague(email) => view! { <ColleagueCard email /> }.into_any(),
                    }}
                </section>
            </main>
            <LiveRegion text=news />
        </div>
    }
}

/// The address book of the screen.
pub fn use_book() -> Book {
    expect_context()
}
