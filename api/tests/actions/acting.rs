//! What is done with emails that are named: marks, moves, what a person does every day, and each email's own answer.

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::{Action, EmailPatch, EmailsSet, MAX_IDS, SetEmails};
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;
use serde_json::json;

use crate::scene::{Scene, inbox, on_both_servers, update};

on_both_servers!(
    mail_is_archived_thrown_away_and_taken_back,
    junk_is_marked_and_moved_and_so_is_what_is_none,
    a_missing_archive_is_made,
    a_whole_set_of_marks_replaces_the_old_one,
    what_cannot_be_moved_keeps_its_marks,
    mail_moves_to_mailboxes_with_hostile_names,
    a_change_meant_for_another_state_is_not_made,
    two_clients_change_one_message_at_once,
    a_mailbox_that_was_deleted_meanwhile_is_said_to_be_gone,
    requests_that_make_no_sense_are_refused,
);

fn keyword(name: &str) -> Keyword {
    name.parse().unwrap()
}

async fn mail_is_archived_thrown_away_and_taken_back(scene: Scene) {
    scene.receives("INBOX", &["one", "two", "three"]);
    let ids = scene.ids(&inbox()).await;
    let (archive, trash) = (scene.role(Role::Archive).await, scene.role(Role::Trash).await);

    let patch = EmailPatch::act(Action::Archive);
    let archived = scene.update(&ids[..1], &patch).await;
    assert_eq!((archived.updated.as_slice(), archived.moved.len()), (&ids[..1], 1));
    let deleted = scene.update(&ids[1..2], &EmailPatch::act(Action::Trash)).await;
    assert_eq!(scene.subjects(&archive).await, ["three"]);
    assert_eq!(scene.subjects(&trash).await, ["two"]);
    assert_eq!(scene.subjects(&inbox()).await, ["one"]);

    // What is in the trash stays there, until it is destroyed.
    let in_trash = deleted.moved[&ids[1]].clone();
    let again = scene.update(std::slice::from_ref(&in_trash), &EmailPatch::act(Action::Trash)).await;
    assert_eq!((again.updated.len(), again.moved.len()), (1, 0));
    let undo = patch.inverse(&Keywords::default(), &inbox());
    scene.update(&[archived.moved[&ids[0]].clone()], &undo).await;
    assert_eq!(scene.subjects(&inbox()).await, ["three", "one"]);
    let destroyed = scene.set(&SetEmails { destroy: vec![in_trash.clone()], ..SetEmails::default() }).await;
    assert_eq!(destroyed.destroyed, [in_trash]);
    assert!(scene.rows(&trash).await.is_empty());
}

async fn junk_is_marked_and_moved_and_so_is_what_is_none(scene: Scene) {
    scene.receives("INBOX", &["win", "lose"]);
    let ids = scene.ids(&inbox()).await;
    let junk = scene.role(Role::Junk).await;
    let moved = scene.update(&ids, &EmailPatch::act(Action::Junk)).await.moved;
    let rows = scene.rows(&junk).await;
    assert!(rows.len() == 2 && rows.iter().all(|row| row.keywords.has("$junk")), "{rows:?}");

    let back = scene.update(&[moved[&ids[0]].clone()], &EmailPatch::act(Action::NotJunk)).await;
    assert_eq!(back.moved.len(), 1);
    let rows = scene.rows(&inbox()).await;
    assert!(rows[0].keywords.has("$notjunk") && !rows[0].keywords.has("$junk"), "{rows:?}");
    // What lies elsewhere stays where somebody put it.
    scene.receives("Archive", &["an old one"]);
    let archive = scene.role(Role::Archive).await;
    let again = scene.update(&scene.ids(&archive).await, &EmailPatch::act(Action::NotJunk)).await;
    assert_eq!((again.updated.len(), again.moved.len()), (1, 0));
    assert!(scene.rows(&archive).await[0].keywords.has("$notjunk"));
}

async fn a_missing_archive_is_made(scene: Scene) {
    scene.receives("INBOX", &["keep me"]);
    let mut other = scene.other_program();
    let _ = other.command("SETMETADATA Archive (/private/specialuse NIL)");
    other.command("DELETE Archive").unwrap();
    let ids = scene.ids(&inbox()).await;
    let archived = scene.update(&ids, &EmailPatch::act(Action::Archive)).await;
    assert_eq!(archived.moved.len(), 1, "{archived:?}");
    assert_eq!(scene.subjects(&scene.role(Role::Archive).await).await, ["keep me"]);
}

