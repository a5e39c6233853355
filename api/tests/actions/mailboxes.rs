//! Mailboxes made, renamed, moved, subscribed to, deleted.

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mailbox::{Role, UpdatedMailbox};
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;
use serde_json::json;

use crate::scene::{Scene, inbox, on_both_servers, paths};

on_both_servers!(
    a_mailbox_is_made_and_subscribed,
    names_are_anything_that_a_person_can_see,
    a_name_that_cannot_be_had_is_refused_with_a_sentence,
    a_name_that_is_taken_is_refused,
    a_role_is_given_once,
    a_renamed_mailbox_takes_its_children_its_mail_and_its_subscriptions_along,
    a_mailbox_moves_to_another_parent_and_back_to_the_top,
    a_subscription_is_ended_and_begun,
    a_mailbox_is_deleted_when_it_is_empty_or_when_its_mail_may_go,
    the_inbox_the_roles_and_the_drawer_are_left_alone,
    what_is_not_there_cannot_be_changed,
);

async fn a_mailbox_is_made_and_subscribed(scene: Scene) {
    let answer = scene.browser.post("/mailboxes", &json!({"name": "Travel"})).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let travel = scene.mailbox("Travel").await;
    assert_eq!(answer.header("location"), format!("/api/v1/mailboxes/{}", travel.id));
    assert!(travel.is_subscribed && travel.is_selectable && travel.my_rights.may_add_items);
    assert_eq!((travel.total_emails, travel.parent_id.as_ref(), travel.role), (0, None, None));

    let rome = scene.makes(&json!({"name": "Rome", "parentId": travel.id, "isSubscribed": false})).await;
    assert_eq!((rome.path.join("/").as_str(), rome.is_subscribed), ("Travel/Rome", false));
    assert_eq!(rome.parent_id, Some(travel.id));
    let listed = scene.other_program().command("LSUB \"\" *").unwrap();
    assert!(listed.iter().any(|line| line.contains("Travel")) && !listed.iter().any(|line| line.contains("Rome")));
}

async fn names_are_anything_that_a_person_can_see(scene: Scene) {
    let names =
        ["Größe & Maß", "日本語", "été 🏖", "a\"b\\c", "&", "{5}", "%", "*", "(x)", "#1", "x^y", "INBOX 2", "A&AOQ-"];
    for name in names {
        let answer = scene.browser.post("/mailboxes", &json!({"name": name})).await;
        if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
            // Each server has letters that it cannot store; it must say so, and the sentence must reach the person.
            assert!(answer.problem().detail.contains("It says:"), "{}", answer.text);
            println!("{:?} does not take {name:?}: {}", scene.home, answer.problem().detail);
            continue;
        }
        assert_eq!(answer.status, StatusCode::CREATED, "{name}: {}", answer.text);
        let made = scene.mailbox(name).await;
        scene.receives(name, &["kept"]);
        assert_eq!(scene.subjects(&made.id).await, ["kept"], "{name}");
    }
    // What looks the same is the same.
    scene.makes(&json!({"name": "Cafe\u{301}"})).await;
    let again = scene.browser.post("/mailboxes", &json!({"name": " Café "})).await;
    again.assert_problem(ProblemType::AlreadyExists);
}

async fn a_name_that_cannot_be_had_is_refused_with_a_sentence(scene: Scene) {
    let long = "é".repeat(101);
    for (name, words) in [
        ("", "needs a name"),
        ("  ", "needs a name"),
        ("a\r\nb", "control"),
        ("a/b", "cannot contain"),
        (&long, "too long"),
    ] {
        let answer = scene.browser.post("/mailboxes", &json!({"name": name})).await;
        answer.assert_problem(ProblemType::InvalidProperties);
        let problem = answer.problem();
        assert_eq!(problem.invalid_properties, ["name"]);
        assert!(problem.detail.contains(words), "{name:?}: {}", problem.detail);
    }
    let unknown = scene.browser.post("/mailboxes", &json!({"name": "x", "colour": "red"})).await;
    unknown.assert_problem(ProblemType::InvalidProperties);
    let nowhere = MailboxId::new("Nowhere").unwrap();
    scene
        .browser
        .post("/mailboxes", &json!({"name": "x", "parentId": nowhere}))
        .await
        .assert_problem(ProblemType::NotFound);
}

async fn a_name_that_is_taken_is_refused(scene: Scene) {
    scene.makes(&json!({"name": "Travel"})).await;
    for name in ["Travel", "Sent", "INBOX", "inbox"] {
        let answer = scene.browser.post("/mailboxes", &json!({"name": name})).await;
        answer.assert_problem(ProblemType::AlreadyExists);
    }
    // Another program has made it since the tree was read: the server's own word for it is understood.
    let mail = scene.makes(&json!({"name": "Mail"})).await;
    let answer = scene.patch(&format!("/mailboxes/{}", mail.id), &json!({"name": "Travel"})).await;
    answer.assert_problem(ProblemType::AlreadyExists);
}

