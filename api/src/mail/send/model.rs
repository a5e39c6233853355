//! Invariants 6 and 7, tried at every step: whatever fails and whichever node dies, nothing is sent twice,
//! nothing is lost, and an error after which one may try again means that nothing was sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{Draft, DraftAction, DraftAttachment, DraftReference, EmailSubmission, SavedDraft};
use gatepost_shared::id::EmailId;
use gatepost_shared::keyword::{Keyword, Keywords};

use super::fake::{Fault, Node, World, id};
use super::save::{Save, save};
use super::store::{section, whole};
use super::submit::{Order, save_and_submit, submit};
use crate::mail::error::MailError;

const MESSAGE_ID: &str = "0198c0de-0000-7000@example.org";
const FAULTS: [Fault; 4] = [Fault::Before, Fault::After, Fault::CrashBefore, Fault::CrashAfter];

fn me() -> Vec<EmailAddress> {
    vec![EmailAddress::named("Alice", "alice@example.org"), EmailAddress::bare("info@example.org")]
}

fn draft(original: &EmailId) -> Draft {
    Draft {
        from: me().remove(0),
        to: vec![EmailAddress::bare("carol@example.org")],
        bcc: vec![EmailAddress::bare("boss@elsewhere.example"), EmailAddress::bare("Carol@example.org")],
        subject: "Lunch".to_owned(),
        text_body: "Noon?".to_owned(),
        reference: Some(DraftReference { email_id: original.clone(), action: DraftAction::Reply }),
        ..Draft::default()
    }
}

fn to_save(draft: Draft, replaces: Option<EmailId>) -> Save {
    Save { draft, message_id: MESSAGE_ID.to_owned(), replaces, max_size: 1_000_000 }
}

fn order(draft: EmailId) -> Order {
    Order {
        draft,
        message_id: MESSAGE_ID.to_owned(),
        addresses: me(),
        max_recipients: 100,
        delivery: crate::mail::smtp::Delivery::default(),
        force: false,
        patience: Duration::ZERO,
    }
}

/// A mailbox with an email to answer and the answer as a draft.
async fn written() -> (Arc<Mutex<World>>, EmailId, EmailId) {
    let world = Arc::new(Mutex::new(World::default()));
    let original = world.lock().unwrap().put("Inbox", b"From: carol\r\n\r\nLunch?".to_vec(), Keywords::default());
    let saved = save(&Node::new(&world), &to_save(draft(&original), None)).await.unwrap();
    (world, original, saved.id)
}

/// What the client sees: an answer, or a connection that broke because the node died.
async fn or_crash<T>(node: &Node, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = node.crashed.notified() => None,
    }
}

fn count(world: &Arc<Mutex<World>>, mailbox: &str) -> usize {
    let world = world.lock().unwrap();
    let is_ours = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(MESSAGE_ID);
    world.mailbox(mailbox).iter().filter(|stored| is_ours(&stored.bytes)).count()
}

fn sent(world: &Arc<Mutex<World>>) -> usize {
    world.lock().unwrap().outbox.len()
}

#[tokio::test]
async fn a_message_is_sent_filed_and_its_original_marked() {
    let (world, original, draft) = written().await;
    let node = Node::new(&world);
    let answer = submit(&node, &node, &order(draft.clone())).await.unwrap();
    assert!(!answer.is_replay && answer.warnings.is_empty(), "{answer:?}");
    let world = world.lock().unwrap();
    let (envelope, message) = &world.outbox[0];
    assert_eq!(envelope.to, ["carol@example.org", "boss@elsewhere.example"], "each mailbox once");
    let message = String::from_utf8(message.clone()).unwrap();
    assert!(!message.contains("boss@") && !message.contains("X-Gatepost"), "{message}");
    let filed = &world.mailbox("Sent")[0];
    assert!(String::from_utf8_lossy(&filed.bytes).contains("boss@"), "Bcc stays in Sent");
    assert!(filed.keywords.has(Keyword::SUBMITTED) && filed.keywords.is_seen());
    assert!(!filed.keywords.has(Keyword::DRAFT) && !filed.keywords.has(Keyword::SUBMIT_PENDING));
    assert!(world.mailbox("Inbox")[0].keywords.has(Keyword::ANSWERED));
    assert_eq!((answer.email_id.unwrap(), original.uid), (id("Sent", filed.uid), 1));
    assert!(world.mailbox("Drafts").is_empty());
}

