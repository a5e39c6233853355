//! The tree, windows, emails.

use futures::TryStreamExt as _;
use gatepost::mail::error::MailError;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::mailbox::Role;

use crate::scene::{Scene, inbox, note, on_both_servers};

on_both_servers!(
    the_tree_has_roles_counts_and_states,
    a_window_is_newest_first_and_agrees_with_the_tree,
    what_another_program_does_is_seen_at_the_next_look,
    an_email_opens_with_its_parts,
    ids_that_name_nothing_are_not_found_and_old_ones_are_stale,
);

async fn the_tree_has_roles_counts_and_states(scene: Scene) {
    scene.receives("INBOX", note("one"));
    scene.other_program().create("Entwürfe & mehr").unwrap();
    scene.mail.mailbox_named("Gatepost").await.unwrap();

    let tree = scene.mail.mailboxes().await.unwrap();
    let roles: Vec<Role> = tree.iter().filter_map(|mailbox| mailbox.role).collect();
    assert_eq!(roles, Role::ALL);
    assert_eq!((tree[0].name.as_str(), tree[0].total_emails, tree[0].unread_emails), ("INBOX", 1, 1));
    assert!(tree.iter().any(|mailbox| mailbox.path == ["Entwürfe & mehr"] && mailbox.is_subscribed));
    assert!(tree.iter().all(|mailbox| mailbox.name != "Gatepost"), "the drawer is not shown");
    assert!(tree.iter().all(|mailbox| mailbox.state.is_some() && mailbox.my_rights.may_add_items));

    scene.receives("Sent", note("two"));
    let later = scene.mail.mailboxes().await.unwrap();
    let changed: Vec<&str> = tree
        .iter()
        .zip(&later)
        .filter(|(before, after)| before.state != after.state)
        .map(|(mailbox, _)| mailbox.name.as_str())
        .collect();
    assert_eq!(changed, ["Sent"]);
}

async fn a_window_is_newest_first_and_agrees_with_the_tree(scene: Scene) {
    for number in 1..=5 {
        scene.receives("INBOX", note(&format!("note {number}")));
    }
    let window = scene.mail.window(&inbox(), 0, 3).await.unwrap();
    let subjects: Vec<_> = window.list.iter().map(|row| row.subject.clone().unwrap()).collect();
    assert_eq!((window.total, subjects), (5, vec!["note 5".to_owned(), "note 4".to_owned(), "note 3".to_owned()]));
    assert_eq!(Some(&window.state), scene.mailbox("INBOX").await.state.as_ref());

    let rest = scene.mail.window(&inbox(), 3, 3).await.unwrap();
    assert_eq!((rest.position, rest.list.len()), (3, 2));
    let row = &rest.list[1];
    assert_eq!((row.from[0].display(), row.from[0].email.as_str()), ("Bob Brandt", "bob@example.org"));
    assert_eq!(row.sent_at.unwrap().to_string(), "2026-11-23T09:30:00Z");
    assert!(!row.keywords.is_seen() && !row.has_attachment && row.size > 100);

    let beyond = scene.mail.window(&inbox(), 5, 50).await.unwrap();
    assert_eq!((beyond.total, beyond.list.len()), (5, 0));
    let empty = scene.mail.window(&scene.role(Role::Archive).await, 0, 50).await.unwrap();
    assert_eq!((empty.total, empty.list.len()), (0, 0));
}

async fn what_another_program_does_is_seen_at_the_next_look(scene: Scene) {
    scene.receives("INBOX", note("one"));
    scene.receives("INBOX", note("two"));
    assert_eq!(scene.subjects(&inbox()).await, ["two", "one"]);

    let mut other = scene.other_program();
    other.select("INBOX").unwrap();
    other.command("UID STORE 1 +FLAGS (\\Seen)").unwrap();
    let seen: Vec<bool> = scene.rows(&inbox()).await.iter().map(|row| row.keywords.is_seen()).collect();
    assert_eq!(seen, [false, true]);

    other.command("UID STORE 1 +FLAGS (\\Deleted)").unwrap();
    other.command("EXPUNGE").unwrap();
    scene.receives("INBOX", note("three"));
    assert_eq!(scene.subjects(&inbox()).await, ["three", "two"]);
    let window = scene.mail.window(&inbox(), 0, 50).await.unwrap();
    assert_eq!(Some(window.state), scene.mailbox("INBOX").await.state);
}

