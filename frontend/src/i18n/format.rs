//! Dates, numbers and sizes as the page's language writes them. Each formatter is made once: making one is slow.

use gatepost_shared::date::UtcDate;
use gatepost_shared::settings::DateStyle;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use wasm_bindgen::{JsCast, JsValue};

use crate::dom::page;
use crate::dom::text::capitalised;

struct Formats {
    time: Function,
    day: Function,
    date: Function,
    full: Function,
    number: Function,
    tenths: Function,
    plural: Intl::PluralRules,
    weekday: Function,
    relative: Intl::RelativeTimeFormat,
    compare: Function,
    birthday: Function,
    yearless: Function,
}

thread_local! {
    static FORMATS: Formats = Formats::new();
    static STYLE: ArcRwSignal<DateStyle> = ArcRwSignal::new(DateStyle::default());
}

impl Formats {
    fn new() -> Self {
        let date = |options: &[(&str, &str)]| Intl::DateTimeFormat::new(&locale(), &object(options)).format();
        let digits = object(&[]);
        // Setting a property of an object that was just made cannot fail.
        let _ = Reflect::set(&digits, &"maximumFractionDigits".into(), &JsValue::from(1));
        Self {
            time: date(&[("hour", "numeric"), ("minute", "2-digit")]),
            day: date(&[("day", "numeric"), ("month", "short")]),
            date: date(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]),
            full: date(&[("dateStyle", "full"), ("timeStyle", "short")]),
            number: Intl::NumberFormat::new(&locale(), &object(&[])).format(),
            tenths: Intl::NumberFormat::new(&locale(), &digits).format(),
            plural: Intl::PluralRules::new(&locale(), &object(&[])),
            weekday: date(&[("weekday", "long")]),
            relative: Intl::RelativeTimeFormat::new(&locale(), &object(&[("numeric", "auto")])),
            compare: Intl::Collator::new(&locale(), &object(&[])).compare(),
            birthday: date(&[("dateStyle", "long"), ("timeZone", "UTC")]),
            yearless: date(&[("day", "numeric"), ("month", "long"), ("timeZone", "UTC")]),
        }
    }
}

/// The language of the page, which `theme.js` chose.
fn locale() -> Array {
    Array::of1(&page::language().into())
}

