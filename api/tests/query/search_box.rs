//! What people type into the search box.

use serde_json::json;

use crate::scene::{Scene, Stored as _, inbox, letter, on_both_servers, with_file, written};

on_both_servers!(what_people_type, filters_of_programs, what_matches_is_marked);

async fn what_people_type(scene: Scene) {
    scene.has(
        "INBOX",
        [
            written("Alice Abel <alice@example.org>", "Lunch on Friday", "Shall we meet at noon near the harbour?"),
            written("Bob Brandt <bob@example.org>", "Minutes", "Alice could not come. The harbour is closed.")
                .marked("\\Seen"),
            written("Carol <carol@example.org>", "Harbour", "Nothing else.").marked("\\Flagged \\Answered"),
            with_file("Slides"),
            written("big@example.org", "Large", &"lorem ipsum dolor sit amet\r\n".repeat(2000)),
        ],
    );
    for (q, expected) in [
        ("harbour", vec!["Harbour", "Lunch on Friday", "Minutes"]),
        ("subject:harbour", vec!["Harbour"]),
        ("body:harbour", vec!["Lunch on Friday", "Minutes"]),
        ("from:alice", vec!["Lunch on Friday"]),
        ("from:\"Alice Abel\"", vec!["Lunch on Friday"]),
        ("alice harbour", vec!["Lunch on Friday", "Minutes"]),
        ("alice -from:alice", vec!["Minutes"]),
        ("from:alice OR from:carol", vec!["Harbour", "Lunch on Friday"]),
        ("\"harbour is closed\"", vec!["Minutes"]),
        ("\"closed harbour\"", vec![]),
        ("is:read", vec!["Minutes"]),
        ("is:unread harbour", vec!["Harbour", "Lunch on Friday"]),
        ("is:starred", vec!["Harbour"]),
        ("is:answered", vec!["Harbour"]),
        ("has:attachment", vec!["Slides"]),
        ("larger:20K", vec!["Large"]),
        ("smaller:20K from:example.org harbour -is:read", vec!["Harbour", "Lunch on Friday"]),
        ("in:inbox subject:minutes", vec!["Minutes"]),
        ("in:sent harbour", vec![]),
        ("(from:alice OR from:bob) is:unread", vec!["Lunch on Friday", "Slides"]),
        ("cc:nobody", vec![]),
        ("to:you subject:lunch", vec!["Lunch on Friday"]),
        ("before:2001-01-01", vec![]),
        ("newer_than:1d subject:slides", vec!["Slides"]),
    ] {
        assert_eq!(scene.found(json!({"q": q})).await, expected, "{q}");
    }
}

async fn filters_of_programs(scene: Scene) {
    let listed = |list: &str, subject: &str| {
        let raw = format!(
            "From: list@example.org\r\nSubject: {subject}\r\nList-Id: <{list}>\r\nCc: carol@example.org\r\n\r\nHi.\r\n"
        );
        farm::Letter { raw: raw.into_bytes(), flags: String::new(), date: None }
    };
    scene.has("INBOX", [listed("rust.example.org", "crates"), listed("c.example.org", "headers"), letter("private")]);
    for (filter, expected) in [
        (json!({}), vec!["crates", "headers", "private"]),
        (json!({"header": ["List-Id"]}), vec!["crates", "headers"]),
        (json!({"header": ["list-id", "rust"]}), vec!["crates"]),
        (json!({"cc": "carol"}), vec!["crates", "headers"]),
        (json!({"inMailbox": inbox(), "subject": "private"}), vec!["private"]),
        (json!({"inMailboxOtherThan": [inbox()]}), vec![]),
        (json!({"operator": "NOT", "conditions": [{"header": ["List-Id"]}, {"subject": "x"}]}), vec!["private"]),
        (json!({"minSize": 1, "maxSize": 100_000, "notKeyword": "$draft"}), vec!["crates", "headers", "private"]),
    ] {
        assert_eq!(scene.found(json!({"filter": filter})).await, expected, "{filter}");
    }
    let both = json!({"filter": {"header": ["List-Id"]}, "q": "-subject:crates"});
    assert_eq!(scene.found(both).await, ["headers"], "filter and q must both match");
}

async fn what_matches_is_marked(scene: Scene) {
    let text = format!("{} the harbour <b>office</b> {}", "Dear all, ".repeat(30), "and so on ".repeat(50));
    scene.has("INBOX", [written("a@example.org", "Harbour & <i>office</i>", &text), with_file("harbour slides")]);
    let found =
        scene.finds(json!({"q": "harbour", "snippets": true, "limit": 10, "sort": [{"property": "subject"}]})).await;
    let shown = |parts: &Option<Vec<gatepost_shared::query::SnippetPart>>| -> String {
        let parts = parts.iter().flatten();
        parts.map(|part| if part.is_match { format!("[{}]", part.text) } else { part.text.clone() }).collect()
    };
    let first = &found.snippets[&found.list[0].id];
    assert_eq!(shown(&first.subject), "[Harbour] & <i>office</i>");
    let preview = shown(&first.preview);
    assert!(preview.contains("the [harbour] <b>office</b> and so on"), "{preview}");
    assert!(preview.chars().count() <= 260);
    let second = &found.snippets[&found.list[1].id];
    assert_eq!((shown(&second.subject), &second.preview), ("[harbour] slides".to_owned(), &None));
    assert!(scene.finds(json!({"q": "harbour"})).await.snippets.is_empty(), "only where asked for");
}
