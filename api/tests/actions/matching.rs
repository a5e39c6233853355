//! Everything that matches, in one request: with progress, given up half-way, and never more than was meant.

use std::time::Duration;

use farm::Farm;
use gatepost_shared::bulk::{BulkDone, BulkLine};
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Role;
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::scene::{Scene, inbox, on_both_servers};

on_both_servers!(
    what_matches_is_changed_and_nothing_else,
    five_thousand_emails_move_with_progress_and_stop_when_the_client_goes,
    the_trash_is_emptied_and_other_mailboxes_only_on_purpose,
    all_is_marked_read_but_what_has_come_since,
    a_selector_of_a_mailbox_that_is_gone_is_refused,
);

fn done(answer: &crate::common::Answer) -> BulkDone {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str(&answer.text).expect("a BulkDone")
}

async fn what_matches_is_changed_and_nothing_else(scene: Scene) {
    scene.receives("INBOX", &["red", "blue", "red too"]);
    let archive = scene.role(Role::Archive).await;
    let change = json!({
        "selector": {"mailboxId": inbox(), "filter": {"operator": "AND", "conditions": [{"subject": "red"}, {"notKeyword": "$seen"}]}},
        "update": {"keywords/$seen": true, "action": "archive"},
    });
    let archived = done(&scene.browser.post("/emails/set", &change).await);
    assert_eq!((archived.total, archived.changed, archived.not_changed), (2, 2, 0));
    assert_eq!(scene.subjects(&inbox()).await, ["blue"]);
    let rows = scene.rows(&archive).await;
    assert!(rows.len() == 2 && rows.iter().all(|row| row.keywords.is_seen()), "{rows:?}");
    let again = done(&scene.browser.post("/emails/set", &change).await);
    assert_eq!((again.total, again.changed), (0, 0));

    let state = scene.mailbox("INBOX").await.state;
    scene.receives("INBOX", &["new"]);
    let all = |state: &Option<String>| json!({"selector": {"mailboxId": inbox()}, "destroy": true, "ifInState": state});
    scene.browser.post("/emails/set", &all(&state)).await.assert_problem(ProblemType::StateMismatch);
    let now = scene.mailbox("INBOX").await.state;
    assert_eq!(done(&scene.browser.post("/emails/set", &all(&now)).await).changed, 2);
}

/// The lines of a change in progress.
struct Lines {
    response: Response,
    rest: Vec<u8>,
}

impl Lines {
    async fn of(scene: &Scene, path: &str, body: &Value) -> Self {
        let request = scene.browser.request(Method::POST, path).header("accept", "application/x-ndjson").json(body);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "application/x-ndjson");
        Self { response, rest: Vec::new() }
    }

    async fn next(&mut self) -> Option<BulkLine> {
        loop {
            if let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.rest.drain(..=end).collect();
                return Some(serde_json::from_slice(&line).expect("a line"));
            }
            self.rest.extend_from_slice(&self.response.chunk().await.expect("bytes")?);
        }
    }

    async fn all(mut self) -> Vec<BulkLine> {
        let mut lines = Vec::new();
        while let Some(line) = self.next().await {
            lines.push(line);
        }
        lines
    }
}

async fn count(scene: &Scene, mailbox: &MailboxId) -> u32 {
    scene.mailboxes().await.into_iter().find(|one| one.id == *mailbox).expect("the mailbox").total_emails
}

/// How many there are when nothing changes any more.
async fn settled(scene: &Scene, mailbox: &MailboxId) -> u32 {
    let mut last = count(scene, mailbox).await;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = count(scene, mailbox).await;
        if now == last {
            return now;
        }
        last = now;
    }
}

