//! The contacts in their order (WAI-ARIA, listbox pattern). Of thousands only those near the view exist.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::text::lower_case;
use crate::dom::{focus, observe};
use crate::features::contacts::import::Import;
use crate::features::contacts::row::Row;
use crate::features::contacts::screen::use_book;
use crate::features::list::viewport::Viewport;
use crate::i18n::{self, t, words};
use crate::routes::ContactsPlace;
use crate::state::contacts::{Entry, Reading};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::empty_state::EmptyState;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::skeleton::Skeleton;

/// The row that Tab reaches.
pub const ACTIVE: &str = ".contact[tabindex='0']";

/// The list, or what stands in its place.
#[component]
pub fn List(
    /// Whom it shows.
    found: Memo<Vec<Arc<Entry>>>,
) -> impl IntoView {
    let book = use_book();
    let is_empty = memo(move || found.with(Vec::is_empty));
    move || match (book.reading().get(), is_empty.get()) {
        (_, false) => view! { <Rows found /> }.into_any(),
        (Reading::Underway, true) => view! { <div class="contacts-waiting"><Skeleton lines=8 /></div> }.into_any(),
        (Reading::Failed(error), true) => view! {
            <EmptyState icon=IconName::Warning title=i18n::error::sentence(&error)>
                <Button on_press=move || book.load()>{t(words::common::RETRY)}</Button>
            </EmptyState>
        }
        .into_any(),
        (Reading::Here, true) => view! { <Nobody /> }.into_any(),
    }
}

/// Why there is nobody, and what can be done about it.
#[component]
fn Nobody() -> impl IntoView {
    let book = use_book();
    let imports = RwSignal::new(false);
    move || {
        if book.typed().with(|typed| !typed.trim().is_empty()) {
            return view! { <EmptyState icon=IconName::Search title=t(words::contacts::NOBODY_FOUND) /> }.into_any();
        }
        if book.group().with(Option::is_some) {
            return view! { <EmptyState icon=IconName::People title=t(words::contacts::GROUP_EMPTY) /> }.into_any();
        }
        view! {
            <EmptyState icon=IconName::User title=t(words::contacts::EMPTY) text=Signal::stored(t(words::contacts::EMPTY_HINT).to_owned())>
                <Button
                    variant=ButtonVariant::Primary
                    on_press=move || book.go(ContactsPlace::New { name: String::new(), email: String::new() })
                >
                    {t(words::contacts::NEW)}
                </Button>
                <Button on_press=move || imports.set(true)>{t(words::contacts::IMPORT)}</Button>
            </EmptyState>
            <Import open=imports />
        }
        .into_any()
    }
}

