//! Marks, moves, copies, destruction: each email has its own answer.

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::{EmailPatch, EmailsSet, SetEmails};
use gatepost_shared::problem::ProblemType;

use crate::scene::{Scene, inbox, note, on_both_servers};

on_both_servers!(
    marks_are_set_and_cleared,
    a_move_tells_the_new_id_and_can_be_undone,
    a_copy_tells_the_new_id,
    what_is_destroyed_is_gone_and_nothing_else,
    stale_and_missing_ids_do_not_stop_the_others,
);

fn keyword(name: &str) -> Keyword {
    name.parse().unwrap()
}

fn update(ids: &[EmailId], patch: &EmailPatch) -> SetEmails {
    SetEmails { update: ids.iter().map(|id| (id.clone(), patch.clone())).collect(), ..SetEmails::default() }
}

async fn three_notes(scene: &Scene) -> Vec<EmailId> {
    for subject in ["one", "two", "three"] {
        scene.receives("INBOX", note(subject));
    }
    scene.rows(&inbox()).await.into_iter().map(|row| row.id).collect()
}

async fn set(scene: &Scene, change: &SetEmails) -> EmailsSet {
    scene.mail.set(change).await.expect("an answer")
}

async fn marks_are_set_and_cleared(scene: Scene) {
    let ids = three_notes(&scene).await;
    let mut patch = EmailPatch::mark(keyword("$seen"), true);
    patch.keywords.insert(keyword("$flagged"), true);
    patch.keywords.insert(keyword("holiday"), true);
    let answer = set(&scene, &update(&ids[..2], &patch)).await;
    assert_eq!((answer.updated.len(), answer.not_updated.len()), (2, 0));

    let rows = scene.rows(&inbox()).await;
    assert!(rows[0].keywords.is_seen() && rows[0].keywords.is_flagged() && rows[0].keywords.has("holiday"));
    assert!(!rows[2].keywords.is_seen());
    assert_eq!(scene.mailbox("INBOX").await.unread_emails, 1);

    let clear = EmailPatch::mark(keyword("$seen"), false);
    set(&scene, &update(&ids[..1], &clear)).await;
    set(&scene, &update(&ids[..1], &clear)).await;
    let (marks, _) = scene.mail.keywords(&ids[0]).await.unwrap();
    assert!(!marks.is_seen() && marks.is_flagged());
}

async fn a_move_tells_the_new_id_and_can_be_undone(scene: Scene) {
    let ids = three_notes(&scene).await;
    let archive = scene.role(Role::Archive).await;
    let answer = set(&scene, &update(&ids[..2], &EmailPatch::move_to(archive.clone()))).await;
    assert_eq!(answer.updated.len(), 2);
    assert_eq!(scene.subjects(&inbox()).await, ["one"]);
    assert_eq!(scene.subjects(&archive).await, ["three", "two"]);
    let moved = answer.moved[&ids[0]].clone();
    assert_eq!(scene.mail.email(&moved, 100).await.unwrap().subject.as_deref(), Some("three"));

    let undo = EmailPatch::move_to(archive).inverse(&Keywords::default(), &inbox());
    let answer = set(&scene, &update(&[moved], &undo)).await;
    assert_eq!((answer.updated.len(), answer.moved.len()), (1, 1));
    assert_eq!(scene.subjects(&inbox()).await, ["three", "one"]);
}

async fn a_copy_tells_the_new_id(scene: Scene) {
    let ids = three_notes(&scene).await;
    let archive = scene.role(Role::Archive).await;
    let patch = EmailPatch { copy_to: Some(archive.clone()), ..EmailPatch::mark(keyword("$flagged"), true) };
    let answer = set(&scene, &update(&ids[..1], &patch)).await;
    let copy = answer.copied[&ids[0]].clone();
    assert_eq!(copy.mailbox(), &archive);
    assert!(scene.mail.keywords(&copy).await.unwrap().0.is_flagged());
    assert_eq!(scene.rows(&inbox()).await.len(), 3);
}

async fn what_is_destroyed_is_gone_and_nothing_else(scene: Scene) {
    let ids = three_notes(&scene).await;
    let mut other = scene.other_program();
    other.select("INBOX").unwrap();
    // Somebody else's mark must not be carried out by us.
    other.command(&format!("UID STORE {} +FLAGS (\\Deleted)", ids[2].uid)).unwrap();

    let destroy = SetEmails { destroy: vec![ids[0].clone()], ..SetEmails::default() };
    assert_eq!(set(&scene, &destroy).await.destroyed, [ids[0].clone()]);
    assert_eq!(scene.subjects(&inbox()).await, ["two"]);
    let there = scene.other_program().count("INBOX").unwrap();
    assert_eq!(there, 2, "what another program marked is hidden, and there");
    let again = set(&scene, &destroy).await;
    assert_eq!(again.not_destroyed[&ids[0]].kind, ProblemType::NotFound);
}

async fn stale_and_missing_ids_do_not_stop_the_others(scene: Scene) {
    let ids = three_notes(&scene).await;
    let missing = EmailId::new(inbox(), ids[0].uid_validity, 999).unwrap();
    let stale = EmailId::new(inbox(), ids[0].uid_validity + 1, 1).unwrap();
    let nowhere = EmailId::new(MailboxId::new("Nowhere").unwrap(), 1, 1).unwrap();
    let wanted = [missing.clone(), stale.clone(), nowhere.clone(), ids[1].clone()];
    let answer = set(&scene, &update(&wanted, &EmailPatch::mark(keyword("$seen"), true))).await;
    assert_eq!(answer.updated, [ids[1].clone()]);
    let kinds: Vec<ProblemType> = [missing, stale, nowhere].iter().map(|id| answer.not_updated[id].kind).collect();
    assert_eq!(kinds, [ProblemType::NotFound, ProblemType::StaleId, ProblemType::NotFound]);

    let to_nowhere = EmailPatch::move_to(MailboxId::new("Nowhere").unwrap());
    let answer = set(&scene, &update(&ids[..1], &to_nowhere)).await;
    assert_eq!(answer.not_updated[&ids[0]].kind, ProblemType::NotFound);
    assert_eq!(scene.rows(&inbox()).await.len(), 3);
}