#[tokio::test]
async fn a_repeated_request_gets_the_answer_again_and_sends_nothing() {
    let (world, _, draft) = written().await;
    let node = Node::new(&world);
    let first = submit(&node, &node, &order(draft.clone())).await.unwrap();
    let again = submit(&Node::new(&world), &Node::new(&world), &order(draft)).await.unwrap();
    assert!(again.is_replay);
    assert_eq!((again.email_id, sent(&world)), (first.email_id, 1));
}

#[tokio::test]
async fn whatever_fails_nothing_is_sent_twice_and_nothing_is_lost() {
    let (world, _, draft) = written().await;
    let healthy = Node::new(&world);
    submit(&healthy, &healthy, &order(draft)).await.unwrap();

    let mut unknown = 0;
    for step in 0..healthy.steps() {
        for fault in FAULTS {
            let (world, original, draft) = written().await;
            let failing = Node::failing(&world, step, fault);
            let first = or_crash(&failing, submit(&failing, &failing, &order(draft.clone()))).await;
            let what = format!("{fault:?} at step {step}: {first:?}");
            match &first {
                Some(Ok(_)) => assert_eq!(sent(&world), 1, "{what}"),
                // Nothing but these may leave a doubt (invariant 6).
                None | Some(Err(MailError::SubmissionUnknown)) => {}
                Some(Err(_)) => assert_eq!(sent(&world), 0, "{what}"),
            }
            assert!(count(&world, "Drafts") + count(&world, "Sent") >= 1, "the text is lost. {what}");

            // The client asks another node, twice.
            let other = Node::new(&world);
            let second = submit(&other, &other, &order(draft.clone())).await;
            let third = submit(&other, &other, &order(draft.clone())).await;
            let what = format!("{what}, then {second:?}");
            match second {
                Ok(_) => {
                    assert_eq!((sent(&world), count(&world, "Sent"), count(&world, "Drafts")), (1, 1, 0), "{what}");
                    assert!(third.unwrap().is_replay, "{what}");
                    assert!(other.world().mailbox("Inbox")[0].keywords.has(Keyword::ANSWERED), "{what}");
                }
                Err(MailError::SubmissionUnknown) => {
                    unknown += 1;
                    assert!(sent(&world) <= 1, "{what}");
                    assert_eq!(count(&world, "Drafts"), 1, "the person has it to decide. {what}");
                    // "Send it again."
                    let forced = submit(&other, &other, &Order { force: true, ..order(draft) }).await.unwrap();
                    assert!(!forced.is_replay && count(&world, "Sent") == 1, "{what}");
                }
                Err(error) => panic!("{error}: {what}"),
            }
            assert_eq!(original.uid, 1);
        }
    }
    // A doubt is left only by a death or a silence around SMTP: between the claim, which is a mark and a ticket, and the
    // mark of what is sent.
    assert!((4..=17).contains(&unknown), "{unknown} doubts");
}

#[tokio::test]
async fn of_two_nodes_one_sends() {
    for seed in 0..1000 {
        let (world, _, draft) = written().await;
        // Dovecot 2.3 may tell two at once that they were the first to mark it.
        world.lock().unwrap().is_lax = seed % 2 == 1;
        let (one, two) = (Node::at_pace(&world, seed), Node::at_pace(&world, seed.wrapping_mul(77).wrapping_add(5)));
        let order = Order { patience: Duration::ZERO, ..order(draft) };
        let (first, second) = tokio::join!(submit(&one, &one, &order), submit(&two, &two, &order));
        assert_eq!((sent(&world), count(&world, "Sent"), count(&world, "Drafts")), (1, 1, 0), "seed {seed}");
        assert!(first.is_ok() || second.is_ok(), "seed {seed}");
    }
}

#[tokio::test]
async fn a_node_that_waits_for_another_gets_its_answer() {
    let (world, _, draft) = written().await;
    let pending: Keyword = Keyword::SUBMIT_PENDING.parse().unwrap();
    let busy = Node::new(&world);
    super::store::Store::claim(&busy, &draft, &pending, 2).await.unwrap();
    let order = Order { patience: Duration::from_secs(10), ..order(draft.clone()) };
    let waiting = Node::new(&world);
    let finishes = async {
        // The waiting node has looked for the first time.
        while waiting.steps() < 9 {
            tokio::task::yield_now().await;
        }
        let patch =
            gatepost_shared::mutation::EmailPatch::move_to(gatepost_shared::id::MailboxId::new("Sent").unwrap());
        super::store::change(&busy, &draft, patch).await.unwrap();
    };
    let (answer, ()) = tokio::join!(submit(&waiting, &waiting, &order), finishes);
    assert!(answer.unwrap().is_replay);
    assert_eq!(sent(&world), 0, "the waiting node sends nothing");
}

