//! Points in time: exact, although IMAP's SEARCH knows whole days of the server's own clock only.

use serde_json::json;

use crate::scene::{Scene, Stored as _, letter, on_both_servers};

on_both_servers!(a_moment_parts_the_mail_of_one_day, a_day_is_the_persons_own);

async fn a_moment_parts_the_mail_of_one_day(scene: Scene) {
    let at = |subject: &str, date: &str| letter(subject).arrived(date);
    scene.has(
        "INBOX",
        [
            at("morning", "10-Mar-2026 08:00:00 +0000"),
            at("zone", "10-Mar-2026 23:30:00 +1300"),
            at("noon", "10-Mar-2026 12:00:00 +0000"),
            at("evening", "10-Mar-2026 20:00:00 +0000"),
            at("old", "01-Jan-2020 00:00:00 +0000"),
            at("day before", "09-Mar-2026 23:59:59 +0000"),
            at("day after", "11-Mar-2026 00:00:00 +0000"),
        ],
    );
    let noon = "2026-03-10T12:00:00Z";
    for (filter, expected) in [
        (json!({"before": noon}), vec!["day before", "morning", "old", "zone"]),
        (json!({"after": noon}), vec!["day after", "evening", "noon"]),
        (json!({"after": "2026-03-10T10:00:00Z", "before": "2026-03-10T20:00:01Z"}), vec!["evening", "noon", "zone"]),
        (json!({"operator": "NOT", "conditions": [{"before": noon}]}), vec!["day after", "evening", "noon"]),
        (
            json!({"operator": "OR", "conditions": [{"before": "2021-01-01T00:00:00Z"}, {"after": "2026-03-10T20:00:00Z", "subject": "evening"}]}),
            vec!["evening", "old"],
        ),
        (json!({"before": "1969-01-01T00:00:00Z"}), vec![]),
        (json!({"after": "9999-01-01T00:00:00Z"}), vec![]),
    ] {
        assert_eq!(scene.found(json!({"filter": filter})).await, expected, "{filter}");
    }
}

async fn a_day_is_the_persons_own(scene: Scene) {
    let at = |subject: &str, date: &str| letter(subject).arrived(date);
    scene.has(
        "INBOX",
        [
            at("late in UTC", "10-Mar-2026 23:30:00 +0000"),
            at("midday", "10-Mar-2026 12:00:00 +0000"),
            at("next day", "11-Mar-2026 12:00:00 +0000"),
        ],
    );
    for (q, utc_offset, expected) in [
        ("on:2026-03-10", 0, vec!["late in UTC", "midday"]),
        ("on:2026-03-10", 60, vec!["midday"]),
        ("on:2026-03-11", 60, vec!["late in UTC", "next day"]),
        ("before:2026-03-11", 60, vec!["midday"]),
        ("after:2026-03-11", -600, vec!["next day"]),
    ] {
        assert_eq!(scene.found(json!({"q": q, "utcOffset": utc_offset})).await, expected, "{q} at {utc_offset}");
    }
}
