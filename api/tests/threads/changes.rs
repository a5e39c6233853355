//! What happened in a mailbox since a state that the client knows.

use farm::Farm;
use gatepost::mail::error::MailError;
use gatepost_shared::changes::MailboxChanges;
use gatepost_shared::event::StateChange;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::ProblemType;
use serde_json::json;

use crate::common::Node;
use crate::lesser::mail_without;
use crate::scene::{Scene, inbox, mailbox, note, on_both_servers};

on_both_servers!(
    what_came_changed_and_went_is_told,
    nothing_has_changed_since_now,
    changes_come_in_pages_and_none_is_lost,
    what_came_and_went_is_not_told_as_gone,
    a_message_marked_for_removal_is_gone,
    a_mailbox_made_anew_has_no_changes_but_a_new_beginning,
    bad_questions_are_told_what_is_wrong_with_them,
    a_client_that_was_away_asks_another_node_what_differs,
);

fn uids(ids: &[EmailId]) -> Vec<u32> {
    ids.iter().map(|id| id.uid).collect()
}

fn told(changes: &MailboxChanges) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
    (uids(&changes.created), uids(&changes.updated), uids(&changes.destroyed))
}

async fn what_came_changed_and_went_is_told(scene: Scene) {
    for number in 1..=6 {
        scene.finds("INBOX", &note(&format!("note {number}")));
    }
    let before = scene.window(&inbox()).await.state;
    let mut elsewhere = scene.elsewhere("INBOX");
    elsewhere.command("UID STORE 1,3 +FLAGS (\\Deleted)").unwrap();
    elsewhere.command("EXPUNGE").unwrap();
    elsewhere.command("UID STORE 2 +FLAGS (\\Flagged)").unwrap();
    scene.receives(&note("news"));

    let changes = scene.changes(&inbox(), &before).await;
    assert_eq!(told(&changes), (vec![7], vec![2], vec![1, 3]));
    assert_eq!((changes.old_state, changes.has_more_changes), (before, false));
    let now = scene.window(&inbox()).await.state;
    assert_eq!(changes.new_state, now, "the state of the list and that of the changes are one thing");
    assert_eq!(told(&scene.changes(&inbox(), &now).await), (vec![], vec![], vec![]));
}

async fn nothing_has_changed_since_now(scene: Scene) {
    let now = scene.window(&inbox()).await.state;
    let changes = scene.changes(&inbox(), &now).await;
    assert_eq!(told(&changes), (vec![], vec![], vec![]));
    assert_eq!(changes.new_state, now);
}

async fn changes_come_in_pages_and_none_is_lost(scene: Scene) {
    for number in 1..=9 {
        scene.finds("INBOX", &note(&format!("note {number}")));
    }
    let mut state = scene.window(&inbox()).await.state;
    let mut elsewhere = scene.elsewhere("INBOX");
    for uid in [4, 2, 8, 6] {
        elsewhere.command(&format!("UID STORE {uid} +FLAGS (\\Seen)")).unwrap();
    }
    scene.receives(&note("news"));
    let (mut updated, mut created, mut pages) = (Vec::new(), Vec::new(), 0);
    loop {
        let page: MailboxChanges =
            scene.read(&format!("/mailboxes/{}/changes?since={state}&maxChanges=2", inbox())).await;
        assert!(page.updated.len() + page.created.len() <= 2);
        updated.extend(uids(&page.updated));
        created.extend(uids(&page.created));
        state = page.new_state;
        pages += 1;
        if !page.has_more_changes {
            break;
        }
    }
    updated.sort_unstable();
    assert_eq!((updated, created, pages), (vec![2, 4, 6, 8], vec![10], 3));
}

async fn what_came_and_went_is_not_told_as_gone(scene: Scene) {
    scene.finds("INBOX", &note("stays"));
    let before = scene.window(&inbox()).await.state;
    scene.finds("INBOX", &note("goes again"));
    let mut elsewhere = scene.elsewhere("INBOX");
    elsewhere.command("UID STORE 2 +FLAGS (\\Deleted)").unwrap();
    elsewhere.command("EXPUNGE").unwrap();
    assert_eq!(told(&scene.changes(&inbox(), &before).await), (vec![], vec![], vec![]));
}

async fn a_message_marked_for_removal_is_gone(scene: Scene) {
    scene.finds("INBOX", &note("stays"));
    scene.finds("INBOX", &note("goes"));
    let before = scene.window(&inbox()).await.state;
    scene.elsewhere("INBOX").command("UID STORE 2 +FLAGS (\\Deleted)").unwrap();
    assert_eq!(told(&scene.changes(&inbox(), &before).await), (vec![], vec![], vec![2]));
}

