//! A person's day of reading: lists, strange messages, marks, moves, and what becomes of them when the server that
//! holds the mail is gone. Through the API, on real Dovecot and Cyrus.

mod common;

use common::{Browser, Node};
use farm::{Farm, Home, Options, Person, Server};
use futures::StreamExt as _;
use gatepost_shared::email::{Email, EmailSummary};
use gatepost_shared::event::StateChange;
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mutation::{EmailPatch, EmailsSet, SetEmails};
use gatepost_shared::problem::ProblemType;
use gatepost_shared::query::Window;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

/// Both kinds of mail server: what holds on one must hold on the other.
const HOMES: [Home; 2] = [Home::Mail01, Home::Mail03];

/// A person whom no other test knows, signed in.
struct Reader {
    farm: &'static Farm,
    person: Person,
    browser: Browser,
    node: Node,
}

impl Reader {
    async fn at(home: Home) -> Self {
        let farm = Farm::shared();
        let (person, node) = (farm.newcomer(home), Node::start(farm).await);
        let browser = node.sign_in(&person.name).await;
        Self { farm, person, browser, node }
    }

    fn receives(&self, raw: &[u8]) {
        self.farm.deliver(&self.person, raw).expect("a delivered message");
    }

    fn finds(&self, mailbox: &str, raw: &[u8]) {
        self.farm.append(&self.person, mailbox, raw, "").expect("a stored message");
    }

    async fn window(&self, mailbox: &MailboxId) -> Window {
        self.read(&format!("/mailboxes/{mailbox}/emails")).await
    }

    async fn newest(&self) -> EmailSummary {
        self.window(&inbox()).await.list.into_iter().next().expect("a message in the inbox")
    }

    async fn opens(&self, id: &EmailId) -> Email {
        self.read(&format!("/emails/{id}")).await
    }

    async fn read<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.text))
    }

    async fn changes(&self, change: &SetEmails) -> EmailsSet {
        let answer = self.browser.post("/emails/set", &serde_json::to_value(change).expect("JSON")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        serde_json::from_str(&answer.text).expect("an EmailsSet")
    }

    async fn patches(&self, id: &EmailId, patch: EmailPatch) -> EmailsSet {
        self.changes(&SetEmails { update: [(id.clone(), patch)].into(), ..SetEmails::default() }).await
    }
}

fn inbox() -> MailboxId {
    mailbox("INBOX")
}

fn mailbox(name: &str) -> MailboxId {
    MailboxId::new(name).expect("a mailbox name")
}

fn letter(subject: &str) -> Vec<u8> {
    format!("From: Bob <bob@example.org>\r\nTo: guest@example.org\r\nSubject: {subject}\r\n\r\nHello.\r\n").into_bytes()
}

#[tokio::test]
async fn the_tree_has_roles_counts_and_states_on_every_server() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        reader.receives(&letter("one"));
        let tree: serde_json::Value = reader.read("/mailboxes").await;
        let roles: Vec<_> =
            tree["list"].as_array().expect("a list").iter().filter_map(|one| one["role"].as_str()).collect();
        assert_eq!(roles, ["inbox", "drafts", "sent", "archive", "junk", "trash"], "{home:?}");
        assert_eq!((&tree["list"][0]["totalEmails"], &tree["list"][0]["unreadEmails"]), (&1.into(), &1.into()));

        let before = tree["list"][0]["state"].clone();
        reader.receives(&letter("two"));
        let after: serde_json::Value = reader.read(&format!("/mailboxes/{}", inbox())).await;
        assert_ne!(before, after["state"], "{home:?}: new mail changes the state");
        assert_eq!(after["totalEmails"], 2);
    }
}

#[tokio::test]
async fn a_list_is_read_by_windows_newest_first() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        for number in 1..=7 {
            reader.receives(&letter(&format!("letter {number}")));
        }
        let page: Window = reader.read(&format!("/mailboxes/{}/emails?position=2&limit=3", inbox())).await;
        let subjects: Vec<_> = page.list.iter().filter_map(|row| row.subject.as_deref()).collect();
        assert_eq!((page.position, page.total), (2, 7));
        assert_eq!(subjects, ["letter 5", "letter 4", "letter 3"], "{home:?}");

        let past_the_end: Window = reader.read(&format!("/mailboxes/{}/emails?position=7", inbox())).await;
        assert_eq!((past_the_end.total, past_the_end.list.len()), (7, 0));
        let far_past: Window = reader.read(&format!("/mailboxes/{}/emails?position=4000000000", inbox())).await;
        assert_eq!(far_past.list.len(), 0);
    }
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let reader = Reader::at(Home::Mail02).await;
    reader.receives(&letter("one"));
    let path = format!("/mailboxes/{}/emails", inbox());
    let tag = reader.browser.get(&path).await.header("etag").to_owned();
    let again = || reader.browser.request(Method::GET, &path).header("if-none-match", &tag).send();
    assert_eq!(again().await.expect("an answer").status(), StatusCode::NOT_MODIFIED);

    let id = reader.newest().await.id;
    reader.patches(&id, EmailPatch::mark("$flagged".parse().expect("a keyword"), true)).await;
    assert_eq!(again().await.expect("an answer").status(), StatusCode::OK, "a star is a change");
}

