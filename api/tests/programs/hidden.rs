//! The drawer, by its ids: whatever route is asked for it, by a program that may do everything with mail, nothing of it is
//! shown and nothing in it changes. Only files that were uploaded come back, and only as files.

use farm::{Farm, Home, Person};
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::problem::ProblemType;
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Answer, Node};
use crate::program::Program;
use crate::routes::{Route, request, routes};

/// What is in the drawer and must not be seen.
const SECRET: &str = "Zanzibar Quux";

/// The drawer as another mail program sees it.
struct Seen {
    name: String,
    uid_validity: u32,
    uids: Vec<u32>,
}

fn look(farm: &Farm, person: &Person) -> Seen {
    let mut imap = farm.imap(person).expect("a sign-in");
    let listed = imap.command("LIST \"\" \"*\"").expect("a list");
    let names = listed.iter().filter_map(|line| line.rsplit(' ').next());
    let name = names.map(|name| name.trim().trim_matches('"').to_owned()).find(|name| name.ends_with("Gatepost"));
    let name = name.expect("a drawer");
    let selected = imap.command(&format!("SELECT {name}")).expect("the drawer").join("\n");
    let (_, rest) = selected.split_once("UIDVALIDITY ").expect("a UIDVALIDITY");
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let found = imap.command("UID SEARCH ALL").expect("a search").join(" ");
    let uids = found.split_ascii_whitespace().filter_map(|word| word.parse().ok()).collect();
    Seen { name, uid_validity: digits.parse().expect("a number"), uids }
}

impl Seen {
    fn mailbox(&self) -> MailboxId {
        MailboxId::new(self.name.as_str()).expect("an id")
    }

    fn email(&self, uid: u32) -> EmailId {
        EmailId::new(self.mailbox(), self.uid_validity, uid).expect("an id")
    }

    fn blob(&self, uid: u32, section: &str) -> BlobId {
        BlobId::new(self.email(uid), section).expect("an id")
    }

    /// The route, asked for this message instead of that of the examples; none when it names no mail.
    fn named_in(&self, route: &Route, uid: u32) -> Option<Route> {
        let path = match route.template.split('/').nth(3)? {
            "mailboxes" => route.template.replace("{id}", &self.mailbox().to_string()),
            "emails" | "drafts" => route.template.replace("{id}", &self.email(uid).to_string()),
            "blobs" => route.template.replace("{id}", &self.blob(uid, "1").to_string()),
            _ => return None,
        };
        let body = route.body.as_ref().map(|body| {
            let text = body.to_string();
            let text = text.replace("EAAAAAQAAAAdJTkJPWA", &self.email(uid).to_string());
            let text = text.replace("BAAAAAQAAAAcBMUlOQk9Y", &self.blob(uid, "1").to_string());
            serde_json::from_str(&text.replace("MSU5CT1g", &self.mailbox().to_string())).expect("JSON")
        });
        (path != route.template || body != route.body).then(|| Route {
            id: route.id.clone(),
            method: route.method.clone(),
            path,
            template: route.template.clone(),
            body,
            scopes: route.scopes.clone(),
            is_open: route.is_open,
        })
    }
}

#[tokio::test]
async fn no_route_shows_or_changes_what_lies_in_the_drawer() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let routes = routes(&node).await;
    for home in [Home::Mail01, Home::Mail03] {
        let person = farm.newcomer(home);
        let owner = Program::of(&node, &person);
        assert_eq!(owner.post("/contacts", &json!({"name": {"full": SECRET}})).await.status, 201);
        let (token, _) = owner.makes_token(&["mail.read", "mail.modify", "mail.send"]).await;
        let program = Program::with_token(&node, &token);
        let before = look(farm, &person);
        let mut asked = 0;
        for uid in &before.uids {
            for route in routes.iter().filter_map(|route| before.named_in(route, *uid)) {
                let answer = Answer::to(request(&program, &route)).await;
                assert!(!answer.text.contains(SECRET), "{}: {}", route.id, answer.text);
                assert!(!answer.status.is_server_error(), "{}: {}", route.id, answer.text);
                if route.path.contains(&before.email(*uid).to_string()) || route.template.contains("mailboxes/{id}") {
                    answer.assert_problem(ProblemType::NotFound);
                }
                asked += 1;
            }
            for section in ["", "1", "1.1", "2"] {
                program
                    .get(&format!("/blobs/{}", before.blob(*uid, section)))
                    .await
                    .assert_problem(ProblemType::NotFound);
            }
        }
        assert!(asked > 20, "{asked} requests were tried");
        let after = look(farm, &person);
        assert_eq!((after.uid_validity, &after.uids), (before.uid_validity, &before.uids));
    }
}

#[tokio::test]
async fn what_was_uploaded_comes_back_as_a_file_and_goes_into_a_draft_and_nothing_else_does() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail03] {
        let person = farm.newcomer(home);
        let owner = Program::of(&node, &person);
        assert_eq!(owner.post("/contacts", &json!({"name": {"full": SECRET}})).await.status, 201);
        let seen = look(farm, &person);
        let upload = owner.request(Method::POST, "/api/v1/blobs?name=a.txt").header("content-type", "text/plain");
        let uploaded = Answer::to(upload.body("my file")).await.json();
        let blob: BlobId = uploaded["blobId"].as_str().expect("an id").parse().expect("an id");
        assert_eq!(owner.get(&format!("/blobs/{blob}")).await.text, "my file");
        let whole = BlobId::new(blob.email().clone(), "").expect("an id");
        owner.get(&format!("/blobs/{whole}")).await.assert_problem(ProblemType::NotFound);
        owner.get(&format!("/emails/{}", blob.email())).await.assert_problem(ProblemType::NotFound);

        assert_eq!(save(&owner, &person, &blob).await.status, 201);
        let settings = seen.blob(seen.uids[0], "1");
        save(&owner, &person, &settings).await.assert_problem(ProblemType::NotFound);
    }
}

async fn save(owner: &Program, person: &Person, file: &BlobId) -> Answer {
    let file = json!({"blobId": file, "name": "x", "type": "text/plain", "size": 7});
    let draft: Value = json!({"from": {"email": person.address}, "attachments": [file]});
    let request = owner.request(Method::POST, "/api/v1/drafts").json(&draft);
    Answer::to(request.header("idempotency-key", uuid(file["blobId"].as_str().unwrap_or_default()))).await
}

/// A key for each file.
fn uuid(of: &str) -> String {
    let sum = of.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    format!("0d9a3c1e-5b7f-4e52-9c1d-{:012x}", sum & 0xffff_ffff_ffff)
}