fn object(options: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in options {
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}

/// A formatter's answer; the plain value where the browser refuses it (a date beyond its range).
fn run(format: &Function, value: &JsValue) -> String {
    format.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn date_with(choose: impl Fn(&Formats) -> &Function, date: UtcDate) -> String {
    FORMATS.with(|formats| run(choose(formats), &JsValue::from(date.milliseconds())))
}

/// The time of day: "14:05".
pub fn time(date: UtcDate) -> String {
    date_with(|formats| &formats.time, date)
}

/// Everything: "Monday 23 November 2026 at 14:05".
pub fn date_and_time(date: UtcDate) -> String {
    date_with(|formats| &formats.full, date)
}

/// How the person wants dates from now on.
pub fn set_date_style(style: DateStyle) {
    STYLE.with(|known| known.set(style));
}

fn date_style() -> DateStyle {
    // Whoever shows a date follows the setting; whoever only asks once does not.
    let is_followed = Observer::get().is_some();
    STYLE.with(|style| if is_followed { style.get() } else { style.get_untracked() })
}

/// As short as a row of a list wants it: the time today, then by the person's choice the day in words or as a date.
pub fn list_date(date: UtcDate) -> String {
    let midnight = |date: &Date| {
        let day = Date::new(date);
        day.set_hours(0);
        day.set_minutes(0);
        day.set_seconds(0);
        day.set_milliseconds(0);
        day.get_time()
    };
    let then = Date::new(&JsValue::from(date.milliseconds()));
    let now = Date::new_0();
    let days = whole_days(midnight(&now) - midnight(&then));
    match date_style() {
        DateStyle::Iso => iso(&then),
        _ if days == 0 => time(date),
        DateStyle::Relative if days == 1 => FORMATS.with(|formats| yesterday(&formats.relative)),
        DateStyle::Relative if (2..7).contains(&days) => date_with(|formats| &formats.weekday, date),
        _ if then.get_full_year() == now.get_full_year() => date_with(|formats| &formats.day, date),
        _ => date_with(|formats| &formats.date, date),
    }
}

/// How many days there are between two midnights. A day may have 23 or 25 hours: round.
#[expect(clippy::cast_possible_truncation, reason = "a `Date` is less than 10^8 days from another")]
fn whole_days(milliseconds: f64) -> i64 {
    (milliseconds / 86_400_000.0).round() as i64
}

fn yesterday(relative: &Intl::RelativeTimeFormat) -> String {
    let word = String::from(relative.format(-1.0, "day"));
    // A row of a list begins with it: as a sentence does. Scripts without capitals stay as they are.
    capitalised(&word)
}

/// 2026-11-23 09:30, by the person's own clock.
fn iso(date: &Date) -> String {
    let two = |value: u32| if value < 10 { "0".to_owned() + &value.to_string() } else { value.to_string() };
    let day = [date.get_full_year().to_string(), two(date.get_month() + 1), two(date.get_date())].join("-");
    day + " " + &two(date.get_hours()) + ":" + &two(date.get_minutes())
}

/// These texts in the language's order.
pub fn in_order<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let list: Array = texts.map(JsValue::from).collect();
    let sort = Reflect::get(&list, &"sort".into()).ok().and_then(|sort| sort.dyn_into::<Function>().ok());
    if let Some(sort) = sort {
        // In one call: each comparison from here would carry two texts over. Sorting texts does not throw.
        let _ = FORMATS.with(|formats| sort.call1(&list, &formats.compare));
    }
    list.iter().filter_map(|text| text.as_string()).collect()
}

/// A day without a place in time: `1970-02-01`, or `--02-01` without its year. What is none is shown as it is.
pub fn birthday(day: &str) -> String {
    let (moment, choose): (String, fn(&Formats) -> &Function) = match day.strip_prefix("--") {
        // A leap year has every day.
        Some(rest) => ("2000-".to_owned() + rest, |formats| &formats.yearless),
        None => (day.to_owned(), |formats| &formats.birthday),
    };
    let date = Date::new(&moment.into());
    if date.get_time().is_nan() { day.to_owned() } else { FORMATS.with(|formats| run(choose(formats), &date)) }
}

/// A whole number with the language's separators: "12,345".
pub fn number(value: u32) -> String {
    FORMATS.with(|formats| run(&formats.number, &JsValue::from(value)))
}

/// A size in bytes: "340 KB", "2.4 MB". A kilobyte has 1,000 bytes here, as in file managers of today.
#[expect(clippy::cast_precision_loss, reason = "nobody reads the 16th digit of a file's size")]
pub fn file_size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let (mut value, mut unit) = (bytes as f64, 0);
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let whole = unit < 2 || value >= 99.5;
    let format = |formats: &Formats| {
        if whole {
            run(&formats.number, &JsValue::from(value.round()))
        } else {
            run(&formats.tenths, &JsValue::from(value))
        }
    };
    format!("{} {}", FORMATS.with(format), UNITS[unit])
}

/// Which plural form the language uses for a number (CLDR): "one", "other", and more in other languages.
pub(super) fn plural_form(count: u32) -> String {
    FORMATS.with(|formats| formats.plural.select(f64::from(count)).as_string()).unwrap_or_else(|| "other".to_owned())
}

/// A language's own name: "Deutsch" for `de`.
pub fn language_name(tag: &str) -> String {
    let name = || {
        let options = object(&[("type", "language")]);
        let names = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let class: Function = Reflect::get(&names, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
        let names = Reflect::construct(&class, &Array::of2(&tag.into(), &options)).ok()?;
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &tag.into()).ok()?.as_string()
    };
    let name = name().unwrap_or_else(|| tag.to_owned());
    capitalised(&name)
}
