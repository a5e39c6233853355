//! What the client says: the catalogue of its words, and the language's own formats for dates, numbers and plurals.
//!
//! `t(words::compose::SEND)` is a text, `t_with(words::reader::TO, &[("names", &names)])` fills in its `{names}`,
//! `tn(words::list::SELECTED, 3)` chooses the plural form. The catalogue is `locales/en.json`, which `build.rs` makes
//! into [`words`]: a name that it does not have is a compile error. English is part of the program; another language
//! is fetched by `boot.mjs` while the program is, and given to [`start`].

pub mod error;
mod format;
#[cfg(test)]
mod locales;

use std::sync::OnceLock;

pub use format::{
    birthday, date_and_time, file_size, in_order, language_name, list_date, number, set_date_style, time,
};

/// The names of all texts, by area.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

/// A text each line, in the order of the numbers that [`words`] has.
const ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.txt"));

static TEXTS: OnceLock<Vec<&'static str>> = OnceLock::new();

/// One text of the catalogue. `{name}` stands for what [`t_with`] fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message(u16);

/// One text of the catalogue in its plural forms. `{n}` stands for the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plural(u16);

/// Takes the texts of another language, a line each, for the life of the page. To be called before anything is shown; what
/// does not have as many lines as the catalogue is of another release, and left alone.
pub fn start(texts: String) {
    if texts.lines().count() == ENGLISH.lines().count() {
        drop(TEXTS.set(texts.leak().lines().collect()));
    }
}

fn text(number: u16) -> &'static str {
    TEXTS.get_or_init(|| ENGLISH.lines().collect()).get(usize::from(number)).copied().unwrap_or_default()
}

/// The text.
pub fn t(message: Message) -> &'static str {
    text(message.0)
}

/// The text with its placeholders filled in. What is filled in is not searched for placeholders again.
pub fn t_with(message: Message, values: &[(&str, &str)]) -> String {
    fill(text(message.0), values)
}

/// The text in the form that the language uses for this number.
pub fn tn(plural: Plural, count: u32) -> String {
    fill(form(text(plural.0), &format::plural_form(count)), &[("n", &number(count))])
}

/// The form of this name in `one=…|other=…`; "other" where it has none.
fn form<'a>(forms: &'a str, name: &str) -> &'a str {
    let all = || forms.split('|').filter_map(|form| form.split_once('='));
    let named = all().find(|(known, _)| *known == name).or_else(|| all().find(|(known, _)| *known == "other"));
    named.map_or(forms, |(_, text)| text)
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in_once() {
        let filled = fill("{who} wrote to {whom}, {who} says.", &[("who", "{whom}"), ("whom", "bob")]);
        assert_eq!(filled, "{whom} wrote to bob, {whom} says.");
    }

    #[test]
    fn a_form_that_a_language_does_not_have_is_the_other_one() {
        let forms = "few={n} zprávy|one={n} zpráva|other={n} zpráv";
        assert_eq!(form(forms, "few"), "{n} zprávy");
        assert_eq!(form(forms, "zero"), "{n} zpráv");
    }

    #[test]
    fn every_text_is_found_by_its_name() {
        assert_eq!(t(words::common::OFFLINE), text(words::common::OFFLINE.0));
        assert!(ENGLISH.lines().all(|line| !line.is_empty()), "an empty text says nothing");
    }
}