#[tokio::test]
async fn bad_requests_are_told_what_is_wrong_with_them() {
    let reader = Reader::at(Home::Mail01).await;
    let inbox = inbox();
    for (path, kind) in [
        (format!("/mailboxes/{inbox}/emails?limit=0"), ProblemType::InvalidProperties),
        (format!("/mailboxes/{inbox}/emails?limit=201"), ProblemType::InvalidProperties),
        (format!("/mailboxes/{inbox}/emails?limit=many"), ProblemType::BadRequest),
        (format!("/mailboxes/{inbox}/emails?limt=5"), ProblemType::BadRequest),
        ("/mailboxes/nonsense/emails".to_owned(), ProblemType::BadRequest),
        (format!("/mailboxes/{}/emails", mailbox("No such mailbox")), ProblemType::NotFound),
        (format!("/mailboxes/{}", mailbox("No such mailbox")), ProblemType::NotFound),
        ("/emails/nonsense".to_owned(), ProblemType::BadRequest),
        ("/blobs/nonsense".to_owned(), ProblemType::BadRequest),
    ] {
        reader.browser.get(&path).await.assert_problem(kind);
    }
    let twice = serde_json::json!({"update": {"x": {}}});
    reader.browser.post("/emails/set", &twice).await.assert_problem(ProblemType::InvalidProperties);
}

/// The strangest messages that arrive at real people, each with what must be seen of it.
fn strange_messages() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let nested = (0..100).rev().fold(b"Content-Type: text/plain\r\n\r\nthe bottom\r\n".to_vec(), |inner, depth| {
        let mut outer =
            format!("Content-Type: multipart/mixed; boundary=\"b{depth}\"\r\n\r\n--b{depth}\r\n").into_bytes();
        outer.extend(inner);
        outer.extend(format!("\r\n--b{depth}--\r\n").bytes());
        outer
    });
    let mut deep = b"From: deep@example.org\r\nSubject: deep\r\nMIME-Version: 1.0\r\n".to_vec();
    deep.extend(nested);
    let mut japanese = b"From: =?ISO-2022-JP?B?GyRCRURDZhsoQg==?= <tanaka@example.org>\r\nSubject: =?ISO-2022-JP?B?GyRCMnE1RCROMW8bKEI=?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n".to_vec();
    japanese.extend(b"\x1b$B2q5D$N7o\x1b(B\r\n");
    let mut russian = b"From: ivan@example.org\r\nSubject: =?windows-1251?B?wvHy8OX34A==?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".to_vec();
    russian.extend(b"\xc2\xf1\xf2\xf0\xe5\xf7\xe0\r\n");
    vec![
        ("no headers at all", b"\r\nJust text.\r\n".to_vec(), "Just text."),
        ("no blank line", b"Subject: only a header\r\n".to_vec(), ""),
        ("a boundary that never comes", b"From: a@example.org\r\nSubject: broken\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"never\"\r\n\r\nlost text\r\n".to_vec(), ""),
        ("a part that never ends", b"Subject: open\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nstill here\r\n".to_vec(), "still here"),
        ("a hundred levels of nesting", deep, ""),
        ("ISO-2022-JP", japanese, "会議の件"),
        ("windows-1251", russian, "Встреча"),
        ("addresses that are none", b"From: <<<@>>, \"\r\nTo: undisclosed-recipients:;\r\nSubject: =?utf-8?q?=00=01?=\r\n\r\nodd\r\n".to_vec(), "odd"),
        ("an unknown charset", b"Subject: c\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=klingon-8\r\n\r\nplain enough\r\n".to_vec(), "plain enough"),
    ]
}

