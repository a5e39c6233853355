//! The menu of a row, or of the rows that are ticked: commands of the table.

use leptos::prelude::*;

use crate::commands::table::Id;
use crate::features::command_item::command_items;
use crate::features::menus::use_menus;
use crate::i18n::{t, words};
use crate::state::mail::{About, use_mail};
use crate::ui::menu::{Menu, MenuSeparator};

/// In groups.
const ANSWERS: [Id; 4] = [Id::Open, Id::Reply, Id::ReplyAll, Id::Forward];
const FILING: [Id; 5] = [Id::Archive, Id::Delete, Id::Junk, Id::Move, Id::Tag];
const MARKS: [Id; 3] = [Id::MarkRead, Id::MarkUnread, Id::Star];

/// The menu, closed while it is nowhere.
#[component]
pub fn ContextMenu() -> impl IntoView {
    let (mail, menus) = (use_mail(), use_menus());
    let about = menus.about;
    let label = Signal::derive(move || match about.get() {
        About::Row(_) => t(words::actions::MENU).to_owned(),
        About::Keyboard | About::Open | About::Message => t(words::actions::MENU_MANY).to_owned(),
    });
    view! {
        <Menu at=menus.rows label>
            {move || {
                let mail = mail.about(about.get_untracked());
                let is_one = matches!(about.get_untracked(), About::Row(_));
                view! {
                    {is_one.then(|| view! { {command_items(mail, &ANSWERS)} <MenuSeparator /> })}
                    {command_items(mail, &FILING)}
                    <MenuSeparator />
                    {command_items(mail, &MARKS)}
                }
            }}
        </Menu>
    }
}
