//! What the client says: the catalogue of its words, and the browser's own formats for dates, numbers and plurals.
//!
//! `t(words::compose::SEND)` is a text, `t_with(words::reader::TO, &[("names", &names)])` fills in its `{names}`,
//! `tn(words::list::SELECTED, 3)` chooses the plural form. The catalogue is in English, a file per area in
//! `words/`; a name that it does not have is a compile error.

pub mod error;
mod format;
pub mod words;

pub use format::{date_and_time, file_size, list_date, number, time};

/// One text of the catalogue. `{name}` stands for what [`t_with`] fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message(&'static str);

/// One text of the catalogue in its plural forms. `{n}` stands for the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plural {
    one: &'static str,
    other: &'static str,
}

/// The text.
pub fn t(message: Message) -> &'static str {
    message.0
}

/// The text with its placeholders filled in. What is filled in is not searched for placeholders again.
pub fn t_with(message: Message, values: &[(&str, &str)]) -> String {
    fill(message.0, values)
}

/// The text in the form that the language uses for this number.
pub fn tn(plural: Plural, count: u32) -> String {
    let text = if format::plural_form(count) == "one" { plural.one } else { plural.other };
    fill(text, &[("n", &number(count))])
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

/// The sentences of one area: `NAME = "text";`, and `NAME = "{n} thing" | "{n} things";` for a plural.
macro_rules! catalogue {
    (@one $name:ident = $text:literal) => { pub const $name: $crate::i18n::Message = $crate::i18n::Message($text); };
    (@one $name:ident = $one:literal | $other:literal) => {
        pub const $name: $crate::i18n::Plural = $crate::i18n::Plural { one: $one, other: $other };
    };
    ($($name:ident = $text:literal $(| $other:literal)?;)+) => {
        $($crate::i18n::catalogue! { @one $name = $text $(| $other)? })+
    };
}
use catalogue;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in_once() {
        let text = Message("{who} wrote to {whom}, {who} says.");
        assert_eq!(t_with(text, &[("who", "{whom}"), ("whom", "bob")]), "{whom} wrote to bob, {whom} says.");
    }
}
