//! Writing and sending on the real farm: from one person's draft to other people's inboxes, and what happens when a
//! recipient is refused, a request is repeated, or a node dies in the middle.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::{Answer, Browser, Node};
use farm::{Farm, Home, Person};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// How long mail may take through Postfix on a busy machine.
const DELIVERY: Duration = Duration::from_secs(40);

/// A key that no other test has.
fn new_key() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos();
    format!("{now:024x}-{:04x}-{:08x}", COUNT.fetch_add(1, Ordering::Relaxed), std::process::id())
}

/// Somebody at their browser.
struct Writer {
    browser: Browser,
    person: Person,
}

impl Writer {
    /// A new person on this machine, signed in.
    async fn new(farm: &Farm, node: &Node, home: Home) -> Self {
        Self::sit_down(node, farm.newcomer(home)).await
    }

    async fn sit_down(node: &Node, person: Person) -> Self {
        Self { browser: node.sign_in(&person.name).await, person }
    }

    fn at(&self, node: &Node) -> Self {
        Self { browser: self.browser.at(node), person: self.person.clone() }
    }

    fn draft(&self, to: &[&str], subject: &str) -> Value {
        let to: Vec<Value> = to.iter().map(|email| json!({"email": email})).collect();
        let from = json!({"name": self.person.display_name, "email": self.person.address});
        json!({"from": from, "to": to, "subject": subject, "textBody": "Noon?\n"})
    }

