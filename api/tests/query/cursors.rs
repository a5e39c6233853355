//! Lists that are read to their end by a program, while mail comes and goes.

use gatepost_shared::problem::ProblemType;

use crate::scene::{Scene, inbox, letter, on_both_servers, subjects};

on_both_servers!(
    a_cursor_reads_on_while_mail_comes,
    a_cursor_reads_on_where_its_email_has_gone,
    a_cursor_is_of_one_list
);

const ORDERS: [&str; 4] = ["", "&sort=subject", "&isUnread=true", "&hasAttachment=false&sort=-subject"];

fn numbered(from: u32, to: u32) -> impl Iterator<Item = farm::Letter> {
    (from..=to).map(|number| letter(&format!("letter {number:02}")))
}

async fn a_cursor_reads_on_while_mail_comes(scene: Scene) {
    scene.has("INBOX", numbered(10, 19));
    for (round, order) in ORDERS.into_iter().enumerate() {
        let first = scene.inbox(&format!("?limit=4{order}")).await;
        let (mut seen, mut cursor) = (subjects(&first), first.cursor);
        let mut pages = 0;
        while let Some(at) = cursor {
            // As a rule, what comes in the meantime comes first.
            scene.has("INBOX", [letter(&format!("news {round}{pages}"))]);
            let next = scene.inbox(&format!("?limit=4{order}&cursor={at}")).await;
            seen.extend(subjects(&next));
            cursor = next.cursor;
            pages += 1;
        }
        let mut old: Vec<String> = seen.into_iter().filter(|subject| subject.starts_with("letter")).collect();
        old.sort();
        let expected: Vec<String> = (10..=19).map(|number| format!("letter {number}")).collect();
        assert_eq!(old, expected, "{order}: each once");
    }
}

async fn a_cursor_reads_on_where_its_email_has_gone(scene: Scene) {
    scene.has("INBOX", numbered(10, 19));
    for order in ["", "&isUnread=true", "&sort=-subject"] {
        let first = scene.inbox(&format!("?limit=3{order}")).await;
        let cursor = first.cursor.clone().expect("a list that goes on");
        let last = first.list.last().expect("a row");
        let destroy = serde_json::json!({"destroy": [last.id]});
        scene.browser.post("/emails/set", &destroy).await;
        let next = scene.inbox(&format!("?limit=2{order}&cursor={cursor}")).await;
        let number: u32 = last.subject.as_deref().unwrap_or_default()["letter ".len()..].parse().expect("a number");
        assert_eq!(subjects(&next), [format!("letter {}", number - 1), format!("letter {}", number - 2)], "{order}");
    }
}

async fn a_cursor_is_of_one_list(scene: Scene) {
    scene.has("INBOX", numbered(10, 14));
    let cursor = scene.inbox("?limit=2").await.cursor.expect("a list that goes on");
    let ask = |page: String| {
        let scene = &scene;
        async move { scene.browser.get(&format!("/mailboxes/{}/emails{page}", inbox())).await }
    };
    ask(format!("?cursor={cursor}&sort=subject")).await.assert_problem(ProblemType::InvalidProperties);
    ask("?cursor=nonsense".to_owned()).await.assert_problem(ProblemType::InvalidProperties);
    ask(format!("?cursor={cursor}&position=2")).await.assert_problem(ProblemType::InvalidProperties);

    let sorted = scene.inbox("?limit=2&sort=subject").await;
    let gone: Vec<_> = sorted.list.iter().map(|row| &row.id).collect();
    scene.browser.post("/emails/set", &serde_json::json!({"destroy": gone})).await;
    let cursor = sorted.cursor.expect("a list that goes on");
    ask(format!("?cursor={cursor}&sort=subject")).await.assert_problem(ProblemType::StateMismatch);
}
