//! Storing messages, finding them again, and agreeing on who sends them.

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream;
use gatepost::mail::error::MailError;
use gatepost::mail::imap::NewMessage;
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;

use crate::scene::{Scene, inbox, note, on_both_servers};

on_both_servers!(
    a_stored_message_is_found_by_its_id_with_its_marks,
    a_message_that_breaks_off_is_not_stored,
    only_one_of_two_nodes_gets_the_claim,
    a_missing_mailbox_is_made_with_its_role,
);

fn message(raw: String, marks: &[&str]) -> NewMessage {
    NewMessage {
        keywords: marks.iter().map(|mark| mark.parse::<Keyword>().unwrap()).collect::<Keywords>(),
        size: raw.len() as u64,
        bytes: stream::iter([Ok(Bytes::from(raw))]).boxed(),
    }
}

async fn a_stored_message_is_found_by_its_id_with_its_marks(scene: Scene) {
    let drafts = scene.role(Role::Drafts).await;
    let id = scene.mail.append(&drafts, message(note("my draft"), &["$draft", "$seen"])).await.unwrap().unwrap();
    assert_eq!(scene.subjects(&drafts).await, ["my draft"]);
    let (marks, _) = scene.mail.keywords(&id).await.unwrap();
    assert!(marks.is_seen() && marks.has(Keyword::DRAFT));
    assert_eq!(scene.mail.with_message_id(&drafts, "my-draft@example.org").await.unwrap(), [id]);
    assert!(scene.mail.with_message_id(&drafts, "other\" OR ALL \"@example.org").await.unwrap().is_empty());

    let nowhere = MailboxId::new("Nowhere").unwrap();
    let refused = scene.mail.append(&nowhere, message(note("x"), &[])).await;
    assert!(matches!(refused, Err(MailError::NotFound("mailbox"))), "{refused:?}");
}

async fn a_message_that_breaks_off_is_not_stored(scene: Scene) {
    for size in [5_000_u64, 5_000_000] {
        let pieces = [Ok(Bytes::from_static(b"Subject: half\r\n\r\n")), Err(MailError::Source("gone".to_owned()))];
        let message = NewMessage { keywords: Keywords::default(), size, bytes: stream::iter(pieces).boxed() };
        let stored = scene.mail.append(&inbox(), message).await;
        assert!(matches!(stored, Err(MailError::Source(_))), "{stored:?}");
    }
    // The connections that broke off are not used again.
    scene.mail.append(&inbox(), message(note("whole"), &[])).await.unwrap();
    assert_eq!(scene.subjects(&inbox()).await, ["whole"]);
}

async fn only_one_of_two_nodes_gets_the_claim(scene: Scene) {
    scene.receives("INBOX", note("draft"));
    let id = scene.rows(&inbox()).await[0].id.clone();
    let pending: Keyword = Keyword::SUBMIT_PENDING.parse().unwrap();
    let other_node =
        crate::scene::relay().mail(crate::scene::login(&scene.person, gatepost::directory::TlsMode::Implicit));
    let (_, modseq) = scene.mail.keywords(&id).await.unwrap();
    assert!(modseq > 0);

    let claims = tokio::join!(scene.mail.claim(&id, &pending, modseq), other_node.claim(&id, &pending, modseq));
    let won = [&claims.0, &claims.1].iter().filter(|claim| claim.is_ok()).count();
    let lost = [&claims.0, &claims.1].iter().filter(|claim| matches!(claim, Err(MailError::Modified))).count();
    assert_eq!((won, lost), (1, 1), "{claims:?}");
    assert!(matches!(scene.mail.claim(&id, &pending, 0).await, Err(MailError::Modified)));

    // Any other change since then is a lost claim, too.
    let flagged: Keyword = "$flagged".parse().unwrap();
    assert!(matches!(scene.mail.claim(&id, &flagged, modseq).await, Err(MailError::Modified)));
}

async fn a_missing_mailbox_is_made_with_its_role(scene: Scene) {
    let archive = scene.role(Role::Archive).await;
    let mut other = scene.other_program();
    // Cyrus keeps a mailbox from being deleted as long as it has a role; Dovecot knows no such command.
    let _ = other.command("SETMETADATA Archive (/private/specialuse NIL)");
    other.command(&format!("DELETE {}", archive.name())).unwrap();
    let made = scene.role(Role::Archive).await;
    scene.receives(made.name(), note("kept"));
    assert_eq!(scene.subjects(&made).await, ["kept"]);
    assert_eq!(scene.role(Role::Archive).await, made);

    let drawer = scene.mail.mailbox_named("Gatepost").await.unwrap();
    assert_eq!(scene.mail.mailbox_named("Gatepost").await.unwrap(), drawer);
    let subscribed = scene.other_program().command("LSUB \"\" *").unwrap();
    assert!(subscribed.iter().all(|line| !line.contains("Gatepost")), "{subscribed:?}");
}