async fn an_email_opens_with_its_parts(scene: Scene) {
    let message = "From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>\r\nTo: a@example.org, b@example.org\r\nCc: c@example.org\r\n\
        Subject: =?utf-8?q?=C3=9Cbersicht?=\r\nMessage-ID: <m1@example.org>\r\nReferences: <r1@x> <r2@x>\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n\
        --outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n\
        --inner\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe =\r\naus K=F6ln\r\n\
        --inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Grüße</p>\r\n--inner--\r\n\
        --outer\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename*=utf-8''%C3%9Cbersicht.pdf\r\n\r\nJVBERi0xLjQK\r\n--outer--\r\n";
    scene.receives("INBOX", message);
    assert!(scene.rows(&inbox()).await[0].has_attachment);

    let email = scene.opens_newest().await;
    assert_eq!(email.subject.as_deref(), Some("Übersicht"));
    assert_eq!((email.from[0].display(), email.to.len(), email.cc.len()), ("Zoë", 2, 1));
    assert_eq!((&email.message_id[0], email.references.len()), (&"m1@example.org".to_owned(), 2));
    assert_eq!(email.body_values["1.1"].value.trim_end(), "Grüße aus Köln");
    assert_eq!(email.html_body[0].media_type, "text/html");
    assert!(email.has_attachment && email.warnings.is_empty());

    let pdf = email.attachments[0].clone();
    assert_eq!(pdf.name.as_deref(), Some("Übersicht.pdf"));
    let blob = scene.mail.blob(&pdf.blob_id.unwrap()).await.unwrap();
    assert_eq!((blob.media_type.as_str(), blob.name.as_deref()), ("application/pdf", Some("Übersicht.pdf")));
    let bytes: Vec<_> = blob.bytes.try_collect().await.unwrap();
    assert_eq!(bytes.concat(), b"%PDF-1.4\n");

    let whole = scene.mail.raw_section(&email.blob_id).await.unwrap();
    let raw: Vec<_> = whole.bytes.try_collect().await.unwrap();
    assert_eq!((whole.size, raw.concat()), (message.len() as u64, message.as_bytes().to_vec()));
    let part = BlobId::new(email.id.clone(), "2").unwrap();
    let header = scene.mail.part_header(&part).await.unwrap();
    assert!(header.starts_with(b"Content-Type: application/pdf\r\n"), "{header:?}");

    let short = scene.mail.email(&email.id, 4).await.unwrap();
    assert_eq!((short.body_values["1.1"].value.as_str(), short.body_values["1.1"].is_truncated), ("Grü", true));
}

async fn ids_that_name_nothing_are_not_found_and_old_ones_are_stale(scene: Scene) {
    let mut other = scene.other_program();
    other.create("Projects").unwrap();
    scene.receives("Projects", note("one"));
    let projects = scene.mailbox("Projects").await.id;
    let email = scene.rows(&projects).await[0].id.clone();

    let nobody = EmailId::new(projects.clone(), email.uid_validity, 999).unwrap();
    assert!(matches!(scene.mail.email(&nobody, 100).await, Err(MailError::NotFound("email"))));
    let nothing = BlobId::new(email.clone(), "7.7").unwrap();
    assert!(matches!(scene.mail.blob(&nothing).await, Err(MailError::NotFound("part"))));
    let nowhere = MailboxId::new("No such mailbox").unwrap();
    assert!(matches!(scene.mail.window(&nowhere, 0, 50).await, Err(MailError::NotFound("mailbox"))));

    other.recreate("Projects").unwrap();
    scene.receives("Projects", note("another"));
    // The connection that had the old mailbox selected must not go on as if it were the new one.
    assert_eq!(scene.subjects(&projects).await, ["another"]);
    assert!(matches!(scene.mail.email(&email, 100).await, Err(MailError::Stale)));
}
