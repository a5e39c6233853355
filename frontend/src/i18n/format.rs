//! Dates, numbers and sizes as the page's language writes them. Each formatter is made once: making one is slow.

use gatepost_shared::date::UtcDate;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::dom::page;

struct Formats {
    time: Function,
    day: Function,
    date: Function,
    full: Function,
    number: Function,
    tenths: Function,
    plural: Intl::PluralRules,
    compare: Function,
    birthday: Function,
    yearless: Function,
}

thread_local! {
    static FORMATS: Formats = Formats::new();
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

/// As short as a row of a list wants it: the time today, the day this year, the date before.
pub fn list_date(date: UtcDate) -> String {
    let then = Date::new(&JsValue::from(date.milliseconds()));
    let now = Date::new_0();
    let same_year = then.get_full_year() == now.get_full_year();
    if same_year && then.get_month() == now.get_month() && then.get_date() == now.get_date() {
        time(date)
    } else if same_year {
        date_with(|formats| &formats.day, date)
    } else {
        date_with(|formats| &formats.date, date)
    }
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