async fn a_whole_set_of_marks_replaces_the_old_one(scene: Scene) {
    scene.receives("INBOX", &["one", "two"]);
    let ids = scene.ids(&inbox()).await;
    scene.other_program().select("INBOX").unwrap();
    let mut old = EmailPatch::mark(keyword("$flagged"), true);
    old.keywords.insert(keyword("work"), true);
    old.keywords.insert(keyword(Keyword::SUBMIT_PENDING), true);
    scene.update(&ids[..1], &old).await;

    let all: Keywords = [keyword("$seen"), keyword("holiday")].into_iter().collect();
    let answer = scene.update(&ids, &EmailPatch { all_keywords: Some(all), ..EmailPatch::default() }).await;
    assert_eq!(answer.updated.len(), 2);
    for row in scene.rows(&inbox()).await {
        let marks = &row.keywords;
        assert!(marks.is_seen() && marks.has("holiday") && !marks.is_flagged() && !marks.has("work"), "{marks:?}");
        // A draft that is being sent must not look like one that is not.
        assert_eq!(marks.has(Keyword::SUBMIT_PENDING), row.id == ids[0]);
    }
}

async fn what_cannot_be_moved_keeps_its_marks(scene: Scene) {
    scene.receives("INBOX", &["one", "two"]);
    let ids = scene.ids(&inbox()).await;
    scene.update(&ids[..1], &EmailPatch::mark(keyword("$flagged"), true)).await;
    let mut patch = EmailPatch::move_to(MailboxId::new("Nowhere").unwrap());
    patch.keywords.insert(keyword("$seen"), true);
    patch.keywords.insert(keyword("$flagged"), false);
    let answer = scene.update(&ids, &patch).await;
    assert!(answer.updated.is_empty());
    assert!(answer.not_updated.values().all(|problem| problem.kind == ProblemType::NotFound), "{answer:?}");
    let marks: Vec<(bool, bool)> =
        scene.rows(&inbox()).await.iter().map(|row| (row.keywords.is_seen(), row.keywords.is_flagged())).collect();
    assert_eq!(marks, [(false, true), (false, false)]);
}

async fn mail_moves_to_mailboxes_with_hostile_names(scene: Scene) {
    let names = ["a\"b\\c", "{5}", "(\\Seen)", "日本語 & Co", "* OK [ALERT]", "x) UID EXPUNGE 1"];
    let mut moved = 0;
    for name in names {
        let answer = scene.browser.post("/mailboxes", &json!({"name": name})).await;
        if answer.status != StatusCode::CREATED {
            answer.assert_problem(ProblemType::InvalidProperties);
            continue;
        }
        let target = scene.mailbox(name).await.id;
        scene.receives("INBOX", &[&format!("to {moved}")]);
        let ids = scene.ids(&inbox()).await;
        let answer = scene.update(&ids, &EmailPatch::move_to(target.clone())).await;
        assert_eq!(answer.moved.len(), 1, "{name}: {answer:?}");
        assert_eq!(scene.subjects(&target).await, [format!("to {moved}")], "{name}");
        moved += 1;
    }
    assert!(moved >= 3, "{:?} took only {moved} of the names", scene.home);
    assert!(scene.rows(&inbox()).await.is_empty());
}

async fn a_change_meant_for_another_state_is_not_made(scene: Scene) {
    scene.receives("INBOX", &["one"]);
    let ids = scene.ids(&inbox()).await;
    let state = scene.mailbox("INBOX").await.state;
    scene.receives("INBOX", &["two"]);
    let flag = EmailPatch::mark(keyword("$flagged"), true);
    let meant = SetEmails { if_in_state: state, ..update(&ids, &flag) };
    let answer = scene.browser.post("/emails/set", &serde_json::to_value(&meant).unwrap()).await;
    answer.assert_problem(ProblemType::StateMismatch);
    assert!(scene.rows(&inbox()).await.iter().all(|row| !row.keywords.is_flagged()));

    let now = scene.mailbox("INBOX").await.state;
    assert_eq!(scene.set(&SetEmails { if_in_state: now, ..meant }).await.updated, ids);
}

