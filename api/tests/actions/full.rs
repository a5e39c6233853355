//! A mailbox that is full: every verb says so in the same words, and nothing is lost.

use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::{Action, EmailPatch, SetEmails};
use gatepost_shared::problem::ProblemType;
use reqwest::Method;
use serde_json::json;

use crate::common::Answer;
use crate::scene::{Scene, inbox, note, on_both_servers};

on_both_servers!(a_full_mailbox_takes_no_more_and_says_so);

/// The mailbox has 280 kilobytes, and this has 100 thousand bytes.
fn heavy(subject: &str) -> String {
    format!("{}{}", note(subject), "0123456789abcdef0123456789abcdef\r\n".repeat(3000))
}

async fn a_full_mailbox_takes_no_more_and_says_so(scene: Scene) {
    let scene = Scene::with_quota(scene.home, 280).await;
    let archive = scene.makes(&json!({"name": "Heavy"})).await.id;
    for subject in ["one", "two"] {
        scene.other_program().append("INBOX", heavy(subject).as_bytes(), "").unwrap();
    }
    let import = |message: String| {
        let request = scene.browser.request(Method::POST, &format!("/emails/import?mailboxId={}", inbox()));
        Answer::to(request.header("content-type", "message/rfc822").body(message))
    };
    // Small ones and large ones go different ways.
    let small = import(heavy("three")).await;
    small.assert_problem(ProblemType::OverQuota);
    assert_eq!(small.status.as_u16(), 507);
    let long = format!("{}{}", heavy("four"), "0123456789abcdef0123456789abcdef\r\n".repeat(60_000));
    import(long).await.assert_problem(ProblemType::OverQuota);

    let ids = scene.ids(&inbox()).await;
    let copy =
        EmailPatch { copy_to: Some(archive.clone()), ..EmailPatch::mark(Keyword::FLAGGED.parse().unwrap(), true) };
    let answer = scene.update(&ids, &copy).await;
    let problem = &answer.not_updated[&ids[0]];
    assert_eq!((problem.kind, problem.status), (ProblemType::OverQuota, 507), "{answer:?}");
    assert!(answer.updated.is_empty() && answer.copied.is_empty());
    assert!(scene.rows(&inbox()).await.iter().all(|row| !row.keywords.is_flagged()), "the mark was taken back");

    // The same by a selector is one problem, which says how far it got.
    let patch = json!({"selector": {"mailboxId": inbox()}, "update": {format!("mailboxIds/{archive}"): true}});
    let answer = scene.browser.post("/emails/set", &patch).await;
    answer.assert_problem(ProblemType::OverQuota);
    assert!(answer.problem().detail.starts_with("0 of 2 emails"), "{}", answer.text);

    // A move needs no room, and neither does getting rid of things.
    let moved = scene.update(&ids, &EmailPatch::act(Action::Trash)).await;
    assert_eq!(moved.moved.len(), 2, "{moved:?}");
    let trashed = moved.moved.into_values().collect();
    assert_eq!(scene.set(&SetEmails { destroy: trashed, ..SetEmails::default() }).await.destroyed.len(), 2);
    assert_eq!(import(heavy("five")).await.status.as_u16(), 201);
}
