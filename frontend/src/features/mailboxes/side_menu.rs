//! What can be done with a search that is kept, or with a tag.

use leptos::prelude::*;

use crate::features::mailboxes::side_list::Kind;
use crate::features::menus::use_menus;
use crate::i18n::{Message, t, words};
use crate::state::asking::Question;
use crate::state::mail::{Mail, use_mail};
use crate::state::settings::Key;
use crate::ui::icon::IconName;
use crate::ui::menu::{Menu, MenuItem};

impl Kind {
    fn change_label(self) -> Message {
        match self {
            Self::Searches => words::search::RENAME,
            Self::Tags => words::tags::EDIT,
        }
    }

    fn remove_label(self) -> Message {
        match self {
            Self::Searches => words::search::REMOVE,
            Self::Tags => words::tags::DELETE,
        }
    }

    fn change(self, mail: Mail, id: String) {
        mail.asking.ask(match self {
            Self::Searches => Question::SaveSearch(id),
            Self::Tags => Question::EditTag(id),
        });
    }

    fn remove(self, mail: Mail, id: String) {
        let (key, said) = match self {
            Self::Searches => (Key::Searches, words::search::REMOVED),
            Self::Tags => (Key::Tags, words::tags::DELETED),
        };
        let before = mail.settings.member(key, &id);
        mail.settings.set_member(key, &id, serde_json::Value::Null);
        mail.toasts.undoable(t(said), move || mail.settings.set_member(key, &id, before.clone()));
    }
}

/// The menu, closed while it is nowhere.
#[component]
pub fn SideMenu() -> impl IntoView {
    let (mail, menus) = (use_mail(), use_menus());
    let label = Signal::derive(move || t(menus.of_entry.with(|(kind, _)| kind.title())).to_owned());
    view! {
        <Menu at=menus.entry label>
            {move || {
                let (kind, id) = menus.of_entry.get_untracked();
                let removed = id.clone();
                view! {
                    <MenuItem icon=IconName::Pencil label=t(kind.change_label()) on_select=move || kind.change(mail, id.clone()) />
                    <MenuItem icon=IconName::Trash label=t(kind.remove_label()) on_select=move || kind.remove(mail, removed.clone()) />
                }
            }}
        </Menu>
    }
}
