//! What can be done with the open conversation. Where there is little room the less common things are in a menu.

use leptos::prelude::*;

use crate::api::emails::raw_url;
use crate::commands::keys;
use crate::commands::table::{Id, command};
use crate::dom::download;
use crate::features::command_button::CommandButton;
use crate::i18n::{t, words};
use crate::state::mail::{About, use_mail};
use crate::ui::icon::IconName;
use crate::ui::menu::{MenuButton, MenuItem, MenuSeparator};
use crate::ui::when::When;

/// On narrow windows these are in the menu.
const ANSWERS: [Id; 3] = [Id::Reply, Id::ReplyAll, Id::Forward];
const FILING: [Id; 4] = [Id::Archive, Id::Delete, Id::Junk, Id::Move];
const MARKS: [Id; 2] = [Id::Star, Id::MarkUnread];
const STEPS: [Id; 2] = [Id::Previous, Id::Next];
const LOOKS: [Id; 3] = [Id::FoldAll, Id::Print, Id::Source];

/// The bar above the conversation.
#[component]
pub fn Toolbar() -> impl IntoView {
    let mail = use_mail();
    let save = move || {
        if let Some(id) = mail.reader.at().get_untracked() {
            download::save(raw_url(&id));
        }
    };
    let buttons =
        |ids: &'static [Id]| ids.iter().map(|id| view! { <CommandButton id=*id about=About::Open /> }).collect_view();
    let wide = Signal::derive(move || !mail.narrow.get());
    view! {
        <div class="toolbar reader-toolbar" role="toolbar" aria-label=t(words::reader::TOOLBAR)>
            <When is=mail.turns>
                <CommandButton id=Id::Back />
                <div class="toolbar-gap"></div>
            </When>
            <When is=wide>
                {buttons(&ANSWERS)}
                <span class="toolbar-separator"></span>
            </When>
            {buttons(&FILING)}
            <When is=wide>
                <span class="toolbar-separator"></span>
                {buttons(&MARKS)}
                <div class="toolbar-gap"></div>
                <span class="reader-steps">{buttons(&STEPS)}</span>
            </When>
            <MenuButton icon=IconName::More label=t(words::reader::MORE)>
                <When is=mail.narrow>
                    {[&ANSWERS[..], &MARKS[..], &STEPS[..]].concat().into_iter().map(item).collect_view()}
                    <MenuSeparator />
                </When>
                {LOOKS.map(item).into_iter().collect_view()}
                <MenuItem icon=IconName::Download label=t(words::reader::DOWNLOAD_MESSAGE) on_select=save />
            </MenuButton>
        </div>
    }
}

/// A command of the table as an item of the menu.
fn item(id: Id) -> impl IntoView {
    let mail = use_mail().about(About::Open);
    let command = command(id);
    view! {
        <MenuItem
            icon=untrack(|| (command.icon)(mail))
            label=Signal::derive(move || t((command.label)(mail)).to_owned())
            shortcut=command.keys.first().map(|key| keys::aria(key)).unwrap_or_default()
            disabled=Signal::derive(move || !(command.enabled)(mail))
            on_select=move || command.run(mail)
        />
    }
}
