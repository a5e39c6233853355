//! The screen of keyboard shortcuts: the table of commands, read aloud.

use leptos::prelude::*;

use crate::commands::keys;
use crate::commands::table::{COMMANDS, Command, Scope};
use crate::features::part::Part;
use crate::i18n::{Message, t, words};
use crate::state::asking::Question;
use crate::state::mail::{Mail, use_mail};
use crate::ui::dialog::Dialog;
use crate::ui::lazy::lazy;

/// The groups, in order.
const GROUPS: [(Scope, Message); 3] = [
    (Scope::List, words::help::LIST),
    (Scope::Reader, words::help::READER),
    (Scope::Everywhere, words::help::EVERYWHERE),
];

/// The screen; nothing while it is not wanted.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let mail = use_mail();
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
        </Dialog>
    }
}

lazy! {
    /// All shortcuts: looked at once in a while.
    shortcuts => {
        let mail = use_mail();
        view! { <div class="help">{GROUPS.map(|(scope, title)| group(mail, scope, title)).collect_view()}</div> }
    }
}

fn group(mail: Mail, scope: Scope, title: Message) -> impl IntoView {
    // What the grid does with arrows is the pattern's, not a command of ours.
    let fixed = match scope {
        Scope::List => vec![
            (t(words::help::ARROWS), &["ArrowUp", "ArrowDown"][..]),
            (t(words::help::RANGE), &["Shift+ArrowUp", "Shift+ArrowDown"][..]),
        ],
        Scope::Reader | Scope::Everywhere => Vec::new(),
    };
    let of_table = COMMANDS
        .iter()
        .filter(move |command| command.scope == scope)
        .map(move |command: &Command| (untrack(|| t((command.label)(mail))), command.keys));
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
                            <dd>{keys.iter().map(|key| shown(key)).collect_view()}</dd>
                        </div>
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}

/// One key or sequence.
fn shown(key: &str) -> impl IntoView {
    let presses = keys::readable(key);
    let last = presses.len() - 1;
    let press = move |(index, caps): (usize, Vec<String>)| {
        let caps = caps.into_iter().map(|cap| view! { <kbd>{cap}</kbd> }).collect_view();
        view! {
            {caps}
            {(index < last).then(|| view! { <span class="help-then">{t(words::help::THEN)}</span> })}
        }
    };
    view! { <span class="help-keys">{presses.into_iter().enumerate().map(press).collect_view()}</span> }
}
