//! Points in time, as they travel: RFC 8620's `UTCDate` ("2026-11-23T09:30:00Z"), held as seconds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC (RFC 8620, section 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UtcDate(i64);

/// A text is not a date of the form `2026-11-23T09:30:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a date of the form 2026-11-23T09:30:00Z")]
pub struct InvalidDate;

const DAY: i64 = 86_400;
/// 9999-12-31T23:59:59Z and 0000-01-01T00:00:00Z: what four digits of a year can say.
const RANGE: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

impl UtcDate {
    /// The date of this many seconds since 1970, clamped to the years 0000 to 9999.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(*RANGE.start(), *RANGE.end()))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// Milliseconds since 1970, as JavaScript's `Date` counts them.
    #[expect(clippy::cast_precision_loss, reason = "a year below 10,000 in milliseconds fits a double exactly")]
    pub fn milliseconds(self) -> f64 {
        (self.0 * 1000) as f64
    }
}

/// Days since 1970 to (year, month, day), in the proleptic Gregorian calendar (H. Hinnant's algorithm).
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl fmt::Display for UtcDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl FromStr for UtcDate {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let bytes = text.as_bytes();
        let shape = b"dddd-dd-ddTdd:dd:ddZ";
        let fits = bytes.len() == shape.len()
            && bytes
                .iter()
                .zip(shape)
                .all(|(byte, form)| if *form == b'd' { byte.is_ascii_digit() } else { byte == form });
        if !fits {
            return Err(InvalidDate);
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'))
        };
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        let days = days_from_civil(year, month, day);
        let in_day = number(11..13) * 3600 + number(14..16) * 60 + number(17..19);
        let date = Self(days * DAY + in_day);
        // 30 February and 25:00 do not survive the round trip.
        if (1..=12).contains(&month) && date.to_string() == text { Ok(date) } else { Err(InvalidDate) }
    }
}

impl Serialize for UtcDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UtcDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for UtcDate {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::schema::SchemaFormat::KnownFormat(
                utoipa::openapi::schema::KnownFormat::DateTime,
            )))
            .examples(["2026-11-23T09:30:00Z"])
            .build()
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for UtcDate {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_date_reads_as_rfc_3339() {
        assert_eq!(UtcDate::from_seconds(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(UtcDate::from_seconds(1_795_426_200).to_string(), "2026-11-23T09:30:00Z");
        assert_eq!(UtcDate::from_seconds(-1).to_string(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01", ""] {
            assert!(text.parse::<UtcDate>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn dates_survive_the_round_trip(seconds in RANGE) {
            let date = UtcDate::from_seconds(seconds);
            prop_assert_eq!(date.to_string().parse::<UtcDate>().unwrap(), date);
        }
    }
}
