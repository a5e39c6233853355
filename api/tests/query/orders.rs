//! Every order, both ways.

use farm::Letter;

use crate::scene::{Scene, Stored as _, on_both_servers};

on_both_servers!(every_order_both_ways, the_second_property_decides_between_equals);

fn sent(from: &str, to: &str, subject: &str, date: &str, padding: usize, arrived: &str) -> Letter {
    let raw =
        format!("From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\n\r\n{}\r\n", "x".repeat(padding));
    Letter { raw: raw.into_bytes(), flags: String::new(), date: None }.arrived(arrived)
}

fn three(scene: &Scene) {
    scene.has(
        "INBOX",
        [
            sent(
                "Carl <c@example.org>",
                "zoe@example.org",
                "Re: apple",
                "Wed, 4 Mar 2026 09:00:00 +0000",
                50,
                "02-Mar-2026 10:00:00 +0000",
            ),
            sent(
                "alice <a@example.org>",
                "Max <max@example.org>",
                "cherry",
                "Thu, 5 Mar 2026 09:00:00 +0000",
                5000,
                "01-Mar-2026 10:00:00 +0000",
            ),
            sent(
                "Bert <b@example.org>",
                "anna@example.org",
                "Banana",
                "Tue, 3 Mar 2026 09:00:00 +0000",
                900,
                "03-Mar-2026 10:00:00 +0000",
            ),
        ],
    );
}

async fn every_order_both_ways(scene: Scene) {
    three(&scene);
    for (sort, ascending) in [
        ("receivedAt", ["cherry", "Re: apple", "Banana"]),
        ("sentAt", ["Banana", "Re: apple", "cherry"]),
        ("from", ["cherry", "Banana", "Re: apple"]),
        ("to", ["Banana", "cherry", "Re: apple"]),
        ("subject", ["Re: apple", "Banana", "cherry"]),
        ("size", ["Re: apple", "Banana", "cherry"]),
    ] {
        assert_eq!(scene.subjects(&format!("?sort={sort}")).await, ascending, "{sort}");
        let mut descending = ascending;
        descending.reverse();
        assert_eq!(scene.subjects(&format!("?sort=-{sort}")).await, descending, "-{sort}");
        let found = scene.finds(serde_json::json!({"sort": [{"property": sort}]})).await;
        let found: Vec<_> = found.list.iter().filter_map(|row| row.subject.as_deref()).collect();
        assert_eq!(found, ascending, "{sort}, over all mailboxes");
    }
    assert_eq!(scene.subjects("").await, ["Banana", "cherry", "Re: apple"], "by arrival in the mailbox");
}

async fn the_second_property_decides_between_equals(scene: Scene) {
    let same = |subject: &str, padding, day: u32| {
        let arrived = format!("{day:02}-Mar-2026 10:00:00 +0000");
        sent("a@example.org", "b@example.org", subject, "Wed, 4 Mar 2026 09:00:00 +0000", padding, &arrived)
    };
    scene.has("INBOX", [same("b", 10, 1), same("a", 500, 2), same("b", 500, 3), same("a", 10, 4)]);
    let sizes = |window: gatepost_shared::query::Window| {
        window.list.iter().map(|row| (row.subject.clone().unwrap_or_default(), row.size > 300)).collect::<Vec<_>>()
    };
    let (a, b) = ("a".to_owned(), "b".to_owned());
    assert_eq!(
        sizes(scene.inbox("?sort=subject,-size").await),
        [(a.clone(), true), (a, false), (b.clone(), true), (b, false)]
    );
    let first = scene.inbox("").await.list[0].id.clone();
    let equals = scene.inbox("?sort=from").await;
    assert_eq!(equals.list[0].id, first, "among equals the latest arrival stands first");
}
