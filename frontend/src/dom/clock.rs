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
