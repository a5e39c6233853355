//! The tree: which mailbox the keyboard is at, and how it moves (WAI-ARIA, tree view pattern).

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Mailbox;
use leptos::ev;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::focus;
use crate::features::mailboxes::item::TreeItem;
use crate::features::menus::{Point, use_menus};
use crate::i18n::{t, words};
use crate::routes::Route;
use crate::state::mail::{Mail, use_mail};
use crate::ui::memo::memo;

/// The item that Tab reaches.
const ACTIVE_ITEM: &str = ".mailbox[tabindex='0']";

/// All mailboxes whose parents are unfolded.
#[component]
pub fn Tree() -> impl IntoView {
    let mail = use_mail();
    let shown = memo({
        let unfolded = mail.mailboxes.unfolded();
        move || unfolded.get()
    });
    let ids = memo(move || shown.with(|shown| shown.iter().map(|mailbox| mailbox.id.clone()).collect::<Vec<_>>()));
    let current = memo(move || mail.current_mailbox());
    // Where the keyboard was moved to; the open mailbox until then.
    let moved_to = RwSignal::new(None::<MailboxId>);
    let active = memo(move || {
        let at = moved_to.get().or_else(|| current.get());
        ids.with(|ids| at.filter(|at| ids.contains(at)).or_else(|| ids.first().cloned()))
    });
    effect(move || {
        current.track();
        moved_to.set(None);
    });
    let go_to = move |id: MailboxId| {
        moved_to.set(Some(id));
        focus::soon(ACTIVE_ITEM);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let Some(at) = active.get_untracked() else { return };
        let list = shown.get_untracked();
        let place = list.iter().position(|mailbox| mailbox.id == at).unwrap_or(0);
        let target = match event.key().as_str() {
            "ArrowDown" => list.get(place + 1).map(|mailbox| mailbox.id.clone()),
            "ArrowUp" => place.checked_sub(1).map(|place| list[place].id.clone()),
            "Home" => list.first().map(|mailbox| mailbox.id.clone()),
            "End" => list.last().map(|mailbox| mailbox.id.clone()),
            "ArrowRight" => unfold(mail, &list[place]),
            "ArrowLeft" => fold(mail, &list[place]),
            "Enter" | " " => {
                open(mail, &list[place]);
                None
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(target) = target {
            go_to(target);
        }
    };
    let menus = use_menus();
    let open_menu = move |mailbox: Mailbox, point: Point| {
        menus.of_mailbox.set(Some(mailbox));
        menus.mailbox.set(Some(point));
    };
    view! {
        <ul class="tree" role="tree" aria-label=t(words::mailboxes::MAILBOXES) on:keydown=on_key>
            <For each=move || ids.get() key=|id| id.clone() let:id>
                <TreeItem
                    id=id.clone()
                    is_current=Signal::derive({ let id = id.clone(); move || current.with(|at| at.as_ref() == Some(&id)) })
                    is_active=Signal::derive({ let id = id.clone(); move || active.with(|at| at.as_ref() == Some(&id)) })
                    on_focus=move || moved_to.set(Some(id.clone()))
                    on_open=move |mailbox: Mailbox| open(mail, &mailbox)
                    on_menu=open_menu
                />
            </For>
        </ul>
    }
}

fn open(mail: Mail, mailbox: &Mailbox) {
    if mailbox.is_selectable {
        mail.navigation.go(Route::Mailbox(mailbox.id.clone()));
    } else {
        mail.mailboxes.set_collapsed(&mailbox.id, !untrack(|| mail.mailboxes.is_collapsed(&mailbox.id)));
    }
}

/// Right: unfolds, or goes to the first child.
fn unfold(mail: Mail, mailbox: &Mailbox) -> Option<MailboxId> {
    if untrack(|| mail.mailboxes.is_collapsed(&mailbox.id)) {
        mail.mailboxes.set_collapsed(&mailbox.id, false);
        return None;
    }
    untrack(|| mail.mailboxes.first_child(mailbox))
}

/// Left: folds, or goes to the parent.
fn fold(mail: Mail, mailbox: &Mailbox) -> Option<MailboxId> {
    let has_children = untrack(|| mail.mailboxes.first_child(mailbox)).is_some();
    if has_children && !untrack(|| mail.mailboxes.is_collapsed(&mailbox.id)) {
        mail.mailboxes.set_collapsed(&mailbox.id, true);
        return None;
    }
    untrack(|| mail.mailboxes.parent(mailbox))
}
