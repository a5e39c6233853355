//! Dates as mail writes them.

use time::{Month, OffsetDateTime, UtcOffset, Weekday};

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// The moment at a place that is so many minutes east of Greenwich.
pub(crate) fn local(at: i64, zone: i32) -> OffsetDateTime {
    let utc = OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    UtcOffset::from_whole_seconds(zone * 60).map_or(utc, |offset| utc.to_offset(offset))
}

/// RFC 5322's date: `Mon, 23 Nov 2026 10:30:00 +0100`.
pub(crate) fn header_date(at: i64, zone: i32) -> String {
    let date = local(at, zone);
    let (hours, minutes) = (zone / 60, zone % 60);
    format!(
        "{}, {} {} {} {:02}:{:02}:{:02} {hours:+03}{minutes:02}",
        &day_name(date.weekday())[..3],
        date.day(),
        &month_name(date.month())[..3],
        date.year(),
        date.hour(),
        date.minute(),
        date.second()
    )
}

/// IMAP's date (RFC 9051, `date-time`): `23-Nov-2026 09:30:00 +0000`.
pub(crate) fn internal_date(at: i64) -> String {
    let date = local(at, 0);
    let month = &month_name(date.month())[..3];
    let (hour, minute, second) = date.to_hms();
    format!("{:02}-{month}-{} {hour:02}:{minute:02}:{second:02} +0000", date.day(), date.year())
}

pub(crate) fn day_name(day: Weekday) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        [usize::from(day.number_days_from_monday())]
}

pub(crate) fn month_name(month: Month) -> &'static str {
    let names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    names[usize::from(u8::from(month)) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_mail_writes_them() {
        let at = 1_795_426_200;
        assert_eq!(header_date(at, 60), "Mon, 23 Nov 2026 10:30:00 +0100");
        assert_eq!(header_date(at, 330), "Mon, 23 Nov 2026 15:00:00 +0530");
        assert_eq!(internal_date(at), "23-Nov-2026 09:30:00 +0000");
    }
}
