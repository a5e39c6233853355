//! A mailbox that the person may only read (ACL, RFC 4314).

use farm::Home;
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::{Action, EmailPatch, SetEmails};
use gatepost_shared::problem::{Problem, ProblemType};
use reqwest::Method;
use serde_json::json;

use crate::common::Answer;
use crate::scene::{Scene, note};

/// Somebody else's folder, shared for reading. Cyrus has access control lists; the farm's Dovecot has none, and whoever reads a mailbox there may change it.
#[tokio::test(flavor = "multi_thread")]
async fn what_may_only_be_read_is_said_to_be_so() {
    let (scene, owner) = (Scene::at(Home::Mail03).await, Scene::at(Home::Mail03).await);
    owner.makes(&json!({"name": "Rules"})).await;
    owner.receives("Rules", &["one"]);
    owner.other_program().command(&format!("SETACL Rules {} lr", scene.person.name)).unwrap();
    let shared = format!("Other Users/{}/Rules", owner.person.name);
    let rules = scene.mailbox(&shared).await.id;

    let path = format!("/mailboxes/{rules}");
    let rights = scene.read::<gatepost_shared::mailbox::Mailbox>(&path).await.my_rights;
    assert!(rights.may_read_items && !rights.may_add_items && !rights.may_remove_items && !rights.may_set_seen);
    assert!(
        !rights.may_create_child
            && !rights.may_set_keywords
            && !rights.may_rename
            && !rights.may_delete
            && !rights.may_submit
    );

    let ids = scene.ids(&rules).await;
    let refused = |problem: &Problem| {
        assert_eq!(problem.kind, ProblemType::Forbidden, "{problem:?}");
        assert!(problem.detail.contains("right"), "{problem:?}");
    };
    let seen: Keyword = Keyword::SEEN.parse().unwrap();
    for patch in [EmailPatch::mark(seen, true), EmailPatch::act(Action::Trash), EmailPatch::act(Action::Junk)] {
        let answer = scene.update(&ids, &patch).await;
        assert!(answer.updated.is_empty(), "{patch:?}: {answer:?}");
        refused(&answer.not_updated[&ids[0]]);
    }
    let destroyed = scene.set(&SetEmails { destroy: ids.clone(), ..SetEmails::default() }).await;
    refused(&destroyed.not_destroyed[&ids[0]]);
    let request = scene.browser.request(Method::POST, &format!("/emails/import?mailboxId={rules}"));
    refused(&Answer::to(request.header("content-type", "message/rfc822").body(note("x"))).await.problem());
    refused(&scene.browser.post(&format!("{path}/mark-read"), &json!({})).await.problem());
    refused(&scene.browser.post(&format!("{path}/empty?force=true"), &json!({})).await.problem());
    refused(&scene.patch(&path, &json!({"name": "Mine"})).await.problem());
    refused(&scene.browser.delete(&format!("{path}?onDestroyRemoveEmails=true")).await.problem());
    assert_eq!(scene.subjects(&rules).await, ["one"]);
    assert_eq!(scene.mailbox("Trash").await.total_emails, 0);

    // Nothing of it may be copied elsewhere into what cannot be written, either.
    scene.receives("INBOX", &["two"]);
    let ids = scene.ids(&MailboxId::new("INBOX").unwrap()).await;
    refused(&scene.update(&ids, &EmailPatch::move_to(rules)).await.not_updated[&ids[0]]);
    assert_eq!(scene.mailbox("INBOX").await.total_emails, 1);
}