#[component]
fn Rows(found: Memo<Vec<Arc<Entry>>>) -> impl IntoView {
    let book = use_book();
    let scroller: NodeRef<html::Div> = NodeRef::new();
    let probe: NodeRef<html::Div> = NodeRef::new();
    let view = RwSignal::new(Viewport { top: 0.0, height: 800.0, row: 56.0 });
    let measure = move || {
        let (Some(scroller), Some(probe)) = (scroller.get_untracked(), probe.get_untracked()) else { return };
        let row = probe.get_bounding_client_rect().height();
        if row > 0.0 {
            let (top, height) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
            view.set(Viewport { top, height, row });
        }
    };
    effect(move || {
        if let Some(element) = scroller.get() {
            observe::on_resize(&element, measure);
        }
    });
    let total = memo(move || u32::try_from(found.with(Vec::len)).unwrap_or(u32::MAX));
    let open = memo(move || {
        let place = book.place();
        let is_it = |entry: &Arc<Entry>| match &place {
            ContactsPlace::One(id) | ContactsPlace::Edit(id) => entry.contact.id == *id,
            ContactsPlace::Colleague(email) => entry.is_colleague() && entry.address() == email,
            ContactsPlace::List | ContactsPlace::New { .. } => false,
        };
        found.with(|found| found.iter().position(is_it)).and_then(|at| u32::try_from(at).ok())
    });
    // Where the keyboard is: at the open contact, until arrows move it.
    let active = RwSignal::new(0_u32);
    effect(move || {
        if let Some(open) = open.get() {
            active.set(open);
        }
    });
    let at = memo(move || active.get().min(total.get().saturating_sub(1)));
    let mounted = memo(move || {
        let (places, at) = (view.with(|view| view.places(total.get())), at.get());
        let before = (at < places.start).then_some(at);
        let after = (at >= places.end).then_some(at);
        before.into_iter().chain(places).chain(after).collect::<Vec<u32>>()
    });
    #[expect(clippy::cast_possible_truncation, reason = "no browser scrolls further than 2^31 pixels")]
    let reveal = move |place: u32| {
        if let (Some(top), Some(element)) = (view.with_untracked(|view| view.reveal(place)), scroller.get_untracked()) {
            element.set_scroll_top(top.round() as i32);
        }
    };
    effect(move || {
        let at = at.get();
        request_animation_frame(move || reveal(at));
    });
    // Another question begins at its first answer.
    effect(move || {
        book.typed().track();
        book.group().track();
        if untrack(|| open.get()).is_none() {
            active.set(0);
        }
    });
    let go_to = move |place: u32| {
        let place = place.min(total.get_untracked().saturating_sub(1));
        active.set(place);
        request_animation_frame(move || {
            // The rows around it first: a row that moves in the document while others come loses focus.
            reveal(place);
            measure();
            focus::soon(ACTIVE);
        });
    };
    let choose = move |place: u32| {
        active.set(place);
        let entry = found.with_untracked(|found| found.get(place as usize).cloned());
        if let Some(entry) = entry {
            book.go(if entry.is_colleague() {
                ContactsPlace::Colleague(entry.address().to_owned())
            } else {
                ContactsPlace::One(entry.contact.id.clone())
            });
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let here = at.get_untracked();
        let page = view.with_untracked(Viewport::page);
        let key = event.key();
        let target = match key.as_str() {
            "ArrowDown" => here.saturating_add(1),
            "ArrowUp" => here.saturating_sub(1),
            "PageDown" => here.saturating_add(page),
            "PageUp" => here.saturating_sub(page),
            "Home" => 0,
            "End" => u32::MAX,
            "Enter" | " " => {
                event.prevent_default();
                event.stop_propagation();
                return choose(here);
            }
            _ => match found.with_untracked(|found| next_beginning_with(found, here, &key)) {
                Some(place) => place,
                None => return,
            },
        };
        event.prevent_default();
        event.stop_propagation();
        go_to(target);
    };
    view! {
        <div
            class="contacts-rows"
            node_ref=scroller
            role="listbox"
            aria-label=t(words::contacts::TITLE)
            on:scroll=move |_| measure()
            on:keydown=on_key
        >
            <div class="contacts-probe" node_ref=probe aria-hidden="true"></div>
            <div class="contacts-surface" role="presentation" style:--rows=move || total.get().to_string()>
                <For each=move || mounted.get() key=|place| *place let:place>
                    <Row
                        place
                        total
                        found
                        is_open=Signal::derive(move || open.get() == Some(place))
                        is_active=Signal::derive(move || at.get() == place)
                        on_choose=move || choose(place)
                    />
                </For>
            </div>
        </div>
    }
}

/// The next one whose name begins with this letter, from the top again after the last. None for keys that are no letters.
fn next_beginning_with(found: &[Arc<Entry>], here: u32, key: &str) -> Option<u32> {
    let mut letters = key.chars();
    letters.next().filter(|letter| letter.is_alphanumeric() && letters.next().is_none())?;
    let key = lower_case(key);
    let begins = |entry: &Arc<Entry>| lower_case(&entry.letter) == key || lower_case(&entry.name).starts_with(&key);
    let after = here as usize + 1;
    let later = found.iter().skip(after).position(begins).map(|at| at + after);
    later.or_else(|| found.iter().position(begins)).and_then(|at| u32::try_from(at).ok())
}