    async fn with_key(&self, method: Method, path: &str, key: &str, body: Option<&Value>) -> Answer {
        let request = self.browser.request(method, path).header("idempotency-key", key);
        Answer::to(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Saves a new draft; its id.
    async fn saves(&self, key: &str, draft: &Value) -> String {
        let answer = self.with_key(Method::POST, "/drafts", key, Some(draft)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    async fn submits(&self, key: &str, id: &str) -> Answer {
        self.with_key(Method::POST, &format!("/drafts/{id}/submit"), key, None).await
    }

    /// Sends a draft, which must go well.
    async fn sends(&self, draft: &Value) -> Value {
        let key = new_key();
        let answer = self.submits(&key, &self.saves(&key, draft).await).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.json()["warnings"], json!([]), "{}", answer.text);
        answer.json()
    }

    async fn mailbox(&self, role: &str) -> String {
        let tree = self.browser.get("/mailboxes").await.json();
        let mailboxes = tree["list"].as_array().expect("a list");
        let found = mailboxes.iter().find(|mailbox| mailbox["role"] == role).expect("the role");
        found["id"].as_str().expect("an id").to_owned()
    }

    /// The rows of the mailbox with this role, newest first.
    async fn rows(&self, role: &str) -> Vec<Value> {
        let path = format!("/mailboxes/{}/emails", self.mailbox(role).await);
        self.browser.get(&path).await.json()["list"].as_array().expect("rows").clone()
    }

    async fn subjects(&self, role: &str) -> Vec<String> {
        self.rows(role).await.iter().map(|row| row["subject"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until an email with this subject is in the inbox.
    async fn receives(&self, subject: &str) -> Value {
        let deadline = Instant::now() + DELIVERY;
        loop {
            if let Some(row) = self.rows("inbox").await.into_iter().find(|row| row["subject"] == subject) {
                return row;
            }
            assert!(Instant::now() < deadline, "\"{subject}\" has not come to {}", self.person.name);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn email(&self, row: &Value) -> Value {
        self.browser.get(&format!("/emails/{}", row["id"].as_str().expect("an id"))).await.json()
    }

    async fn raw(&self, row: &Value) -> String {
        self.browser.get(&format!("/emails/{}/raw", row["id"].as_str().expect("an id"))).await.text
    }
}

#[tokio::test]
async fn a_message_reaches_a_colleague_an_alias_and_the_world_and_bcc_stays_secret() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail01).await;
    let carol = Writer::new(farm, &node, Home::Mail03).await;
    let desk = farm.add_person(Person::new("desk", "The Desk", Home::Mail02).also("helpdesk")).expect("a person");
    let desk = Writer::sit_down(&node, desk).await;

    let mut draft = alice.draft(&[&carol.person.address, "helpdesk@example.org"], "Mittagessen für alle");
    draft["bcc"] = json!([{"email": "secret-boss@elsewhere.test"}]);
    draft["textBody"] = json!("Um zwölf?\n.\nFrom here it is near.\n");
    let answer = alice.sends(&draft).await;
    assert_eq!(answer["recipients"].as_array().map(Vec::len), Some(3));
    assert!(answer["smtpReply"].as_str().is_some_and(|reply| reply.starts_with("250")), "{answer}");

    for recipient in [&carol, &desk] {
        let row = recipient.receives("Mittagessen für alle").await;
        let raw = recipient.raw(&row).await;
        assert!(!raw.contains("secret-boss") && !raw.to_lowercase().contains("x-gatepost"), "{raw}");
        assert_eq!(row["from"][0]["name"], json!(alice.person.display_name));
        let email = recipient.email(&row).await;
        let text = email["bodyValues"].as_object().expect("texts").values().next().expect("a text");
        let text = text["value"].as_str().expect("a text");
        assert!(text.starts_with("Um zwölf?\n.\n") && text.contains("From here it is near."), "{text}");
    }
    let sunk = farm.await_sunk("secret-boss@elsewhere.test", DELIVERY).expect("the sink").expect("the message");
    assert!(!String::from_utf8_lossy(&sunk.raw).contains("secret-boss"));

    let sent = alice.rows("sent").await;
    assert_eq!((sent.len(), alice.rows("drafts").await.len()), (1, 0));
    assert_eq!(sent[0]["id"], answer["emailId"]);
    assert_eq!(sent[0]["keywords"], json!({"$seen": true, "$submitted": true}));
    let kept = alice.email(&sent[0]).await;
    assert_eq!(kept["bcc"], json!([{"email": "secret-boss@elsewhere.test"}]), "the sender sees whom they wrote to");
}

#[tokio::test]
async fn a_repeated_request_sends_nothing_whichever_node_gets_it() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in [Home::Mail01, Home::Mail03] {
        let alice = Writer::new(farm, &one, home).await;
        let key = new_key();
        let to = format!("{}-repeat@elsewhere.test", alice.person.name);
        let id = alice.saves(&key, &alice.draft(&[&to], "Once")).await;
        let elsewhere = alice.at(&two);
        // Three browsers' worth of impatience: two nodes at the same moment, and one of them again.
        let (first, second, third) =
            tokio::join!(alice.submits(&key, &id), elsewhere.submits(&key, &id), alice.submits(&key, &id));
        let late = elsewhere.submits(&key, &id).await;
        let answers = [&first, &second, &third, &late];
        for answer in answers {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        }
        let originals = answers.iter().filter(|answer| answer.json()["isReplay"] == false).count();
        assert_eq!(originals, 1);
        let one_go = alice.with_key(Method::POST, "/submissions", &key, Some(&alice.draft(&[&to], "Once"))).await;
        assert_eq!(one_go.json()["isReplay"], true, "{}", one_go.text);

        // The last message of this story: when it has arrived, a second copy of the first would have, too.
        alice.sends(&alice.draft(&[&format!("last-{to}")], "Last")).await;
        farm.await_sunk(&format!("last-{to}"), DELIVERY).expect("the sink").expect("the last message");
        let copies = farm.sink_messages().expect("the sink").iter().filter(|sunk| sunk.to.contains(&to)).count();
        assert_eq!(copies, 1);
        assert_eq!(alice.subjects("sent").await, ["Last", "Once"]);
    }
}

#[tokio::test]
async fn one_refused_recipient_keeps_the_draft_and_sends_nothing() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail01).await;
    let carol = Writer::new(farm, &node, Home::Mail03).await;
    let key = new_key();
    let id = alice.saves(&key, &alice.draft(&[&carol.person.address, "nobody-at-all@example.org"], "Half")).await;

    let refused = alice.submits(&key, &id).await;
    refused.assert_problem(ProblemType::SubmissionRefused);
    let recipients = refused.problem().recipients;
    assert_eq!(recipients.iter().map(|recipient| recipient.accepted).collect::<Vec<_>>(), [true, false]);
    assert!(recipients[1].reply.starts_with("550"), "{recipients:?}");
    assert_eq!(alice.rows("drafts").await[0]["keywords"], json!({"$draft": true, "$seen": true}));

    // The person corrects it, and it goes out once.
    let corrected = alice.draft(&[&carol.person.address], "Whole");
    let saved = alice.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&corrected)).await;
    let answer = alice.submits(&key, saved.json()["id"].as_str().expect("an id")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    carol.receives("Whole").await;
    assert_eq!(carol.subjects("inbox").await, ["Whole"]);
}

#[tokio::test]
async fn nobody_writes_as_somebody_else() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail02).await;
    let mut forged = alice.draft(&["forged@elsewhere.test"], "Forged");
    forged["from"] = json!({"name": "The Boss", "email": "boss@example.org"});
    let answer = alice.with_key(Method::POST, "/submissions", &new_key(), Some(&forged)).await;
    answer.assert_problem(ProblemType::ForbiddenFrom);
    assert_eq!(alice.subjects("drafts").await, ["Forged"], "what was typed is kept");
    let identities = alice.browser.get("/identities").await.json();
    assert_eq!(identities["list"][0]["email"], json!(alice.person.address));
}

