//! One action of a rule: what is done, and with what.

use gatepost_shared::keyword::Keyword;
use gatepost_shared::rule::{Rule, RuleAbilities, RuleAction, RuleActionKind as Kind};
use leptos::ev;
use leptos::prelude::*;

use crate::i18n::{Message, t, words::settings as say};
use crate::state::mail::{Mail, use_mail};
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;
use crate::ui::select::{Options, Select};

const KINDS: [(Kind, &str, Message); 7] = [
    (Kind::FileInto, "fileInto", say::ACTION_FILE),
    (Kind::CopyInto, "copyInto", say::ACTION_COPY),
    (Kind::AddKeyword, "addKeyword", say::ACTION_KEYWORD),
    (Kind::Redirect, "redirect", say::ACTION_REDIRECT),
    (Kind::RedirectCopy, "redirectCopy", say::ACTION_REDIRECT_COPY),
    (Kind::Discard, "discard", say::ACTION_DISCARD),
    (Kind::Keep, "keep", say::ACTION_KEEP),
];

/// What an action is called.
pub fn action_name(kind: Kind) -> Message {
    KINDS.iter().find(|known| known.0 == kind).map_or(say::ACTION_KEEP, |known| known.2)
}

fn is_possible(kind: Kind, can: RuleAbilities) -> bool {
    match kind {
        Kind::FileInto => can.file_into,
        Kind::CopyInto => can.file_into && can.copy,
        Kind::RedirectCopy => can.copy,
        Kind::AddKeyword => can.keywords,
        Kind::Redirect | Kind::Discard | Kind::Keep => true,
    }
}

/// The action at a place of the rule.
#[component]
pub fn ActionRow(draft: RwSignal<Rule>, at: usize, can: RuleAbilities) -> impl IntoView {
    let mail = use_mail();
    let action = Memo::new(move |_| draft.with(|rule| rule.actions.get(at).cloned()));
    let kind = Memo::new(move |_| action.with(|action| action.as_ref().map(|action| action.kind)));
    let set = move |action: RuleAction| {
        draft.update(|rule| {
            if let Some(known) = rule.actions.get_mut(at) {
                *known = action;
            }
        });
    };
    let kinds: Options = KINDS
        .iter()
        .filter(|(kind, ..)| is_possible(*kind, can))
        .map(|(_, word, text)| ((*word).to_owned(), t(*text).to_owned()))
        .collect();
    let word = Signal::derive(move || {
        KINDS.iter().find(|known| Some(known.0) == kind.get()).map_or("", |known| known.1).to_owned()
    });
    let set_kind = move |word: String| {
        if let Some((kind, ..)) = KINDS.iter().find(|known| known.1 == word) {
            set(RuleAction { kind: *kind, mailbox_id: None, keyword: None, address: None });
        }
    };
    view! {
        <div class="settings-condition">
            <Select label=t(say::RULE_ACTION) options=kinds value=word on_change=set_kind />
            {move || kind.get().map(|kind| object(mail, kind, action, set))}
            <IconButton
                icon=IconName::Close
                label=t(say::REMOVE)
                on_press=move || draft.update(|rule| if at < rule.actions.len() { drop(rule.actions.remove(at)) })
            />
        </div>
    }
}

/// With what it is done: a folder, a tag, an address.
fn object(
    mail: Mail,
    kind: Kind,
    action: Memo<Option<RuleAction>>,
    set: impl Fn(RuleAction) + Copy + Send + Sync + 'static,
) -> AnyView {
    match kind {
        Kind::FileInto | Kind::CopyInto => {
            let value = Signal::derive(move || {
                action.get().and_then(|action| action.mailbox_id).map(|id| id.to_string()).unwrap_or_default()
            });
            let choose = move |id: String| {
                set(RuleAction { kind, mailbox_id: id.parse().ok(), keyword: None, address: None });
            };
            view! { <Select label=t(say::RULE_FOLDER) options=Signal::derive(move || folders(mail)) value on_change=choose /> }.into_any()
        }
        Kind::AddKeyword => {
            let value = Signal::derive(move || {
                action
                    .get()
                    .and_then(|action| action.keyword)
                    .map(|keyword| keyword.as_str().to_owned())
                    .unwrap_or_default()
            });
            let choose = move |keyword: String| {
                set(RuleAction { kind, mailbox_id: None, keyword: keyword.parse().ok(), address: None });
            };
            view! { <Select label=t(say::RULE_TAG) options=Signal::derive(move || tags(mail)) value on_change=choose /> }.into_any()
        }
        Kind::Redirect | Kind::RedirectCopy => view! {
            <input
                class="settings-input settings-input-wide"
                type="email"
                maxlength="320"
                aria-label=t(say::RULE_ADDRESS)
                placeholder=t(say::RULE_ADDRESS)
                prop:value=move || action.get().and_then(|action| action.address).unwrap_or_default()
                on:input=move |event: ev::Event| {
                    let address = Some(event_target_value(&event).trim().to_owned());
                    set(RuleAction { kind, mailbox_id: None, keyword: None, address });
                }
            />
        }
        .into_any(),
        Kind::Discard | Kind::Keep => ().into_any(),
    }
}

/// The folders that mail can be put into; nothing is chosen before the person has.
fn folders(mail: Mail) -> Options {
    let none = (String::new(), t(say::RULE_FOLDER).to_owned() + "…");
    let list = mail.mailboxes.list().get();
    let folders = list.into_iter().filter(|mailbox| mailbox.is_selectable);
    std::iter::once(none).chain(folders.map(|mailbox| (mailbox.id.to_string(), mailbox.path.join(" / ")))).collect()
}

fn tags(mail: Mail) -> Options {
    let none = (String::new(), t(say::RULE_TAG).to_owned() + "…");
    let fixed = [(Keyword::FLAGGED, say::KEYWORD_FLAGGED), (Keyword::SEEN, say::KEYWORD_SEEN)];
    let fixed = fixed.map(|(keyword, text)| (keyword.to_owned(), t(text).to_owned()));
    let own = mail.settings.tags().into_iter().map(|(keyword, tag)| (keyword, tag.name));
    std::iter::once(none).chain(fixed).chain(own).collect()
}