#[tokio::test]
async fn a_refused_recipient_leaves_the_draft_as_it_was() {
    let (world, _, draft) = written().await;
    world.lock().unwrap().refused = Some("carol@example.org".to_owned());
    let node = Node::new(&world);
    let refused = submit(&node, &node, &order(draft.clone())).await;
    assert!(matches!(refused, Err(MailError::SubmissionRefused { recipients, .. }) if recipients.len() == 2));
    assert!(!node.world().mailbox("Drafts")[0].keywords.has(Keyword::SUBMIT_PENDING));
    world.lock().unwrap().refused = None;
    assert!(!submit(&node, &node, &order(draft)).await.unwrap().is_replay);
}

#[tokio::test]
async fn nobody_sends_as_somebody_else_or_what_is_no_draft() {
    let (world, original, _) = written().await;
    let node = Node::new(&world);
    let forged = Draft { from: EmailAddress::bare("boss@example.org"), ..draft(&original) };
    let saved = save(&node, &to_save(forged, None)).await.unwrap();
    let outcome = submit(&node, &node, &order(saved.id)).await;
    assert!(matches!(outcome, Err(MailError::ForbiddenFrom(address)) if address == "boss@example.org"));

    assert!(matches!(submit(&node, &node, &order(original.clone())).await, Err(MailError::NotFound(_))));
    let replacing = save(&node, &to_save(draft(&original), Some(original.clone()))).await;
    assert!(matches!(replacing, Err(MailError::NotFound(_))));
    assert_eq!((sent(&world), node.world().mailbox("Inbox").len()), (0, 1), "the original is untouched");
}

#[tokio::test]
async fn a_draft_with_half_typed_recipients_is_kept_and_not_sent() {
    let (world, original, _) = written().await;
    let node = Node::new(&world);
    let unfinished = Draft { to: vec![EmailAddress::bare("carol")], ..draft(&original) };
    let saved = save(&node, &to_save(unfinished, None)).await.unwrap();
    let outcome = submit(&node, &node, &order(saved.id)).await;
    assert!(matches!(&outcome, Err(MailError::InvalidMessage(text)) if text.contains("\"carol\"")), "{outcome:?}");
}

#[tokio::test]
async fn a_new_version_replaces_the_old_one_whatever_fails() {
    let newer = |original: &EmailId| Draft { text_body: "One o'clock?".to_owned(), ..draft(original) };
    for step in 0..8 {
        for fault in FAULTS {
            let (world, original, old) = written().await;
            let node = Node::failing(&world, step, fault);
            let version = to_save(newer(&original), Some(old.clone()));
            let outcome: Option<Result<SavedDraft, MailError>> = or_crash(&node, save(&node, &version)).await;
            let what = format!("{fault:?} at step {step}: {outcome:?}");
            let texts = |world: &Arc<Mutex<World>>| {
                let world = world.lock().unwrap();
                world
                    .mailbox("Drafts")
                    .iter()
                    .map(|stored| String::from_utf8_lossy(&stored.bytes).into_owned())
                    .collect::<Vec<_>>()
            };
            assert!(!texts(&world).is_empty(), "{what}");
            if let Some(Ok(saved)) = &outcome {
                assert!(texts(&world).iter().any(|text| text.contains("One o'clock?")), "{what}");
                assert!(saved.id.uid > old.uid);
            }
            // The client saves again and finds order.
            save(&Node::new(&world), &version).await.unwrap();
            assert_eq!(texts(&world).len(), 1, "{what}");
        }
    }
}

/// The texts of all that lies in Drafts.
fn texts(world: &Arc<Mutex<World>>) -> Vec<String> {
    let world = world.lock().unwrap();
    world.mailbox("Drafts").iter().map(|stored| String::from_utf8_lossy(&stored.bytes).into_owned()).collect()
}