#[tokio::test]
async fn an_answer_marks_the_original_as_answered() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail03] {
        let alice = Writer::new(farm, &node, home).await;
        let original =
            b"From: x@elsewhere.test\r\nMessage-ID: <original@elsewhere.test>\r\nSubject: Lunch\r\n\r\nNoon?\r\n";
        farm.append(&alice.person, "INBOX", original, "").expect("stored");
        let row = alice.receives("Lunch").await;
        let mut draft = alice.draft(&["x@elsewhere.test"], "Re: Lunch");
        draft["inReplyTo"] = json!(["original@elsewhere.test"]);
        draft["reference"] = json!({"emailId": row["id"], "action": "reply"});
        let answer = alice.sends(&draft).await;
        assert_eq!(alice.rows("inbox").await[0]["keywords"]["$answered"], true);
        let sent = alice.browser.get(&format!("/emails/{}", answer["emailId"].as_str().expect("an id"))).await.json();
        assert_eq!(sent["inReplyTo"], json!(["original@elsewhere.test"]));
    }
}

#[tokio::test]
async fn a_draft_is_kept_as_it_was_left_and_written_on() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail02, Home::Mail03] {
        let alice = Writer::new(farm, &node, home).await;
        let key = new_key();
        let upload =
            alice.browser.request(Method::POST, "/blobs?name=M%C3%BCsli.txt").header("content-type", "text/plain");
        let upload = Answer::to(upload.body("one\ntwo")).await;
        assert_eq!(upload.status, StatusCode::CREATED, "{}", upload.text);
        let mut draft = alice.draft(&["carol@example.org", "half-typ"], "Notes — für später");
        draft["textBody"] = json!(format!("{}\n\n> quoted\n>> twice\n\n-- \nAlice\n", "long line ".repeat(20).trim()));
        draft["bcc"] = json!([{"email": "boss@example.org"}]);
        let blob = upload.json()["blobId"].clone();
        draft["attachments"] = json!([{"blobId": blob, "name": "Müsli.txt", "type": "text/plain", "size": 7}]);
        let id = alice.saves(&key, &draft).await;

        let stored = alice.browser.get(&format!("/drafts/{id}")).await.json();
        assert_eq!(stored["idempotencyKey"], json!(key));
        for property in ["from", "subject", "textBody", "bcc"] {
            assert_eq!(stored["draft"][property], draft[property], "{property} on {home:?}");
        }
        assert_eq!(stored["draft"]["to"], json!([{"email": "carol@example.org"}, {"email": "half-typ"}]));
        assert_eq!(stored["draft"]["attachments"][0]["name"], "Müsli.txt");

        // The next version takes its file from the last one.
        let mut next = stored["draft"].clone();
        next["subject"] = json!("Next");
        let saved = alice.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&next)).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
        let file = saved.json()["attachments"][0]["blobId"].as_str().expect("a blob").to_owned();
        assert_eq!(alice.browser.get(&format!("/blobs/{file}")).await.text, "one\ntwo", "{home:?}");
        assert_eq!(alice.subjects("drafts").await, ["Next"]);

        // Somebody else threw the draft away: the text is saved all the same.
        let id = saved.json()["id"].as_str().expect("an id").to_owned();
        assert_eq!(alice.browser.delete(&format!("/drafts/{id}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(alice.browser.delete(&format!("/drafts/{id}")).await.status, StatusCode::NO_CONTENT);
        let mut last = alice.draft(&[], "Last");
        last["textBody"] = json!("kept");
        let saved = alice.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&last)).await;
        assert_eq!(saved.json()["warnings"].as_array().map(Vec::len), Some(1), "{}", saved.text);
        assert_eq!(alice.subjects("drafts").await, ["Last"]);
    }
}