#[tokio::test]
async fn strange_messages_are_listed_and_opened() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        for (what, raw, text) in strange_messages() {
            reader.finds("INBOX", &raw);
            let row = reader.newest().await;
            let email = reader.opens(&row.id).await;
            let shown: String = email.body_values.values().map(|value| value.value.as_str()).collect();
            assert!(shown.contains(text), "{home:?}, {what}: {shown:?}");
            let raw_again = reader.browser.get(&format!("/emails/{}/raw", row.id)).await;
            assert_eq!(raw_again.status, StatusCode::OK, "{home:?}, {what}");
        }
        let all = reader.window(&inbox()).await;
        assert_eq!(all.list.len(), strange_messages().len(), "{home:?}: one strange message does not spoil the list");
    }
}

#[tokio::test]
async fn names_and_subjects_are_decoded() {
    let reader = Reader::at(Home::Mail03).await;
    let (_, japanese, _) = strange_messages().swap_remove(5);
    reader.finds("INBOX", &japanese);
    let row = reader.newest().await;
    assert_eq!(row.from[0].name.as_deref(), Some("田中"));
    assert_eq!(row.subject.as_deref(), Some("会議の縁"));
}

#[tokio::test]
async fn marks_are_set_cleared_and_seen_by_other_programs() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        reader.receives(&letter("mark me"));
        let id = reader.newest().await.id;
        let mut patch = EmailPatch::mark("$seen".parse().expect("a keyword"), true);
        patch.keywords.insert("$flagged".parse().expect("a keyword"), true);
        patch.keywords.insert("work".parse().expect("a keyword"), true);
        let done = reader.patches(&id, patch).await;
        assert_eq!(done.updated, std::slice::from_ref(&id), "{home:?}: {done:?}");

        let row = reader.newest().await;
        assert!(row.keywords.is_seen() && row.keywords.is_flagged() && row.keywords.has("work"), "{home:?}");
        reader.patches(&id, EmailPatch::mark("$flagged".parse().expect("a keyword"), false)).await;
        assert!(!reader.newest().await.keywords.is_flagged(), "{home:?}");
    }
}

#[tokio::test]
async fn a_move_tells_the_new_id_and_undo_brings_it_back() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        reader.receives(&letter("move me"));
        let id = reader.newest().await.id;
        let archive = mailbox("Archive");
        let moved = reader.patches(&id, EmailPatch::move_to(archive.clone())).await.moved;
        let there = moved.get(&id).expect("the new id");
        assert_eq!(there.mailbox(), &archive);
        assert_eq!(reader.window(&inbox()).await.total, 0, "{home:?}");
        assert_eq!(reader.opens(there).await.subject.as_deref(), Some("move me"));

        let back = reader.patches(there, EmailPatch::move_to(inbox())).await.moved;
        assert_eq!(reader.newest().await.id, back[there], "{home:?}");
        // The same undo once more finds nothing to do, and says so for this email.
        let again = reader.patches(there, EmailPatch::move_to(inbox())).await;
        assert_eq!(again.not_updated[there].kind, ProblemType::NotFound, "{home:?}");
    }
}

#[tokio::test]
async fn a_copy_leaves_the_original_and_destroying_removes_for_ever() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        reader.receives(&letter("twice"));
        let id = reader.newest().await.id;
        let patch = EmailPatch { copy_to: Some(mailbox("Archive")), ..EmailPatch::default() };
        let copy = reader.patches(&id, patch).await.copied[&id].clone();
        assert_eq!(reader.opens(&copy).await.subject.as_deref(), Some("twice"));

        let gone = reader.changes(&SetEmails { destroy: vec![id.clone()], ..SetEmails::default() }).await;
        assert_eq!(gone.destroyed, std::slice::from_ref(&id), "{home:?}");
        assert_eq!(reader.window(&inbox()).await.total, 0);
        reader.browser.get(&format!("/emails/{id}")).await.assert_problem(ProblemType::NotFound);
        assert_eq!(reader.window(&mailbox("Archive")).await.total, 1, "{home:?}: the copy stays");
    }
}

#[tokio::test]
async fn one_bad_target_does_not_spoil_the_other_changes() {
    let reader = Reader::at(Home::Mail01).await;
    reader.receives(&letter("good"));
    reader.receives(&letter("bad"));
    let list = reader.window(&inbox()).await.list;
    let (bad, good) = (list[0].id.clone(), list[1].id.clone());
    let done = reader
        .changes(&SetEmails {
            update: [
                (good.clone(), EmailPatch::move_to(mailbox("Archive"))),
                (bad.clone(), EmailPatch::move_to(mailbox("Nowhere"))),
            ]
            .into(),
            ..SetEmails::default()
        })
        .await;
    assert!(done.moved.contains_key(&good), "{done:?}");
    assert_eq!(done.not_updated[&bad].kind, ProblemType::NotFound);
    assert_eq!(reader.window(&inbox()).await.total, 1, "what could not be moved is still there");
}