async fn five_thousand_emails_move_with_progress_and_stop_when_the_client_goes(scene: Scene) {
    const ALL: u32 = 5000;
    let (person, home) = (scene.person.clone(), scene.home);
    tokio::task::spawn_blocking(move || Farm::shared().fill(&person, "INBOX", ALL as usize, 7)).await.unwrap().unwrap();
    let archive = scene.role(Role::Archive).await;
    let change = json!({"selector": {"mailboxId": inbox()}, "update": {"mailboxIds": {archive.to_string(): true}}});

    let mut lines = Lines::of(&scene, "/emails/set", &change).await;
    let Some(BulkLine::Progress(first)) = lines.next().await else { panic!() };
    assert_eq!((first.total, first.done), (ALL, 0));
    let Some(BulkLine::Progress(second)) = lines.next().await else { panic!() };
    assert!(second.done > 0 && second.done < ALL, "{} of {}", second.done, second.total);
    assert_eq!(second.results.moved.len(), second.done as usize, "each has its own answer");
    drop(lines);
    let left = settled(&scene, &inbox()).await;
    assert!(left > 0, "{home:?}: it went on to the end though nobody waited");
    assert_eq!(left + count(&scene, &archive).await, ALL, "nothing is lost and nothing is there twice");
    assert!(scene.rows(&inbox()).await.len() == 50);

    let begun = std::time::Instant::now();
    let lines = Lines::of(&scene, "/emails/set", &change).await.all().await;
    println!("{home:?}: {left} moved in {:?}", begun.elapsed());
    let Some(BulkLine::Done(sum)) = lines.last() else { panic!("{lines:?}") };
    assert_eq!((sum.total, sum.changed, sum.not_changed), (left, left, 0));
    assert_eq!((count(&scene, &inbox()).await, count(&scene, &archive).await), (0, ALL));
}

async fn the_trash_is_emptied_and_other_mailboxes_only_on_purpose(scene: Scene) {
    scene.receives("INBOX", &["keep"]);
    scene.receives("Trash", &["old", "older"]);
    let trash = scene.role(Role::Trash).await;
    let state = scene.mailbox("Trash").await.state.unwrap();
    scene.receives("Trash", &["thrown away since"]);
    let empty = |id: &MailboxId, query: &str| format!("/mailboxes/{id}/empty{query}");

    scene.browser.post(&empty(&inbox(), ""), &json!({})).await.assert_problem(ProblemType::Forbidden);
    let emptied = done(&scene.browser.post(&empty(&trash, &format!("?upToState={state}")), &json!({})).await);
    assert_eq!((emptied.total, emptied.changed), (2, 2));
    assert_eq!(scene.subjects(&trash).await, ["thrown away since"]);
    let lines = Lines::of(&scene, &empty(&trash, ""), &json!({})).await.all().await;
    assert!(matches!(lines.last(), Some(BulkLine::Done(BulkDone { changed: 1, .. }))), "{lines:?}");
    assert_eq!(scene.subjects(&inbox()).await, ["keep"]);
    assert_eq!(done(&scene.browser.post(&empty(&inbox(), "?force=true"), &json!({})).await).changed, 1);
}

async fn all_is_marked_read_but_what_has_come_since(scene: Scene) {
    scene.receives("INBOX", &["one", "two"]);
    let state = scene.mailbox("INBOX").await.state.unwrap();
    scene.receives("INBOX", &["three"]);
    let path = format!("/mailboxes/{}/mark-read", inbox());
    let marked = done(&scene.browser.post(&format!("{path}?upToState={state}"), &json!({})).await);
    assert_eq!((marked.total, marked.changed), (2, 2));
    let unread: Vec<_> = scene.rows(&inbox()).await.into_iter().filter(|row| !row.keywords.is_seen()).collect();
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0].subject.as_deref(), Some("three"));
    assert_eq!(done(&scene.browser.post(&path, &json!({})).await).changed, 1);
    assert_eq!(scene.mailbox("INBOX").await.unread_emails, 0);

    scene.browser.post(&format!("{path}?upToState=x"), &json!({})).await.assert_problem(ProblemType::InvalidProperties);
}

async fn a_selector_of_a_mailbox_that_is_gone_is_refused(scene: Scene) {
    let travel = scene.makes(&json!({"name": "Travel"})).await.id;
    scene.receives("Travel", &["tickets"]);
    // The node's connection looks at it.
    scene.rows(&travel).await;
    let state = scene.mailbox("Travel").await.state;
    scene.other_program().command("DELETE Travel").unwrap();
    let change = json!({"selector": {"mailboxId": travel}, "destroy": true});
    scene.browser.post("/emails/set", &change).await.assert_problem(ProblemType::NotFound);

    // One that was made anew is another one: a state of the old one does not fit it.
    scene.makes(&json!({"name": "Travel"})).await;
    let change = json!({"selector": {"mailboxId": travel, "upToState": state}, "destroy": true});
    scene.browser.post("/emails/set", &change).await.assert_problem(ProblemType::StaleId);
}
