//! What time it is.

use gatepost_shared::date::UtcDate;

/// Now, by the person's clock.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
pub fn now() -> UtcDate {
    UtcDate::from_seconds((js_sys::Date::now() / 1000.0).floor() as i64)
}

/// How many minutes the person's clock is ahead of UTC.
#[expect(clippy::cast_possible_truncation, reason = "it is less than a day")]
pub fn utc_offset() -> i32 {
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}

/// The first moment of a day by the person's clock, from what an `<input type="date">` says: `2026-11-23`. `days` later,
/// when that is not 0.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
pub fn day_start(day: &str, days: i32) -> Option<UtcDate> {
    let mut parts = day.splitn(3, '-').map(|part| part.parse::<i32>().ok());
    let (year, month, date) = (parts.next()??, parts.next()??, parts.next()??);
    let midnight = js_sys::Date::new_with_year_month_day(u32::try_from(year).ok()?, month - 1, date + days);
    let time = midnight.get_time();
    time.is_finite().then(|| UtcDate::from_seconds((time / 1000.0).floor() as i64))
}

/// The day of a moment, as an `<input type="date">` wants it.
pub fn day_of(moment: UtcDate) -> String {
    let date = js_sys::Date::new(&moment.milliseconds().into());
    let two = |value: u32| if value < 10 { "0".to_owned() + &value.to_string() } else { value.to_string() };
    [date.get_full_year().to_string(), two(date.get_month() + 1), two(date.get_date())].join("-")
}

/// Tomorrow at eight in the morning, where the person is.
pub fn tomorrow_morning() -> UtcDate {
    let date = js_sys::Date::new_0();
    date.set_date(date.get_date() + 1);
    date.set_hours(8);
    date.set_minutes(0);
    date.set_seconds(0);
    of_date(&date)
}

/// A time as `<input type=datetime-local>` has it: `2026-11-24T08:00`, where the person is.
pub fn local_input(time: UtcDate) -> String {
    let date = js_sys::Date::new(&time.milliseconds().into());
    // Local time in the form of UTC: shifted by what lies between them.
    let shifted = date.get_time() - date.get_timezone_offset() * 60_000.0;
    String::from(js_sys::Date::new(&shifted.into()).to_iso_string()).chars().take(16).collect()
}

/// The time that such an input has; none while it is not complete.
pub fn from_local_input(text: &str) -> Option<UtcDate> {
    // Without a zone it is read as local time (ECMA-262, section 21.4.1.32).
    let date = js_sys::Date::new(&text.into());
    (!date.get_time().is_nan()).then(|| of_date(&date))
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
fn of_date(date: &js_sys::Date) -> UtcDate {
    UtcDate::from_seconds((date.get_time() / 1000.0).floor() as i64)
}