#[tokio::test]
async fn mail_that_is_no_draft_is_neither_replaced_nor_deleted_nor_sent() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail02).await;
    farm.deliver(&alice.person, b"From: x@elsewhere.test\r\nSubject: Precious\r\n\r\n").expect("delivered");
    let row = alice.receives("Precious").await;
    let path = format!("/drafts/{}", row["id"].as_str().expect("an id"));
    let draft = alice.draft(&["carol@example.org"], "Evil");
    alice.with_key(Method::PUT, &path, &new_key(), Some(&draft)).await.assert_problem(ProblemType::NotFound);
    alice.browser.delete(&path).await.assert_problem(ProblemType::NotFound);
    alice
        .with_key(Method::POST, &format!("{path}/submit"), &new_key(), None)
        .await
        .assert_problem(ProblemType::NotFound);
    assert_eq!(alice.subjects("inbox").await, ["Precious"]);
    let keyless = alice.browser.post("/submissions", &draft).await;
    keyless.assert_problem(ProblemType::BadRequest);
}

/// A sending server of the test's own, which takes messages and, told so, falls silent after the final dot.
struct Dock {
    port: u16,
    /// How many messages it has taken responsibility for.
    taken: Arc<AtomicUsize>,
    /// Told when a message has been taken and no reply will be given.
    silent: Arc<Notify>,
}

impl Dock {
    async fn open(silences: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let dock = Self {
            port: listener.local_addr().expect("its address").port(),
            taken: Arc::default(),
            silent: Arc::default(),
        };
        let (taken, silent) = (Arc::clone(&dock.taken), Arc::clone(&dock.silent));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&taken), Arc::clone(&silent), silences));
            }
        });
        dock
    }

    /// A node in front of the farm that sends by this server.
    fn config(&self, farm: &Farm) -> gatepost::config::Config {
        let text = common::config_text(farm);
        let line = text.lines().find(|line| line.starts_with("submission = ")).expect("the line").to_owned();
        let text = text.replace(&line, &format!("submission = \"smtp://127.0.0.1:{}\"", self.port));
        gatepost::config::Config::parse(&text, std::path::Path::new("/")).expect("a configuration")
    }

    fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

async fn converse(stream: TcpStream, taken: Arc<AtomicUsize>, silent: Arc<Notify>, silences: usize) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 dock\r\n").await.ok()?;
    let mut line = String::new();
    while stream.read_line(&mut line).await.ok()? > 0 {
        let reply: &[u8] = if line.starts_with("DATA") { b"354 go\r\n" } else { b"250 ok\r\n" };
        stream.write_all(reply).await.ok()?;
        if line.starts_with("DATA") {
            while line.as_str() != ".\r\n" {
                line.clear();
                stream.read_line(&mut line).await.ok()?;
            }
            if taken.fetch_add(1, Ordering::SeqCst) < silences {
                silent.notify_one();
                return stream.read_u8().await.map(drop).ok();
            }
            stream.write_all(b"250 taken\r\n").await.ok()?;
        }
        line.clear();
    }
    Some(())
}

