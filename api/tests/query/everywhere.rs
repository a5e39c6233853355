//! Searches over all mailboxes.

use gatepost_shared::problem::ProblemType;
use gatepost_shared::query::FoundLine;
use serde_json::json;

use crate::scene::{Scene, Stored as _, inbox, letter, on_both_servers};

on_both_servers!(
    all_mailboxes_but_trash_and_junk,
    mailboxes_are_drawn_together_by_date,
    a_search_streams_what_it_finds,
    a_mailbox_that_cannot_be_searched_spoils_nothing
);

fn spread(scene: &Scene) {
    let at = |subject: &str, day: u32| letter(subject).arrived(&format!("{day:02}-Mar-2026 10:00:00 +0000"));
    scene.has("INBOX", [at("inbox 1", 1), at("inbox 6", 6), at("inbox 4", 4)]);
    scene.has("Archive", [at("archive 5", 5), at("archive 2", 2)]);
    scene.has("Sent", [at("sent 3", 3)]);
    scene.has("Trash", [at("trash 7", 7)]);
    scene.has("Junk", [at("junk 8", 8)]);
}

async fn all_mailboxes_but_trash_and_junk(scene: Scene) {
    spread(&scene);
    assert_eq!(scene.found(json!({"q": "subject:trash"})).await, [""; 0]);
    assert_eq!(scene.found(json!({"q": "subject:trash in:anywhere"})).await, ["trash 7"]);
    assert_eq!(scene.found(json!({"q": "in:trash"})).await, ["trash 7"]);
    assert_eq!(scene.found(json!({"q": "in:junk OR in:sent"})).await, ["junk 8", "sent 3"]);
    let trash = scene.mailbox("Trash").await;
    assert_eq!(
        scene.found(json!({"mailboxIds": [trash, inbox(), trash]})).await,
        ["inbox 1", "inbox 4", "inbox 6", "trash 7"]
    );
    let found = scene.finds(json!({"q": "subject:sent OR subject:archive"})).await;
    let archive = scene.mailbox("Archive").await;
    assert!(found.list.iter().all(|row| (row.mailbox_id == archive) == row.subject.as_deref().unwrap_or_default().starts_with("archive")));
}

async fn mailboxes_are_drawn_together_by_date(scene: Scene) {
    spread(&scene);
    let whole = scene.finds(json!({})).await;
    let subjects = |found: &gatepost_shared::query::FoundEmails| -> Vec<String> {
        found.list.iter().filter_map(|row| row.subject.clone()).collect()
    };
    let expected = ["inbox 6", "archive 5", "inbox 4", "sent 3", "archive 2", "inbox 1"];
    assert_eq!((whole.total, subjects(&whole)), (6, expected.map(str::to_owned).to_vec()));
    let part = scene.finds(json!({"position": 2, "limit": 3})).await;
    assert_eq!(
        (part.position, part.total, subjects(&part)),
        (2, 6, expected[2..5].iter().map(|one| (*one).to_owned()).collect())
    );
    let by_subject = scene.finds(json!({"sort": [{"property": "subject", "isAscending": false}], "limit": 3})).await;
    assert_eq!(subjects(&by_subject), ["sent 3", "inbox 6", "inbox 4"]);

    // What comes is found at once, whichever connection looks for it.
    for number in 7..=10 {
        let mailbox = ["INBOX", "Archive"][number % 2];
        scene.has(mailbox, [letter(&format!("news {number}"))]);
        // Some arrive within the same second.
        let newest = scene.finds(json!({"limit": 4})).await;
        assert!(subjects(&newest).contains(&format!("news {number}")), "{newest:?}");
    }
}

async fn a_search_streams_what_it_finds(scene: Scene) {
    spread(&scene);
    let lines =
        scene.streams(&json!({"q": "subject:inbox OR subject:archive OR subject:sent", "snippets": true})).await;
    let mut found = Vec::new();
    let mut marked = 0;
    for line in &lines {
        if let FoundLine::Emails { list, snippets } = line {
            assert!(list.windows(2).all(|pair| pair[0].received_at >= pair[1].received_at), "newest first");
            assert!(list.iter().all(|row| row.mailbox_id == list[0].mailbox_id));
            found.extend(list.iter().filter_map(|row| row.subject.clone()));
            marked += snippets.len();
        }
    }
    found.sort();
    assert_eq!(found, ["archive 2", "archive 5", "inbox 1", "inbox 4", "inbox 6", "sent 3"]);
    assert_eq!(marked, 6);
    assert!(
        lines.iter().any(|line| matches!(line, FoundLine::Mailbox { mailbox_id, total: 3 } if *mailbox_id == inbox()))
    );
    assert_eq!(lines.last(), Some(&FoundLine::Done { total: 6, failed: Vec::new(), is_partial: false }));

    let few = scene.streams(&json!({"mailboxIds": [inbox()], "limit": 1})).await;
    let FoundLine::Emails { list, .. } = &few[0] else { panic!("{few:?}") };
    assert_eq!(
        (list.len(), few.last()),
        (1, Some(&FoundLine::Done { total: 3, failed: Vec::new(), is_partial: false }))
    );
}

async fn a_mailbox_that_cannot_be_searched_spoils_nothing(scene: Scene) {
    spread(&scene);
    let nowhere = gatepost_shared::id::MailboxId::new("Nowhere").expect("a name");
    let query = json!({"mailboxIds": [nowhere, inbox()], "q": "subject:inbox"});
    let found = scene.finds(query.clone()).await;
    assert_eq!(found.total, 3);
    assert_eq!(found.failed[&nowhere].kind, ProblemType::NotFound);
    let lines = scene.streams(&query).await;
    assert!(lines.iter().any(|line| matches!(line, FoundLine::Failed { mailbox_id, .. } if *mailbox_id == nowhere)));
    assert_eq!(lines.last(), Some(&FoundLine::Done { total: 3, failed: vec![nowhere.clone()], is_partial: false }));
    let only = scene.browser.post("/emails/query", &json!({"mailboxIds": [nowhere]})).await;
    only.assert_problem(ProblemType::NotFound);
}
