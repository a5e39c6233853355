//! One mailbox of the tree.

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Mailbox;
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::commands::deeds;
use crate::dom::drag;
use crate::features::mailboxes::name::{icon_of, name_of};
use crate::i18n::{number, tn, words};
use crate::state::mail::use_mail;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// A mailbox with its picture, its name and how much is unread in it.
#[component]
pub fn TreeItem(
    /// Which one.
    id: MailboxId,
    /// Whether it is the one whose list is shown.
    is_current: Signal<bool>,
    /// Whether Tab reaches it.
    is_active: Signal<bool>,
    /// The person wants to see it.
    #[prop(into)]
    on_open: Callback<(Mailbox,)>,
    /// The keyboard has come to it, by whatever way.
    #[prop(into)]
    on_focus: Callback<()>,
    /// The person wants to know what can be done with it, here in the window.
    #[prop(into)]
    on_menu: Callback<(Mailbox, (f64, f64))>,
) -> impl IntoView {
    let mail = use_mail();
    let mailbox = memo({
        let id = id.clone();
        move || mail.mailboxes.get(&id)
    });
    let folds = memo(move || {
        mailbox.with(|mailbox| mailbox.as_ref().is_some_and(|mailbox| mail.mailboxes.first_child(mailbox).is_some()))
    });
    let is_collapsed = memo({
        let id = id.clone();
        move || mail.mailboxes.is_collapsed(&id)
    });
    let name = memo(move || mailbox.with(|mailbox| mailbox.as_ref().map(name_of).unwrap_or_default()));
    let unread = memo(move || mailbox.with(|mailbox| mailbox.as_ref().map_or(0, |mailbox| mailbox.unread_emails)));
    let level = memo(move || mailbox.with(|mailbox| mailbox.as_ref().map_or(0, Mailbox::depth)));
    let icon = memo(move || icon_of(mailbox.with(|mailbox| mailbox.as_ref().and_then(|mailbox| mailbox.role))));
    let can_open = memo(move || mailbox.with(|mailbox| mailbox.as_ref().is_none_or(|mailbox| mailbox.is_selectable)));
    let open = move |_| {
        if let Some(mailbox) = mailbox.get_untracked() {
            on_open.run((mailbox,));
        }
    };
    let menu = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(mailbox) = mailbox.get_untracked() {
            on_menu.run((mailbox, (f64::from(event.client_x()), f64::from(event.client_y()))));
        }
    };
    // Whether what is dragged may be dropped here.
    let takes = move || {
        mailbox.with_untracked(|mailbox| {
            mailbox.as_ref().is_some_and(|mailbox| {
                mailbox.is_selectable && mailbox.my_rights.may_add_items && !mail.list.is_of(&mailbox.id)
            })
        }) && mail.list.dragged().with_untracked(Option::is_some)
    };
    let is_target = RwSignal::new(false);
    let over = move |event: leptos::ev::DragEvent| {
        if takes() {
            drag::allow(&event);
            is_target.set(true);
        }
    };
    let unfold = {
        let id = id.clone();
        move |_| {
            let id = id.clone();
            // A drag that rests on a folded mailbox looks into it.
            set_timeout(
                move || {
                    if is_target.try_get_untracked() == Some(true) {
                        mail.mailboxes.set_collapsed(&id, false);
                    }
                },
                std::time::Duration::from_millis(700),
            );
        }
    };
    let dropped = {
        let id = id.clone();
        move |event: leptos::ev::DragEvent| {
            is_target.set(false);
            if let Some(targets) = mail.list.dragged().get_untracked().filter(|_| takes()) {
                event.prevent_default();
                mail.list.dragged().set(None);
                deeds::move_to(mail, targets, id.clone());
            }
        }
    };
    let fold = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        mail.mailboxes.set_collapsed(&id, !is_collapsed.get_untracked());
    };
    view! {
        <li
            class="mailbox"
            class:mailbox-current=is_current
            class:mailbox-unread=move || { unread.get() > 0 }
            class:mailbox-branch=move || !can_open.get()
            class:mailbox-target=is_target
            role="treeitem"
            {..custom_attribute("aria-level", move || (level.get() + 1).to_string())}
            aria-selected=move || is_current.get().to_string()
            aria-expanded=move || folds.get().then(|| (!is_collapsed.get()).to_string())
            tabindex=move || if is_active.get() { 0 } else { -1 }
            style:--level=move || level.get().to_string()
            on:click=open
            on:contextmenu=menu
            on:dragenter=unfold
            on:dragover=over
            on:dragleave=move |_| is_target.set(false)
            on:drop=dropped
            on:focus=move |_| on_focus.run(())
        >
            // Arrow keys do the same: it is for the pointer only.
            <span class="mailbox-fold" class:mailbox-folded=is_collapsed aria-hidden="true" on:click=fold>
                {move || folds.get().then(|| view! { <Icon name=IconName::ChevronDown /> })}
            </span>
            <Icon name=icon />
            <span class="mailbox-name" dir="auto">{name}</span>
            {move || {
                (unread.get() > 0)
                    .then(|| view! {
                        <span class="mailbox-count" aria-hidden="true">{number(unread.get())}</span>
                        <span class="visually-hidden">{tn(words::mailboxes::UNREAD, unread.get())}</span>
                    })
            }}
        </li>
    }
}
