//! Lists of some emails only.

use crate::scene::{Scene, Stored as _, letter, on_both_servers, subjects, with_file, with_file_named};

on_both_servers!(
    lists_of_some_emails,
    a_filter_follows_what_changes,
    attachments_in_every_kind_of_filter,
    files_are_found_by_their_names,
);

async fn lists_of_some_emails(scene: Scene) {
    scene.has(
        "INBOX",
        [
            letter("read").marked("\\Seen"),
            letter("starred").marked("\\Flagged"),
            letter("labelled").marked("\\Seen work"),
            with_file("file").marked("\\Seen \\Flagged"),
        ],
    );
    for (page, expected) in [
        ("?isUnread=true", vec!["starred"]),
        ("?isUnread=false", vec!["file", "labelled", "read"]),
        ("?isFlagged=true", vec!["file", "starred"]),
        ("?isFlagged=false&sort=subject", vec!["labelled", "read"]),
        ("?hasKeyword=work", vec!["labelled"]),
        ("?hasKeyword=$seen&notKeyword=WORK", vec!["file", "read"]),
        ("?hasAttachment=true", vec!["file"]),
        ("?hasAttachment=false", vec!["labelled", "starred", "read"]),
        ("?hasAttachment=true&isUnread=true", vec![]),
        ("?q=subject:starred", vec!["starred"]),
        ("?q=is:read%20-has:attachment", vec!["labelled", "read"]),
        ("?q=in:trash", vec![]),
        ("?isFlagged=true&limit=1&position=1", vec!["starred"]),
    ] {
        let window = scene.inbox(page).await;
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(subjects(&window), expected, "{page}");
        assert!(!window.is_partial);
    }
}

async fn a_filter_follows_what_changes(scene: Scene) {
    scene.receives(&["a", "b", "c"]);
    let unread = scene.inbox("?isUnread=true&sort=subject").await;
    assert_eq!(unread.total, 3);
    let read = serde_json::json!({"update": {unread.list[1].id.to_string(): {"keywords/$seen": true}}});
    scene.browser.post("/emails/set", &read).await;
    let after = scene.inbox("?isUnread=true&sort=subject").await;
    assert_eq!((after.total, subjects(&after)), (2, vec!["a".to_owned(), "c".to_owned()]));
    assert_ne!(unread.state, after.state);
    scene.receives(&["bb"]);
    assert_eq!(scene.subjects("?isUnread=true&sort=subject").await, ["a", "bb", "c"]);
}

async fn attachments_in_every_kind_of_filter(scene: Scene) {
    scene.has(
        "INBOX",
        [with_file("one"), letter("two"), with_file("three").marked("\\Flagged"), letter("four").marked("\\Flagged")],
    );
    for (q, expected) in [
        ("has:attachment", vec!["one", "three"]),
        ("-has:attachment", vec!["four", "two"]),
        ("has:attachment OR is:starred", vec!["four", "one", "three"]),
        ("-(has:attachment is:starred)", vec!["four", "one", "two"]),
        ("has:attachment is:starred", vec!["three"]),
        ("(has:attachment -is:starred) OR (-has:attachment is:starred)", vec!["four", "one"]),
        ("has:attachment -has:attachment", vec![]),
        ("has:attachment OR -has:attachment", vec!["four", "one", "three", "two"]),
    ] {
        assert_eq!(scene.found(serde_json::json!({"q": q})).await, expected, "{q}");
    }
}

async fn files_are_found_by_their_names(scene: Scene) {
    scene.has(
        "INBOX",
        [
            with_file_named("old", "Annual Report 2025.pdf"),
            with_file_named("new", "annual report 2026.pdf").marked("\\Flagged"),
            with_file_named("coded", "=?utf-8?B?QmVyaWNodCBmw7xyIDIwMjYucGRm?="),
            letter("report.pdf is only spoken of"),
        ],
    );
    for (q, expected) in [
        ("filename:report", vec!["new", "old"]),
        ("filename:REPORT", vec!["new", "old"]),
        ("filename:\"report 2026\"", vec!["new"]),
        ("filename:2026", vec!["coded", "new"]),
        ("filename:für", vec!["coded"]),
        ("filename:2026 -filename:annual", vec!["coded"]),
        ("has:attachment -filename:report", vec!["coded"]),
        ("-filename:report", vec!["coded", "report.pdf is only spoken of"]),
        ("filename:report is:starred", vec!["new"]),
        ("filename:nothing", vec![]),
    ] {
        assert_eq!(scene.found(serde_json::json!({"q": q})).await, expected, "{q}");
    }
    let too_many = serde_json::json!({"q": "filename:a filename:b filename:c filename:d"});
    let answer = scene.browser.post("/emails/query", &too_many).await;
    answer.assert_problem(gatepost_shared::problem::ProblemType::InvalidProperties);
}
