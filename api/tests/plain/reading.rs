//! Reading: the tree, lists, messages and their parts.

use gatepost_shared::problem::ProblemType;
use serde_json::{Value, json};

use crate::scene::{NAME, Reader, id, id_of, letter};

const WITH_FILE: &str = "From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>\nSubject: =?utf-8?q?F=C3=BCr_dich?=\n\
    MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: multipart/alternative; boundary=inner\n\n\
    --inner\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n\
    --inner\nContent-Type: text/html; charset=utf-8\n\n<p onclick=evil()>Gru&szlig;</p>\n--inner--\n\
    --outer\nContent-Type: application/pdf; name=plan.pdf\nContent-Disposition: attachment; filename=plan.pdf\n\
    Content-Transfer-Encoding: base64\n\naGVsbG8gd29ybGQ=\n--outer--\n";

#[tokio::test]
async fn the_tree_has_roles_by_name_and_counts_by_status() {
    let reader = Reader::new().await;
    for mailbox in ["Drafts", "Sent", "Trash", "Junk", "Archive", "Work/Projects/Gatepost", "Entw&APw-rfe"] {
        reader.plain.create(NAME, mailbox);
    }
    reader.finds("Work/Projects/Gatepost", &letter("one"));
    let tree = reader.get("/mailboxes").await;
    let told =
        |of: fn(&Value) -> &Value| tree["list"].as_array().expect("a list").iter().map(of).cloned().collect::<Vec<_>>();
    let roles: Vec<Value> = told(|one| &one["role"]).into_iter().filter(|role| !role.is_null()).collect();
    assert_eq!(json!(roles), json!(["inbox", "drafts", "sent", "archive", "junk", "trash"]));
    let paths = told(|one| &one["path"]);
    assert!(
        paths.contains(&json!(["Work", "Projects", "Gatepost"])) && paths.contains(&json!(["Entwürfe"])),
        "{paths:?}"
    );
    let project = tree["list"].as_array().expect("a list").iter().find(|one| one["name"] == "Gatepost").expect("it");
    assert_eq!((&project["totalEmails"], &project["unreadEmails"]), (&json!(1), &json!(1)));
    let work = tree["list"].as_array().expect("a list").iter().find(|one| one["name"] == "Work").expect("it");
    assert_eq!(work["isSelectable"], json!(false), "a level that holds no mail");
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_new_message_changes_the_state_and_a_mark_does_not_go_unnoticed() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("one"));
    let path = format!("/mailboxes/{}/emails", id("INBOX"));
    let before = reader.get(&path).await;
    reader.finds("INBOX", &letter("two"));
    let after = reader.get(&path).await;
    assert_ne!(before["state"], after["state"]);
    assert_eq!(after["total"], 2);
    reader.patches(&id_of(&after["list"][0]), &json!({"keywords/$seen": true})).await;
    assert_ne!(reader.get(&path).await["state"], after["state"], "without CONDSTORE the count of unread mail tells");
}

#[tokio::test]
async fn windows_at_any_depth() {
    let reader = Reader::new().await;
    for number in 1..=120 {
        reader.finds("INBOX", &letter(&format!("letter {number}")));
    }
    for (position, limit, first, count) in [(0, 50, 120, 50), (50, 50, 70, 50), (100, 50, 20, 20), (119, 1, 1, 1)] {
        let page = reader.get(&format!("/mailboxes/{}/emails?position={position}&limit={limit}", id("INBOX"))).await;
        let rows = page["list"].as_array().expect("rows");
        assert_eq!((rows.len(), &page["total"]), (count, &json!(120)));
        assert_eq!(rows[0]["subject"], json!(format!("letter {first}")));
    }
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_message_with_text_html_and_a_file() {
    let reader = Reader::new().await;
    reader.finds("INBOX", WITH_FILE);
    let row = reader.rows("INBOX").await.remove(0);
    assert_eq!((&row["subject"], &row["hasAttachment"]), (&json!("Für dich"), &json!(true)));
    assert_eq!(row["from"][0]["name"], "Jörg");

    let email = reader.get(&format!("/emails/{}", id_of(&row))).await;
    let texts: Vec<&Value> = email["bodyValues"].as_object().expect("texts").values().collect();
    assert_eq!(texts[0]["value"], "Grüße");
    let file = &email["attachments"][0];
    assert_eq!((&file["name"], &file["type"]), (&json!("plan.pdf"), &json!("application/pdf")));
    let blob = reader.browser.get(&format!("/blobs/{}", file["blobId"].as_str().expect("an id"))).await;
    assert_eq!(blob.text, "hello world");
    let html = reader.browser.get(&format!("/emails/{}/html", id_of(&row))).await;
    assert!(html.text.contains("Gruß") && !html.text.contains("onclick"), "{}", html.text);
    let raw = reader.browser.get(&format!("/emails/{}/raw", id_of(&row))).await;
    assert_eq!(raw.text, WITH_FILE.replace('\n', "\r\n"));
    let keywords = &reader.rows("INBOX").await[0]["keywords"];
    assert_eq!(keywords, &json!({}), "looking does not mark as read: that is the person's to decide");
    reader.asked_for_nothing_newer();
}

#[tokio::test]
async fn a_mailbox_made_anew_makes_old_ids_stale() {
    let reader = Reader::new().await;
    reader.finds("Projects", &letter("old"));
    let row = reader.rows("Projects").await.remove(0);
    reader.plain.recreate(NAME, "Projects");
    reader.finds("Projects", &letter("new"));
    reader.browser.get(&format!("/emails/{}", id_of(&row))).await.assert_problem(ProblemType::StaleId);
    assert_eq!(reader.subjects("Projects").await, ["new"]);
    reader.plain.delete(NAME, "Projects");
    let gone = reader.browser.get(&format!("/mailboxes/{}/emails", id("Projects"))).await;
    gone.assert_problem(ProblemType::NotFound);
}

#[tokio::test]
async fn one_sign_in_request_brings_the_first_screen() {
    let reader = Reader::new().await;
    reader.finds("INBOX", &letter("one"));
    let credentials = json!({"username": NAME, "password": format!("{NAME}-secret")});
    let answer = reader.node.browser().post("/session?include=mailboxes,identities,inbox", &credentials).await.json();
    assert_eq!(answer["inbox"]["list"][0]["subject"], "one");
    assert_eq!(answer["mailboxes"]["list"][0]["role"], "inbox");
    assert_eq!(answer["capabilities"]["push"], json!(false));
    reader.asked_for_nothing_newer();
}
