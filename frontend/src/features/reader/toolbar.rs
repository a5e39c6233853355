//! What can be done with the open message.

use leptos::prelude::*;

use crate::api::emails::raw_url;
use crate::commands::table::Id;
use crate::dom::download;
use crate::features::command_button::CommandButton;
use crate::i18n::{t, words};
use crate::state::mail::use_mail;
use crate::ui::icon::IconName;
use crate::ui::menu::{MenuButton, MenuItem};

/// The bar above the message.
#[component]
pub fn Toolbar() -> impl IntoView {
    let mail = use_mail();
    let save = move || {
        if let Some(id) = mail.reader.open_id().get_untracked() {
            download::save(raw_url(&id));
        }
    };
    let group = |ids: &'static [Id]| ids.iter().map(|id| view! { <CommandButton id=*id /> }).collect_view();
    view! {
        <div class="toolbar reader-toolbar" role="toolbar" aria-label=t(words::reader::TOOLBAR)>
            <span class="reader-back"><CommandButton id=Id::Back /></span>
            {group(&[Id::Reply, Id::ReplyAll, Id::Forward])}
            <span class="toolbar-separator"></span>
            {group(&[Id::Archive, Id::Delete, Id::Junk, Id::Move])}
            <span class="toolbar-separator"></span>
            {group(&[Id::Star, Id::MarkUnread])}
            <div class="toolbar-gap"></div>
            {group(&[Id::Previous, Id::Next])}
            <MenuButton icon=IconName::More label=t(words::reader::MORE)>
                <MenuItem icon=IconName::Download label=t(words::reader::DOWNLOAD_MESSAGE) on_select=save />
            </MenuButton>
        </div>
    }
}