#[tokio::test]
async fn a_mailbox_made_anew_makes_old_ids_stale() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        reader.farm.imap(&reader.person).expect("a connection").create("Notes").expect("a mailbox");
        reader.finds("Notes", &letter("before"));
        let old = reader.window(&mailbox("Notes")).await.list[0].id.clone();
        reader.farm.imap(&reader.person).expect("a connection").recreate("Notes").expect("a new mailbox");
        reader.finds("Notes", &letter("after"));

        reader.browser.get(&format!("/emails/{old}")).await.assert_problem(ProblemType::StaleId);
        let refused = reader.patches(&old, EmailPatch::mark("$seen".parse().expect("a keyword"), true)).await;
        assert_eq!(refused.not_updated[&old].kind, ProblemType::StaleId, "{home:?}");
        let fresh = reader.window(&mailbox("Notes")).await.list;
        assert_eq!(fresh[0].subject.as_deref(), Some("after"));
        assert!(!fresh[0].keywords.is_seen(), "{home:?}: the new message was not touched");
    }
}

#[tokio::test]
async fn several_emails_come_in_one_answer_and_missing_ones_are_named() {
    let reader = Reader::at(Home::Mail02).await;
    reader.receives(&letter("there"));
    let there = reader.newest().await.id;
    let missing = EmailId::new(inbox(), there.uid_validity, there.uid + 1000).expect("an id");
    let asked = serde_json::json!({"ids": [missing, there]});
    let got = reader.browser.post("/emails/get", &asked).await.json();
    assert_eq!(got["list"][0]["subject"], "there");
    assert_eq!(got["notFound"], serde_json::json!([missing]));
}

#[tokio::test]
async fn new_mail_is_told_without_being_asked() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let response = reader.browser.request(Method::GET, "/events").send().await.expect("a stream");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut events = response.bytes_stream();
        let mut seen = String::new();
        // The first event says that the watcher stands; only then is there something to miss.
        let first = next_change(&mut events, &mut seen).await;
        reader.receives(&letter("news"));
        let second = next_change(&mut events, &mut seen).await;
        assert_ne!(first.changed.get(&inbox()), second.changed.get(&inbox()), "{home:?}");
        assert_eq!(reader.newest().await.subject.as_deref(), Some("news"));
    }
}

#[tokio::test]
async fn a_node_that_stops_says_goodbye_to_its_streams() {
    let reader = Reader::at(Home::Mail02).await;
    let response = reader.browser.request(Method::GET, "/events").send().await.expect("a stream");
    let mut events = response.bytes_stream();
    let mut seen = String::new();
    next_change(&mut events, &mut seen).await;
    reader.node.stop().await;
    while let Some(Ok(chunk)) = events.next().await {
        seen.push_str(&String::from_utf8_lossy(&chunk));
    }
    assert!(seen.contains("event: goodbye"), "{seen}");
}

/// Reads events until one carries a change.
async fn next_change(
    events: &mut (impl futures::Stream<Item = reqwest::Result<bytes::Bytes>> + Unpin),
    seen: &mut String,
) -> StateChange {
    loop {
        if let Some(end) = seen.find("\n\n") {
            let event: String = seen.drain(..end + 2).collect();
            let data = event.lines().find_map(|line| line.strip_prefix("data: "));
            match data {
                Some(data) if event.contains("event: state") => return serde_json::from_str(data).expect("a change"),
                _ => continue,
            }
        }
        let chunk = events.next().await.expect("the stream goes on").expect("bytes");
        seen.push_str(&String::from_utf8_lossy(&chunk));
    }
}

#[tokio::test]
async fn a_dead_mail_server_is_said_plainly_and_disturbs_nobody_else() {
    let farm = Farm::start(&Options::default()).expect("a farm of its own");
    let node = Node::start(&farm).await;
    let (alice, bob) = (node.sign_in("alice").await, node.sign_in("bob").await);
    let path = format!("/mailboxes/{}/emails", inbox());
    assert_eq!(alice.get(&path).await.status, StatusCode::OK);

    farm.stop_server(Server::Mail01);
    let answer = alice.get(&path).await;
    answer.assert_problem(ProblemType::BackendUnavailable);
    assert_eq!(answer.header("retry-after"), "10");
    assert_eq!(bob.get(&path).await.status, StatusCode::OK, "bob's mail is elsewhere");
    node.browser().sign_in("alice", "alice-secret").await.assert_problem(ProblemType::BackendUnavailable);

    farm.start_server(Server::Mail01).expect("mail01 again");
    assert_eq!(alice.get(&path).await.status, StatusCode::OK, "alice goes on where she was");
}