async fn a_role_is_given_once(scene: Scene) {
    let second = scene.browser.post("/mailboxes", &json!({"name": "Bin", "role": "trash"})).await;
    second.assert_problem(ProblemType::AlreadyExists);

    let mut other = scene.other_program();
    // Cyrus keeps a mailbox from being deleted as long as it has a role; Dovecot knows no such command.
    let _ = other.command("SETMETADATA Archive (/private/specialuse NIL)");
    let _ = other.command("UNSUBSCRIBE Archive");
    other.command("DELETE Archive").unwrap();
    let answer = scene.browser.post("/mailboxes", &json!({"name": "Ablage", "role": "archive"})).await;
    if scene.is_cyrus() {
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        assert_eq!(answer.json()["role"], "archive");
        assert_eq!(scene.role(Role::Archive).await, scene.mailbox("Ablage").await.id);
    } else {
        // Dovecot's roles are those of its configuration, whose mailboxes come back by themselves.
        assert!(answer.status.is_client_error(), "{}", answer.text);
    }
}

async fn a_renamed_mailbox_takes_its_children_its_mail_and_its_subscriptions_along(scene: Scene) {
    let travel = scene.makes(&json!({"name": "Travel"})).await;
    let italy = scene.makes(&json!({"name": "Italy", "parentId": travel.id})).await;
    let rome = scene.makes(&json!({"name": "Rome", "parentId": italy.id, "isSubscribed": false})).await;
    scene.receives("Travel/Italy", &["tickets"]);
    let old_email = scene.ids(&italy.id).await.remove(0);

    let answer = scene.patch(&format!("/mailboxes/{}", travel.id), &json!({"name": "Reisen & mehr"})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let updated: UpdatedMailbox = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(updated.mailbox.name, "Reisen & mehr");
    assert_eq!(updated.moved.keys().collect::<Vec<_>>(), [&travel.id, &italy.id, &rome.id]);
    assert_eq!(updated.moved[&travel.id], updated.mailbox.id);
    let all = scene.mailboxes().await;
    for (old, new) in &updated.moved {
        assert!(all.iter().all(|mailbox| mailbox.id != *old) && all.iter().any(|mailbox| mailbox.id == *new), "{new}");
    }
    let is_subscribed = |path: &str| all.iter().find(|mailbox| mailbox.path.join("/") == path).unwrap().is_subscribed;
    assert!(is_subscribed("Reisen & mehr/Italy") && !is_subscribed("Reisen & mehr/Italy/Rome"), "{:?}", paths(&all));
    let listed = scene.other_program().command("LSUB \"\" *").unwrap();
    assert!(!listed.iter().any(|line| line.contains("Travel")), "{listed:?}");

    assert_eq!(scene.subjects(&updated.moved[&italy.id]).await, ["tickets"]);
    scene.browser.get(&format!("/emails/{old_email}")).await.assert_problem(ProblemType::NotFound);
    scene.browser.get(&format!("/mailboxes/{}", italy.id)).await.assert_problem(ProblemType::NotFound);
}

async fn a_mailbox_moves_to_another_parent_and_back_to_the_top(scene: Scene) {
    let (work, rome) = (scene.makes(&json!({"name": "Work"})).await, scene.makes(&json!({"name": "Rome"})).await);
    let answer = scene.patch(&format!("/mailboxes/{}", rome.id), &json!({"parentId": work.id})).await;
    assert_eq!(answer.json()["mailbox"]["path"], json!(["Work", "Rome"]), "{}", answer.text);
    let rome = scene.mailbox("Work/Rome").await;
    let circle = scene.patch(&format!("/mailboxes/{}", work.id), &json!({"parentId": rome.id})).await;
    circle.assert_problem(ProblemType::InvalidProperties);

    let answer = scene.patch(&format!("/mailboxes/{}", rome.id), &json!({"parentId": null, "name": "Roma"})).await;
    assert_eq!(answer.json()["mailbox"]["path"], json!(["Roma"]), "{}", answer.text);
    let same = scene.patch(&format!("/mailboxes/{}", scene.mailbox("Roma").await.id), &json!({"name": "Roma"})).await;
    assert_eq!((same.status, &same.json()["moved"]), (StatusCode::OK, &json!({})));
}

async fn a_subscription_is_ended_and_begun(scene: Scene) {
    let travel = scene.makes(&json!({"name": "Travel"})).await;
    for on in [false, true] {
        let answer = scene.patch(&format!("/mailboxes/{}", travel.id), &json!({"isSubscribed": on})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(scene.mailbox("Travel").await.is_subscribed, on);
    }
    let nothing = scene.patch(&format!("/mailboxes/{}", travel.id), &json!({})).await;
    nothing.assert_problem(ProblemType::InvalidProperties);
}

async fn a_mailbox_is_deleted_when_it_is_empty_or_when_its_mail_may_go(scene: Scene) {
    let travel = scene.makes(&json!({"name": "Travel"})).await;
    let rome = scene.makes(&json!({"name": "Rome", "parentId": travel.id})).await;
    scene.receives("Travel/Rome", &["tickets"]);
    // The connection of the node looks at it, and another one does.
    scene.rows(&rome.id).await;
    let mut other = scene.other_program();
    other.select("Travel/Rome").unwrap();

    let delete = |id: &MailboxId, query: &str| format!("/mailboxes/{id}{query}");
    scene
        .browser
        .delete(&delete(&travel.id, "?onDestroyRemoveEmails=true"))
        .await
        .assert_problem(ProblemType::MailboxHasChild);
    scene.browser.delete(&delete(&rome.id, "")).await.assert_problem(ProblemType::MailboxHasEmail);
    assert_eq!(scene.subjects(&rome.id).await, ["tickets"]);
    let gone = scene.browser.delete(&delete(&rome.id, "?onDestroyRemoveEmails=true")).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text);
    let empty = scene.browser.delete(&delete(&travel.id, "")).await;
    assert_eq!(empty.status, StatusCode::NO_CONTENT, "{}", empty.text);
    let left = paths(&scene.mailboxes().await);
    assert!(!left.iter().any(|path| path.starts_with("Travel")), "{left:?}");
    let listed = scene.other_program().command("LSUB \"\" *").unwrap();
    assert!(!listed.iter().any(|line| line.contains("Travel")), "{listed:?}");
    scene.browser.delete(&delete(&travel.id, "")).await.assert_problem(ProblemType::NotFound);
}

async fn the_inbox_the_roles_and_the_drawer_are_left_alone(scene: Scene) {
    let sent = scene.role(Role::Sent).await;
    for id in [inbox(), sent.clone()] {
        let path = format!("/mailboxes/{id}");
        scene.patch(&path, &json!({"name": "Other"})).await.assert_problem(ProblemType::Forbidden);
        scene.browser.delete(&path).await.assert_problem(ProblemType::Forbidden);
    }
    // Nobody can insist on losing the inbox.
    let path = format!("/mailboxes/{}", inbox());
    scene.patch(&path, &json!({"name": "Other", "force": true})).await.assert_problem(ProblemType::Forbidden);
    scene.browser.delete(&format!("{path}?force=true")).await.assert_problem(ProblemType::Forbidden);
    let forced = scene.patch(&format!("/mailboxes/{sent}"), &json!({"name": "Gesendet", "force": true})).await;
    assert_eq!(forced.status, StatusCode::OK, "{}", forced.text);

    scene.other_program().create("Gatepost").unwrap();
    let drawer = MailboxId::new("Gatepost").unwrap();
    scene.browser.delete(&format!("/mailboxes/{drawer}?force=true")).await.assert_problem(ProblemType::NotFound);
    scene.patch(&format!("/mailboxes/{drawer}"), &json!({"name": "x"})).await.assert_problem(ProblemType::NotFound);
    scene
        .browser
        .post("/mailboxes", &json!({"name": "x", "parentId": drawer}))
        .await
        .assert_problem(ProblemType::NotFound);
    // Nor does anything else that is named by an id find it: a program that may change mail may not change settings.
    scene.receives("Gatepost", &["a setting"]);
    let setting = EmailId::new(drawer.clone(), 1, 1).unwrap();
    let nothing = json!({});
    for (path, body) in [
        ("/emails/set".to_owned(), json!({"destroy": [setting]})),
        ("/emails/set".to_owned(), json!({"update": {setting.to_string(): {"keywords/$seen": true}}})),
        ("/emails/set".to_owned(), json!({"selector": {"mailboxId": drawer}, "destroy": true})),
        (
            "/emails/set".to_owned(),
            json!({"selector": {"mailboxId": inbox()}, "update": {"mailboxIds": {drawer.to_string(): true}}}),
        ),
        (format!("/mailboxes/{drawer}/empty?force=true"), nothing.clone()),
        (format!("/mailboxes/{drawer}/mark-read"), nothing),
    ] {
        scene.browser.post(&path, &body).await.assert_problem(ProblemType::NotFound);
    }
    assert_eq!(scene.other_program().count("Gatepost").unwrap(), 1);
    let reserved = scene.browser.post("/mailboxes", &json!({"name": "Gatepost"})).await;
    reserved.assert_problem(ProblemType::InvalidProperties);
}

async fn what_is_not_there_cannot_be_changed(scene: Scene) {
    let path = format!("/mailboxes/{}", MailboxId::new("Nowhere").unwrap());
    scene.patch(&path, &json!({"name": "x"})).await.assert_problem(ProblemType::NotFound);
    scene.browser.delete(&path).await.assert_problem(ProblemType::NotFound);
    for verb in ["empty", "mark-read"] {
        let answer = scene.browser.post(&format!("{path}/{verb}"), &json!({})).await;
        answer.assert_problem(ProblemType::NotFound);
    }
}