async fn a_mailbox_made_anew_has_no_changes_but_a_new_beginning(scene: Scene) {
    let farm = Farm::shared();
    farm.imap(&scene.person).unwrap().create("Notes").unwrap();
    scene.finds("Notes", &note("before"));
    let notes = mailbox("Notes");
    let before = scene.window(&notes).await.state;
    farm.imap(&scene.person).unwrap().recreate("Notes").unwrap();
    let path = format!("/mailboxes/{notes}/changes?since={before}");
    scene.browser.get(&path).await.assert_problem(ProblemType::StaleId);

    // Cyrus cannot delete two mailboxes of one name within a second.
    farm.imap(&scene.person).unwrap().create("Short").unwrap();
    let short = mailbox("Short");
    let before = scene.window(&short).await.state;
    farm.imap(&scene.person).unwrap().command("DELETE Short").unwrap();
    let path = format!("/mailboxes/{short}/changes?since={before}");
    scene.browser.get(&path).await.assert_problem(ProblemType::NotFound);
}

async fn bad_questions_are_told_what_is_wrong_with_them(scene: Scene) {
    let state = scene.window(&inbox()).await.state;
    let ask = async |query: &str| scene.browser.get(&format!("/mailboxes/{}/changes{query}", inbox())).await;
    ask("").await.assert_problem(ProblemType::BadRequest);
    ask("?since=nonsense").await.assert_problem(ProblemType::InvalidProperties);
    assert_eq!(ask("?since=%0d%0a").await.problem().invalid_properties, ["since"]);
    ask(&format!("?since={state}&maxChanges=0")).await.assert_problem(ProblemType::InvalidProperties);
    ask(&format!("?since={state}&maxChanges=5001")).await.assert_problem(ProblemType::InvalidProperties);
}

async fn a_client_that_was_away_asks_another_node_what_differs(scene: Scene) {
    let mut elsewhere = Farm::shared().imap(&scene.person).unwrap();
    elsewhere.create("Old").unwrap();
    let known = scene.listens().await.next().await.change.changed;
    scene.receives(&note("news"));
    elsewhere.create("Made meanwhile").unwrap();
    elsewhere.command("DELETE Old").unwrap();
    let other = Node::start(Farm::shared()).await;
    let answer = scene.browser.at(&other).post("/mailboxes/changes", &json!({"states": known})).await;
    let change: StateChange = serde_json::from_str(&answer.text).unwrap();
    let mut told: Vec<(&str, bool)> = change.changed.iter().map(|(id, state)| (id.name(), state.is_empty())).collect();
    told.sort_unstable();
    assert_eq!(told, [("INBOX", false), ("Made meanwhile", false), ("Old", true)]);
}

#[tokio::test]
async fn without_qresync_what_is_gone_is_reckoned_from_the_counts() {
    let (person, mail) = mail_without(&["QRESYNC", "NOTIFY"]).await;
    let farm = Farm::shared();
    for number in 1..=6 {
        farm.append(&person, "INBOX", note(&format!("note {number}")).as_bytes(), "").unwrap();
    }
    let before = mail.window(&inbox(), 0, 50).await.unwrap().state;
    let mut elsewhere = farm.imap(&person).unwrap();
    elsewhere.select("INBOX").unwrap();
    elsewhere.command("UID STORE 2 +FLAGS (\\Flagged)").unwrap();
    farm.append(&person, "INBOX", note("news").as_bytes(), "").unwrap();
    assert_eq!(told(&mail.changes(&inbox(), &before, 100).await.unwrap()), (vec![7], vec![2], vec![]));
    elsewhere.command("UID STORE 1,3 +FLAGS (\\Deleted)").unwrap();
    elsewhere.command("EXPUNGE").unwrap();
    assert_eq!(told(&mail.changes(&inbox(), &before, 100).await.unwrap()), (vec![7], vec![2], vec![1, 3]));
}

#[tokio::test]
async fn without_condstore_nobody_can_say_and_we_say_so() {
    let (_, mail) = mail_without(&["QRESYNC", "CONDSTORE"]).await;
    let before = mail.window(&inbox(), 0, 50).await.unwrap().state;
    let refused = mail.changes(&inbox(), &before, 100).await;
    assert!(matches!(refused, Err(MailError::CannotCalculateChanges(_))), "{refused:?}");
}
