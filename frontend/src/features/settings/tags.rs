//! The tags: what each is called, its colour, its place.

use gatepost_shared::settings::Tag;
use leptos::ev;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::group::Group;
use crate::dom::focus;
use crate::i18n::{Message, t, t_with, words::settings as say};
use crate::state::mail::use_mail;
use crate::state::settings::{Key, Settings};
use crate::ui::button::{Button, IconButton};
use crate::ui::field::Field;
use crate::ui::icon::IconName;
use crate::ui::select::Select;

/// The colours that are offered; `style/tokens.css` draws them.
const COLOURS: [(&str, Message); 8] = [
    ("red", say::COLOUR_RED),
    ("orange", say::COLOUR_ORANGE),
    ("yellow", say::COLOUR_YELLOW),
    ("green", say::COLOUR_GREEN),
    ("teal", say::COLOUR_TEAL),
    ("blue", say::COLOUR_BLUE),
    ("purple", say::COLOUR_PURPLE),
    ("grey", say::COLOUR_GREY),
];

/// The section.
#[component]
pub fn Tags() -> impl IntoView {
    let settings = use_mail().settings;
    // A row stays while it is renamed: only what tags there are, and their order, builds the list anew.
    let keywords = Memo::new(move |_| settings.tags().into_iter().map(|(keyword, _)| keyword).collect::<Vec<_>>());
    view! {
        <Group hint=t(say::TAGS_HINT)>
            {move || keywords.with(Vec::is_empty).then(|| view! { <p class="settings-none">{t(say::TAGS_NONE)}</p> })}
            <ul class="settings-list">
                <For each=move || keywords.get() key=String::clone let:keyword><TagRow keyword /></For>
            </ul>
            <NewTag />
        </Group>
    }
}

#[component]
fn TagRow(keyword: String) -> impl IntoView {
    let mail = use_mail();
    let settings = mail.settings;
    let keyword = StoredValue::new(keyword);
    let tag = Memo::new(move |_| {
        let of_keyword = |(known, tag): (String, Tag)| (known == keyword.get_value()).then_some(tag);
        settings.tags().into_iter().find_map(of_keyword).unwrap_or_default()
    });
    let change = move |name: &str, value: Value| {
        settings.set_member(Key::Tags, &keyword.get_value(), Map::from_iter([(name.to_owned(), value)]));
    };
    let rename = move |event: ev::Event| {
        let name = event_target_value(&event);
        if !name.trim().is_empty() {
            change("name", name.into());
        }
    };
    let colours = COLOURS.iter().map(|(word, text)| ((*word).to_owned(), t(*text).to_owned())).collect::<Vec<_>>();
    let remove = move || {
        settings.set_member(Key::Tags, &keyword.get_value(), Value::Null);
        mail.toasts.done(t(say::TAG_REMOVED));
        focus::soon(".settings-page h2");
    };
    view! {
        <li class="settings-item">
            <span class="settings-swatch" data-tag=move || tag.get().color aria-hidden="true"></span>
            <input
                class="settings-input"
                type="text"
                dir="auto"
                maxlength="60"
                aria-label=t(say::NAME)
                title=move || t_with(say::TAG_KEYWORD, &[("keyword", &keyword.get_value())])
                prop:value=move || tag.get().name
                on:input=rename
            />
            <Select
                label=t(say::COLOUR)
                options=colours
                value=Signal::derive(move || tag.get().color)
                on_change=move |colour: String| change("color", colour.into())
            />
            <IconButton icon=IconName::ChevronUp label=t(say::UP) on_press=move || shift(settings, &keyword.get_value(), -1) />
            <IconButton icon=IconName::ChevronDown label=t(say::DOWN) on_press=move || shift(settings, &keyword.get_value(), 1) />
            <IconButton icon=IconName::Trash label=t(say::REMOVE) on_press=remove />
        </li>
    }
}

#[component]
fn NewTag() -> impl IntoView {
    let settings = use_mail().settings;
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let wanted = name.get_untracked().trim().to_owned();
        let tags = untrack(|| settings.tags());
        if wanted.is_empty() {
            return;
        }
        if tags.iter().any(|(_, tag)| tag.name.to_lowercase() == wanted.to_lowercase()) {
            return error.set(Some(t(say::TAG_TAKEN).to_owned()));
        }
        let colour = COLOURS[tags.len() % COLOURS.len()].0;
        let taken = |keyword: &str| tags.iter().any(|(known, _)| known == keyword);
        let tag = json!({"name": wanted, "color": colour, "sortOrder": tags.len()});
        settings.set_member(Key::Tags, &keyword_of(&wanted, taken), tag);
        name.set(String::new());
        error.set(None);
    };
    view! {
        <form class="settings-add" on:submit=add>
            <Field label=t(say::TAG_NEW) value=name error max_length=60 />
            <Button submit=true icon=IconName::Plus>{t(say::ADD)}</Button>
        </form>
    }
}

/// The keyword for a new tag: its name as far as IMAP takes it, and a number where that is nothing or taken.
fn keyword_of(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain: String = name.to_lowercase().chars().map(|letter| if letter == ' ' { '-' } else { letter }).collect();
    let plain: String =
        plain.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(40).collect();
    let plain = if plain.trim_matches('-').is_empty() { "tag".to_owned() } else { plain };
    let numbered = (2..).map(|number: u32| plain.clone() + "-" + &number.to_string());
    std::iter::once(plain.clone()).chain(numbered).find(|keyword| !taken(keyword)).unwrap_or(plain)
}

/// Moves a tag up or down among the others.
fn shift(settings: Settings, keyword: &str, by: isize) {
    let mut order: Vec<String> = untrack(|| settings.tags()).into_iter().map(|(keyword, _)| keyword).collect();
    let Some(from) = order.iter().position(|known| known == keyword) else { return };
    let Some(to) = from.checked_add_signed(by).filter(|to| *to < order.len()) else { return };
    order.swap(from, to);
    let places = order.into_iter().enumerate().map(|(place, keyword)| (keyword, json!({"sortOrder": place})));
    settings.set(Key::Tags, places.collect::<Map<_, _>>());
}

#[cfg(test)]
mod tests {
    use super::keyword_of;

    #[test]
    fn a_tag_gets_a_keyword_that_imap_takes_and_no_other_has() {
        assert_eq!(keyword_of("To do", |_| false), "to-do");
        assert_eq!(keyword_of("Prüfen!", |_| false), "prfen");
        assert_eq!(keyword_of("重要", |_| false), "tag");
        assert_eq!(keyword_of("Work", |known| known == "work"), "work-2");
    }
}
