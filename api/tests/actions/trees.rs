//! Trees as other programs leave them behind: levels without a mailbox, rights, quotas.

use gatepost_shared::id::MailboxId;
use gatepost_shared::query::Collection;
use gatepost_shared::quota::{Quota, ResourceType};
use reqwest::StatusCode;
use serde_json::json;

use crate::scene::{Scene, note, on_both_servers};

on_both_servers!(a_level_without_a_mailbox_is_shown_and_can_become_one, rights_are_told, the_quota_is_told);

async fn a_level_without_a_mailbox_is_shown_and_can_become_one(scene: Scene) {
    scene.other_program().command("CREATE Projects/2026/Roof").unwrap();
    let roof = scene.mailbox("Projects/2026/Roof").await;
    let year = scene.mailbox("Projects/2026").await;
    assert_eq!(roof.parent_id, Some(year.id.clone()));
    assert!(roof.is_selectable);
    if scene.is_cyrus() {
        // Cyrus makes the levels, too.
        return;
    }
    assert!(!year.is_selectable && year.state.is_none() && !year.my_rights.may_add_items);
    let answer = scene.browser.get(&format!("/mailboxes/{}/emails", year.id)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
    let bath = scene.makes(&json!({"name": "Bath", "parentId": year.id})).await;
    assert_eq!(bath.path, ["Projects", "2026", "Bath"]);
    let made = scene.makes(&json!({"name": "2026", "parentId": year.parent_id})).await;
    assert!(made.is_selectable && made.id == year.id);
}

async fn rights_are_told(scene: Scene) {
    let id = MailboxId::new("Sent").unwrap();
    let rights = scene.read::<gatepost_shared::mailbox::Mailbox>(&format!("/mailboxes/{id}")).await.my_rights;
    assert!(rights.may_read_items && rights.may_add_items && rights.may_remove_items && rights.may_set_keywords);
    assert!(rights.may_create_child && rights.may_delete && rights.may_submit);
}

async fn the_quota_is_told(scene: Scene) {
    let scene = Scene::with_quota(scene.home, 5000).await;
    let quota = |list: Vec<Quota>| list.into_iter().find(|quota| quota.resource_type == ResourceType::Octets).unwrap();
    let before = quota(scene.read::<Collection<Quota>>("/quota").await.list);
    assert_eq!(before.hard_limit, 5000 * 1024);
    let long = format!("{}{}", note("long"), "0123456789\r\n".repeat(5000));
    scene.other_program().append("INBOX", long.as_bytes(), "").unwrap();
    let after = quota(scene.read::<Collection<Quota>>("/quota").await.list);
    assert!(after.used > before.used + 50_000, "{before:?} {after:?}");
}
