//! What time it is.

use gatepost_shared::date::UtcDate;

/// Now, by the person's clock.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
pub fn now() -> UtcDate {
    UtcDate::from_seconds((js_sys::Date::now() / 1000.0).floor() as i64)
}
