//! The screen of keyboard shortcuts: the table of commands, read aloud.

use leptos::prelude::*;

use crate::commands::keymap;
use crate::commands::table::{COMMANDS, Scope};
use crate::features::keycaps::keycaps;
use crate::features::part::Part;
use crate::i18n::{Message, t, words};
use crate::routes::{Route, Section};
use crate::state::asking::Question;
use crate::state::mail::{Mail, use_mail};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::lazy::lazy;

/// The groups, in order.
const GROUPS: [(Scope, Message); 4] = [
    (Scope::List, words::help::LIST),
    (Scope::Reader, words::help::READER),
    (Scope::Everywhere, words::help::MAIL),
    (Scope::Global, words::help::EVERYWHERE),
];

/// The screen; nothing while it is not wanted.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let mail = use_mail();
    let rebind = move || {
        mail.asking.close();
        mail.navigation.go(Route::Settings(Some(Section::Shortcuts)));
    };
    let open = Signal::derive(move || mail.asking.question().with(|question| *question == Some(Question::Help)));
    view! {
        <Dialog
            open
            on_close=move || mail.asking.close()
            title=t(words::help::TITLE)
            close_label=t(words::common::CLOSE)
            wide=true
        >
            <Part load=shortcuts />
            <div class="dialog-actions">
                <Button on_press=rebind>{t(words::help::REBIND)}</Button>
            </div>
        </Dialog>
    }
}

lazy! {
    /// All shortcuts: looked at once in a while.
    shortcuts in soon => {
        let mail = use_mail();
        view! { <div class="help">{GROUPS.map(|(scope, title)| group(mail, scope, title)).collect_view()}</div> }
    }
}

fn group(mail: Mail, scope: Scope, title: Message) -> impl IntoView {
    let custom = untrack(|| mail.settings.shortcuts());
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    // What the grid does with arrows is the pattern's, not a command of ours.
    let fixed = match scope {
        Scope::List => vec![
            (t(words::help::ARROWS), keys(&["ArrowUp", "ArrowDown"])),
            (t(words::help::RANGE), keys(&["Shift+ArrowUp", "Shift+ArrowDown"])),
        ],
        Scope::Reader | Scope::Everywhere | Scope::Global => Vec::new(),
    };
    let of_table = COMMANDS
        .iter()
        .filter(|command| command.scope == scope)
        .map(|command| (untrack(|| t((command.label)(mail))), keymap::keys_of(command, &custom)))
        .filter(|(_, keys)| !keys.is_empty());
    view! {
        <section class="help-group">
            <h3 class="help-title">{t(title)}</h3>
            <dl>
                {fixed
                    .into_iter()
                    .chain(of_table)
                    .map(|(label, keys)| view! {
                        <div class="help-row">
                            <dt>{label}</dt>
                            <dd>{keys.iter().map(|key| keycaps(key)).collect_view()}</dd>
                        </div>
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}