#[tokio::test]
async fn of_two_tabs_that_save_at_once_one_wins_and_the_other_is_told() {
    for seed in 0..500 {
        let (world, original, old) = written().await;
        world.lock().unwrap().is_lax = seed % 2 == 1;
        let (one, two) = (Node::at_pace(&world, seed), Node::at_pace(&world, seed.wrapping_mul(77).wrapping_add(5)));
        let version = |text: &str| {
            let draft = Draft { text_body: text.to_owned(), ..draft(&original) };
            to_save(draft, Some(old.clone()))
        };
        let (first, second) = (version("from the first"), version("from the second"));
        let (first, second) = tokio::join!(save(&one, &first), save(&two, &second));
        let what = format!("seed {seed}: {first:?}, {second:?}");
        let winner = match (&first, &second) {
            (Ok(_), Err(MailError::DraftConflict(_))) => "from the first",
            (Err(MailError::DraftConflict(_)), Ok(_)) => "from the second",
            _ => panic!("{what}"),
        };
        assert_eq!(texts(&world).len(), 1, "{what}");
        assert!(texts(&world)[0].contains(winner), "{what}");
    }
}

#[tokio::test]
async fn of_two_tabs_one_is_told_whatever_fails_in_the_other() {
    for step in 0..12 {
        for fault in FAULTS {
            let (world, original, old) = written().await;
            let version = |text: &str| {
                let draft = Draft { text_body: text.to_owned(), ..draft(&original) };
                to_save(draft, Some(old.clone()))
            };
            let (first, second) = (version("from the first"), version("from the second"));
            let failing = Node::failing(&world, step, fault);
            let told = or_crash(&failing, save(&failing, &first)).await;
            let other = save(&Node::new(&world), &second).await;
            let what = format!("{fault:?} at step {step}: {told:?}, then {other:?}");
            match (told, &other) {
                (Some(Ok(_)), Ok(_)) => panic!("both were told that theirs is saved. {what}"),
                (Some(Ok(_)), Err(_)) => assert!(texts(&world).iter().any(|text| text.contains("the first")), "{what}"),
                (_, Ok(_)) => assert!(texts(&world).iter().any(|text| text.contains("the second")), "{what}"),
                // The first was saved, though its node did not live to say so.
                (_, Err(MailError::DraftConflict(_))) => {
                    assert!(texts(&world).iter().any(|text| text.contains("the first")), "{what}");
                }
                (_, Err(error)) => panic!("{error}: {what}"),
            }
        }
    }
}

#[tokio::test]
async fn a_draft_that_is_being_sent_is_not_deleted_unless_the_person_says_so() {
    let (world, _, old) = written().await;
    let node = Node::new(&world);
    let pending: Keyword = Keyword::SUBMIT_PENDING.parse().unwrap();
    super::store::Store::claim(&node, &old, &pending, 2).await.unwrap();
    let refused = super::save::discard(&node, &old, false).await;
    assert!(matches!(refused, Err(MailError::SubmissionInProgress)), "{refused:?}");
    super::save::discard(&node, &old, true).await.unwrap();
    assert_eq!(count(&world, "Drafts"), 0);
}

#[tokio::test]
async fn of_sending_and_deleting_at_once_one_wins() {
    for seed in 0..500 {
        let (world, _, old) = written().await;
        world.lock().unwrap().is_lax = seed % 2 == 1;
        let (one, two) = (Node::at_pace(&world, seed), Node::at_pace(&world, seed.wrapping_mul(77).wrapping_add(5)));
        let order = order(old.clone());
        let (sending, deleting) = tokio::join!(submit(&one, &one, &order), super::save::discard(&two, &old, false));
        let what = format!("seed {seed}: {sending:?}, {deleting:?}");
        assert_eq!(sent(&world), usize::from(sending.is_ok()), "{what}");
        assert!(!(sending.is_ok() && deleting.is_ok()), "{what}");
        // Where both go back, the draft is as it was.
        assert_eq!(count(&world, "Sent"), usize::from(sending.is_ok()), "{what}");
        assert_eq!(count(&world, "Drafts"), usize::from(sending.is_err() && deleting.is_err()), "{what}");
    }
}