async fn two_clients_change_one_message_at_once(scene: Scene) {
    scene.receives("INBOX", &["one"]);
    let ids = scene.ids(&inbox()).await;
    let other = scene.elsewhere().await;
    let archive = scene.role(Role::Archive).await;
    let body = |patch: &EmailPatch| serde_json::to_value(update(&ids, patch)).unwrap();
    let (archived, deleted) = (body(&EmailPatch::act(Action::Archive)), body(&EmailPatch::act(Action::Trash)));
    let (first, second) =
        tokio::join!(scene.browser.post("/emails/set", &archived), other.post("/emails/set", &deleted));
    assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK), "{} {}", first.text, second.text);
    // It is where each was told that it went, and nowhere else. Servers that copy before they
    // expunge (Cyrus 3.6, Dovecot 2.3) may give a copy to both; lost it never is.
    let mut told: Vec<EmailId> = Vec::new();
    for answer in [&first, &second] {
        let answer: EmailsSet = serde_json::from_str(&answer.text).unwrap();
        told.extend(answer.moved.into_values());
    }
    let mut found = Vec::new();
    for place in [archive, scene.role(Role::Trash).await, inbox()] {
        found.extend(scene.ids(&place).await);
    }
    told.sort();
    found.sort();
    assert_eq!(found, told, "{} {}", first.text, second.text);
    assert!((1..=2).contains(&found.len()), "{} {}", first.text, second.text);

    // Marks of both are kept: neither writes back what it knew.
    scene.receives("INBOX", &["two"]);
    let ids = scene.ids(&inbox()).await;
    let body = |name: &str| serde_json::to_value(update(&ids, &EmailPatch::mark(keyword(name), true))).unwrap();
    let (seen, flagged) = (body("$seen"), body("$flagged"));
    tokio::join!(scene.browser.post("/emails/set", &seen), other.post("/emails/set", &flagged));
    let row = scene.rows(&inbox()).await.remove(0);
    assert!(row.keywords.is_seen() && row.keywords.is_flagged(), "{row:?}");
}

async fn a_mailbox_that_was_deleted_meanwhile_is_said_to_be_gone(scene: Scene) {
    let travel = scene.makes(&json!({"name": "Travel"})).await.id;
    scene.receives("Travel", &["tickets"]);
    let ids = scene.ids(&travel).await;
    scene.other_program().command("DELETE Travel").unwrap();
    let flag = EmailPatch::mark(keyword("$flagged"), true);
    let answer = scene.update(&ids, &flag).await;
    assert_eq!(answer.not_updated[&ids[0]].kind, ProblemType::NotFound);
    scene.browser.get(&format!("/mailboxes/{travel}/emails")).await.assert_problem(ProblemType::NotFound);

    // One of the same name that is made anew has other mail: the old ids must not hit it.
    scene.makes(&json!({"name": "Travel"})).await;
    scene.receives("Travel", &["other"]);
    let answer = scene.update(&ids, &flag).await;
    assert_eq!(answer.not_updated[&ids[0]].kind, ProblemType::StaleId);
    assert!(!scene.rows(&travel).await[0].keywords.is_flagged());
}

async fn requests_that_make_no_sense_are_refused(scene: Scene) {
    scene.receives("INBOX", &["one"]);
    let id = scene.ids(&inbox()).await.remove(0);
    let sent = scene.role(Role::Sent).await;
    let elsewhere = EmailId::new(sent, 1, 1).unwrap();
    let flag = json!({"keywords/$flagged": true});
    let selector = json!({"mailboxId": inbox()});
    let many: serde_json::Map<String, serde_json::Value> = (1..=u32::try_from(MAX_IDS).unwrap() + 1)
        .map(|uid| (EmailId::new(inbox(), 1, uid).unwrap().to_string(), flag.clone()))
        .collect();
    for body in [
        json!({"update": many}),
        json!({"update": {id.to_string(): flag}, "destroy": [id]}),
        json!({"update": {id.to_string(): flag, elsewhere.to_string(): flag}, "ifInState": "x"}),
        json!({"update": {id.to_string(): {"action": "burn"}}}),
        json!({"selector": selector}),
        json!({"selector": selector, "update": flag, "destroy": true}),
        json!({"selector": selector, "update": {id.to_string(): flag}}),
        json!({"selector": {"filter": {}}, "destroy": true}),
        json!({"selector": {"mailboxId": inbox(), "upToState": "x"}, "destroy": true}),
    ] {
        let answer = scene.browser.post("/emails/set", &body).await;
        answer.assert_problem(ProblemType::InvalidProperties);
    }
    assert_eq!(scene.rows(&inbox()).await.len(), 1);
}
