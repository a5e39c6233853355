//! What shows nothing until it is asked for: dialogs, menus, and the key that flashes up. One part of the client.

use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::features::help::HelpDialog;
use crate::features::key_flash::KeyFlash;
use crate::features::list::context_menu::ContextMenu;
use crate::features::mailbox_dialogs::MailboxDialogs;
use crate::features::mailboxes::context_menu::MailboxMenu;
use crate::features::mailboxes::side_menu::SideMenu;
use crate::features::menus::use_menus;
use crate::features::palette::Palette;
use crate::features::questions::Questions;
use crate::features::shell::account_menu::AccountMenu;
use crate::i18n::{t, words};
use crate::state::mail::use_mail;
use crate::ui::lazy::{Builder, Later, lazy};

lazy! {
    /// The first list needs none of it.
    on_demand in soon => view! {
        <Questions />
        <HelpDialog />
        <Palette />
        <MailboxDialogs />
        <ContextMenu />
        <MailboxMenu />
        <SideMenu />
        <AccountMenu />
        <KeyFlash />
    }
}

static ON_DEMAND: Later<Builder> = Later::new(on_demand);

/// All of it; nothing until the first of it is wanted.
#[component]
pub fn OnDemand() -> impl IntoView {
    let (mail, menus) = (use_mail(), use_menus());
    let build = RwSignal::new(None::<Builder>);
    ON_DEMAND.warm();
    let failed = move || {
        mail.asking.close();
        menus.close();
        mail.toasts.failed(t(words::common::PART_MISSING));
    };
    effect(move || {
        let is_wanted =
            mail.asking.question().with(Option::is_some) || mail.flash.with(Option::is_some) || menus.is_any_open();
        if is_wanted && build.with_untracked(Option::is_none) {
            ON_DEMAND.with(move |part| show(build, part), failed);
        }
    });
    move || build.get().map(|build| build())
}

fn show(place: RwSignal<Option<Builder>>, part: Builder) {
    // Whoever wanted it may have signed out by now.
    let _ = place.try_set(Some(part));
}