#[tokio::test]
async fn a_server_that_assembles_is_not_sent_what_it_has_and_the_bytes_are_the_same() {
    let upload = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n";
    let mut stored = Vec::new();
    for assembles in [false, true] {
        let (world, original, _) = written().await;
        world.lock().unwrap().assembles = assembles;
        let upload = world.lock().unwrap().put("Gatepost", upload.to_vec(), Keywords::default());
        let file = DraftAttachment {
            blob_id: section(&upload, "1").unwrap(),
            name: "a.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 5,
            cid: None,
        };
        let node = Node::new(&world);
        save(&node, &to_save(Draft { attachments: vec![file], ..draft(&original) }, None)).await.unwrap();
        let bytes = node.world().mailbox("Drafts").last().unwrap().bytes.clone();
        // Boundaries are dice.
        let text = String::from_utf8(bytes).unwrap();
        let boundary =
            text.split("boundary=").nth(1).unwrap().split("\r\n").next().unwrap().trim_matches('"').to_owned();
        stored.push(
            text.replace(&boundary, "B").split("\r\n").filter(|line| !line.starts_with("Date:")).collect::<String>(),
        );
    }
    assert_eq!(stored[0], stored[1]);
}

#[tokio::test]
async fn a_version_that_is_gone_is_no_reason_to_lose_the_text() {
    let (world, original, old) = written().await;
    let node = Node::new(&world);
    super::save::discard(&node, &old, false).await.unwrap();
    super::save::discard(&node, &old, false).await.unwrap();
    let saved = save(&node, &to_save(draft(&original), Some(old))).await.unwrap();
    assert_eq!(saved.warnings.len(), 1);
    assert_eq!(count(&world, "Drafts"), 1);
}

#[tokio::test]
async fn what_was_sent_or_is_being_sent_is_not_overwritten() {
    let (world, original, old) = written().await;
    let node = Node::new(&world);
    let pending: Keyword = Keyword::SUBMIT_PENDING.parse().unwrap();
    super::store::Store::claim(&node, &old, &pending, 2).await.unwrap();
    let version = to_save(draft(&original), Some(old.clone()));
    assert!(matches!(save(&node, &version).await, Err(MailError::SubmissionInProgress)));
    submit(&node, &node, &Order { force: true, ..order(old) }).await.unwrap();
    assert!(matches!(save(&node, &version).await, Err(MailError::AlreadySent)));
    assert_eq!((count(&world, "Drafts"), count(&world, "Sent")), (0, 1));
}

#[tokio::test]
async fn files_are_copied_into_the_draft_and_named_there() {
    let (world, original, _) = written().await;
    let upload = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n".to_vec();
    let old_style = b"Content-Type: text/plain\r\n\r\n.\nlong".to_vec();
    let (upload, old_style) = {
        let mut world = world.lock().unwrap();
        (world.put("Gatepost", upload, Keywords::default()), world.put("Inbox", old_style, Keywords::default()))
    };
    let file = |blob_id, name: &str| DraftAttachment {
        blob_id,
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 5,
        cid: None,
    };
    let attachments = vec![
        file(section(&upload, "1").unwrap(), "a.pdf"),
        file(section(&old_style, "1").unwrap(), "b.txt"),
        file(whole(&original).unwrap(), "original.eml"),
    ];
    let node = Node::new(&world);
    let saved = save(&node, &to_save(Draft { attachments, ..draft(&original) }, None)).await.unwrap();
    let sections: Vec<&str> = saved.attachments.iter().map(|file| file.blob_id.section()).collect();
    assert_eq!((sections, saved.attachments[0].blob_id.email()), (vec!["2", "3", "4"], &saved.id));
    let bytes = node.world().mailbox("Drafts").last().unwrap().bytes.clone();
    let message = mail_parser::MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(message.attachment(0).unwrap().contents(), b"%PDF-");
    assert_eq!(message.attachment(1).unwrap().contents(), b".\nlong");
    assert!(message.attachment(2).unwrap().is_message());
}

#[tokio::test]
async fn a_message_sent_in_one_go_is_sent_once_whatever_fails() {
    for step in 0..30 {
        for fault in FAULTS {
            let (world, original, _) = written().await;
            world.lock().unwrap().mailboxes.remove("Drafts");
            let version = to_save(draft(&original), None);
            let failing = Node::failing(&world, step, fault);
            let first: Option<Result<EmailSubmission, MailError>> =
                or_crash(&failing, save_and_submit(&failing, &failing, &version, order)).await;
            let other = Node::new(&world);
            let second = save_and_submit(&other, &other, &version, order).await;
            let what = format!("{fault:?} at step {step}: {first:?}, then {second:?}");
            assert!(sent(&world) <= 1, "{what}");
            assert!(matches!(second, Ok(_) | Err(MailError::SubmissionUnknown)), "{what}");
            assert!(count(&world, "Drafts") + count(&world, "Sent") == 1, "{what}");
        }
    }
}
