//! Who is signed in, the colours of the page, and the way out.

use gatepost_shared::settings::Theme;
use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::features::menus::use_menus;
use crate::i18n::{t, t_with, words};
use crate::state::mail::use_mail;
use crate::state::settings::Key;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::menu::{Menu, MenuItem, MenuSeparator};

/// The menu, closed while it is nowhere.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let mail = use_mail();
    let account = mail.session.account();
    let name = memo(move || account.with(|who| who.as_ref().map(|who| who.display_name.clone()).unwrap_or_default()));
    let address = memo(move || account.with(|who| who.as_ref().map(|who| who.email.clone()).unwrap_or_default()));
    let label = Signal::derive(move || t_with(words::shell::ACCOUNT, &[("name", &name.get())]));
    let themes = [
        (Theme::System, words::shell::THEME_SYSTEM),
        (Theme::Light, words::shell::THEME_LIGHT),
        (Theme::Dark, words::shell::THEME_DARK),
    ];
    let show_settings = move || command(Id::GoSettings).run(mail);
    let show_help = move || command(Id::Help).run(mail);
    view! {
        <Menu at=use_menus().account label>
            <div class="account-card" role="presentation">
                <p class="account-name">{name}</p>
                <p class="account-address">{address}</p>
            </div>
            <MenuSeparator />
            {themes
                .map(|(choice, label)| {
                    let checked = Signal::derive(move || mail.settings.theme() == choice);
                    view! { <MenuItem label=t(label) checked on_select=move || mail.settings.set(Key::Theme, choice.word()) /> }
                })
                .collect_view()}
            <MenuSeparator />
            <MenuItem icon=IconName::Settings label=t(words::actions::SETTINGS) shortcut="g ," on_select=show_settings />
            <MenuItem icon=IconName::Keyboard label=t(words::actions::HELP) shortcut="?" on_select=show_help />
            <MenuItem icon=IconName::SignOut label=t(words::shell::SIGN_OUT) on_select=move || mail.sign_out() />
        </Menu>
    }
}