#[tokio::test]
async fn a_node_killed_in_mid_send_leaves_the_choice_to_the_person() {
    let farm = Farm::shared();
    let dock = Dock::open(1).await;
    let survivor = Node::with(dock.config(farm)).await;
    let alice = Writer::new(farm, &survivor, Home::Mail01).await;
    let key = new_key();
    let id = alice.saves(&key, &alice.draft(&["carol@example.org"], "Doubtful")).await;

    // The doomed node has a runtime of its own: shut down, every task of it stops where it stands, as by SIGKILL.
    let doomed = tokio::runtime::Runtime::new().expect("a runtime");
    let config = dock.config(farm);
    let node = doomed.spawn(async move { Node::with(config).await }).await.expect("a node");
    let request = alice.at(&node).browser.request(Method::POST, &format!("/drafts/{id}/submit"));
    let broken = tokio::spawn(request.header("idempotency-key", &key).send());
    dock.silent.notified().await;
    doomed.shutdown_background();
    assert!(broken.await.expect("no panic").is_err(), "the answer never came");

    let unknown = alice.submits(&key, &id).await;
    unknown.assert_problem(ProblemType::SubmissionUnknown);
    assert_eq!(dock.taken(), 1, "nothing was sent twice");
    let stored = alice.browser.get(&format!("/drafts/{id}")).await.json();
    assert_eq!(
        (stored["isSubmitPending"].clone(), stored["draft"]["subject"].clone()),
        (json!(true), json!("Doubtful"))
    );
    let overwriting = alice.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&stored["draft"])).await;
    overwriting.assert_problem(ProblemType::SubmissionInProgress);

    // "Send it again."
    let again = alice.with_key(Method::POST, &format!("/drafts/{id}/submit?force=true"), &key, None).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text);
    assert_eq!(dock.taken(), 2);
    assert_eq!((alice.subjects("sent").await, alice.rows("drafts").await.len()), (vec!["Doubtful".to_owned()], 0));
}

#[tokio::test]
async fn a_browser_that_goes_away_and_a_node_that_stops_break_nothing_off() {
    let farm = Farm::shared();
    let dock = Dock::open(0).await;
    let node = Node::with(dock.config(farm)).await;
    let alice = Writer::new(farm, &node, Home::Mail02).await;
    let key = new_key();
    let id = alice.saves(&key, &alice.draft(&["carol@example.org"], "Patient")).await;
    let request = alice.browser.request(Method::POST, &format!("/drafts/{id}/submit")).header("idempotency-key", &key);
    let request = tokio::spawn(request.send());
    while node.state.sender.under_way() == 0 {
        tokio::task::yield_now().await;
    }
    request.abort();
    node.stop().await;
    assert_eq!(dock.taken(), 1);
    let alice = alice.at(&Node::with(dock.config(farm)).await);
    assert_eq!((alice.subjects("sent").await, alice.rows("drafts").await.len()), (vec!["Patient".to_owned()], 0));
}

#[tokio::test]
async fn a_sending_server_that_is_down_is_said_to_be_and_the_draft_stays() {
    let farm = Farm::shared();
    let mut dock = Dock::open(0).await;
    // Nobody listens on a port that was just given back.
    dock.port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
    let node = Node::with(dock.config(farm)).await;
    let alice = Writer::new(farm, &node, Home::Mail03).await;
    let answer = alice
        .with_key(Method::POST, "/submissions", &new_key(), Some(&alice.draft(&["x@elsewhere.test"], "Later")))
        .await;
    answer.assert_problem(ProblemType::SubmissionUnavailable);
    assert!(answer.problem().detail.contains("not sent"), "{}", answer.text);
    assert_eq!(alice.rows("drafts").await[0]["keywords"], json!({"$draft": true, "$seen": true}));
}
