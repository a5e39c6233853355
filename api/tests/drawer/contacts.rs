//! Contacts: kept as cards, edited from two nodes, imported, exported, searched; hostile files.

use std::time::Instant;

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::scene::{Answer, HOMES, Node, Owner, assert_changed_meanwhile};

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Müller;Jörg;;;\r\nFN:Jörg Müller\r\nitem1.EMAIL;type=INTERNET:joerg@example.org\r\nitem1.X-ABLabel:Private\r\nX-SPOUSE:Anna\r\nUID:urn:uuid:joerg-1\r\nEND:VCARD\r\n";

impl Owner {
    async fn adds(&self, contact: Value) -> String {
        let answer = self.post("/contacts", &contact).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    pub(crate) async fn adds_person(&self, name: &str, address: &str) -> String {
        self.adds(json!({"name": {"full": name}, "emails": [{"address": address}]})).await
    }

    async fn imports(&self, file: impl Into<Vec<u8>>) -> Answer {
        Answer::to(
            self.request(Method::POST, "/contacts/import").header("content-type", "text/vcard").body(file.into()),
        )
        .await
    }

    async fn names(&self, query: &str) -> Vec<String> {
        let page = self.read(&format!("/contacts{query}")).await;
        let list = page["list"].as_array().expect("a list").clone();
        list.iter().map(|contact| contact["name"]["full"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn numbered(count: usize) -> String {
    let card = |n: usize| {
        format!(
            "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:n-{n:05}\r\nFN:Person {n:05}\r\nEMAIL;TYPE=work:p{n}@example.net\r\nTEL:+49 30 {n:07}\r\nORG:Company {};Department\r\nADR;TYPE=home:;;Street {n};Berlin;;10115;Germany\r\nNOTE:Met at the fair\\, wants to hear from us in the spring.\r\nEND:VCARD\r\n",
            n % 7
        )
    };
    (0..count).map(card).collect()
}

#[tokio::test]
async fn a_contact_is_added_shown_changed_on_a_condition_and_deleted() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in HOMES {
        let owner = Owner::new(&one, home).await;
        let elsewhere = owner.at(&two);
        let id = owner.adds_person("Carol Chevalier", "carol@example.org").await;
        let path = format!("/contacts/{id}");
        let shown = elsewhere.get(&path).await;
        let mut contact = shown.json();
        contact["phones"] = json!([{"number": "+33 1", "context": "work", "isMobile": true}]);
        let changed = elsewhere.put_if(&path, shown.header("etag"), &contact).await;
        assert_eq!(changed.status, StatusCode::OK, "{home:?}: {}", changed.text);
        assert_changed_meanwhile(&owner.put_if(&path, shown.header("etag"), &contact).await);
        assert_eq!(owner.get(&path).await.header("etag"), changed.header("etag"));
        assert_eq!(owner.read(&path).await, changed.json());

        let group = owner.adds(json!({"kind": "group", "name": {"full": "Team"}, "members": [id]})).await;
        assert_eq!(owner.names(&format!("?group={group}")).await, ["Carol Chevalier"]);
        assert_eq!(elsewhere.names("").await, ["Carol Chevalier", "Team"]);
        assert_eq!(owner.delete(&path).await.status, StatusCode::NO_CONTENT);
        owner.delete(&path).await.assert_problem(ProblemType::NotFound);
        elsewhere.get(&path).await.assert_problem(ProblemType::NotFound);
        assert_eq!(elsewhere.read(&format!("/contacts/{group}")).await["members"], Value::Null, "{home:?}");
    }
}

#[tokio::test]
async fn asked_twice_with_its_own_id_a_contact_is_there_once() {
    let node = Node::start(Farm::shared()).await;
    let owner = Owner::new(&node, Home::Mail01).await;
    let contact = json!({"id": "mine-1", "name": {"full": "Once"}});
    let (first, second) = tokio::join!(owner.post("/contacts", &contact), owner.post("/contacts", &contact));
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(owner.names("").await, ["Once"]);
    let other = owner.post("/contacts", &json!({"id": "mine-1", "name": {"full": "Other"}})).await;
    other.assert_problem(ProblemType::StateMismatch);
    for id in ["a b", "../x", "import", &"x".repeat(65)] {
        let refused = owner.post("/contacts", &json!({"id": id, "name": {"full": "X"}})).await;
        refused.assert_problem(ProblemType::InvalidProperties);
    }
}

#[tokio::test]
async fn two_nodes_that_add_at_once_lose_nobody() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in HOMES {
        let owner = Owner::new(&one, home).await;
        let elsewhere = owner.at(&two);
        for round in 0..8 {
            let (here, there) = (format!("a{round}@x.org"), format!("b{round}@x.org"));
            tokio::join!(owner.adds_person("A", &here), elsewhere.adds_person("B", &there));
        }
        assert_eq!(owner.names("").await.len(), 16, "{home:?}");
        assert_eq!(owner.read("/contacts").await, elsewhere.read("/contacts").await);
    }
}

#[tokio::test]
async fn what_other_programs_keep_in_a_card_survives_an_edit_and_comes_out_again() {
    let node = Node::start(Farm::shared()).await;
    for home in HOMES {
        let owner = Owner::new(&node, home).await;
        let imported = owner.imports(CARD).await.json();
        assert_eq!((&imported["created"], &imported["results"][0]["id"]), (&json!(1), &json!("joerg-1")), "{imported}");
        assert_eq!(owner.imports(CARD).await.json()["unchanged"], 1);
        let mut contact = owner.read("/contacts/joerg-1").await;
        contact["note"] = json!("Line one\nline two; END:VCARD\r\nBEGIN:VCARD");
        let saved = owner.put("/contacts/joerg-1", &contact).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
        let file = owner.get("/contacts/export").await;
        assert_eq!(
            file.header("content-disposition"),
            "attachment; filename=\"contacts.vcf\"; filename*=UTF-8''contacts.vcf"
        );
        for kept in ["X-SPOUSE:Anna", "item1.X-ABLabel:Private", "UID:urn:uuid:joerg-1", "VERSION:4.0"] {
            assert!(file.text.contains(kept), "{home:?}: {kept} in {}", file.text);
        }
        let again = Owner::new(&node, home).await;
        assert_eq!(again.imports(file.text.clone()).await.json()["created"], 1, "{}", file.text);
        assert_eq!(again.get("/contacts/export").await.text, file.text);
        assert_eq!(again.imports(CARD).await.json()["updated"], 1);
    }
}

#[tokio::test]
async fn two_thousand_contacts_are_a_few_messages_and_an_edit_writes_little() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in HOMES {
        let owner = Owner::new(&one, home).await;
        let began = Instant::now();
        let imported = owner.imports(numbered(2000)).await.json();
        assert_eq!(imported["created"], 2000, "{home:?}");
        let importing = began.elapsed();
        assert!(owner.drawer_count() < 12, "{home:?}: {}", owner.drawer_count());
        let began = Instant::now();
        let page = owner.at(&two).read("/contacts?limit=1000&position=1000").await;
        let cold = began.elapsed();
        assert_eq!((&page["total"], &page["list"][999]["name"]["full"]), (&json!(2000), &json!("Person 01999")));
        let began = Instant::now();
        assert_eq!(owner.at(&two).names("?q=pers 0042&limit=20").await.len(), 10);
        let warm = began.elapsed();
        let mut contact = owner.read("/contacts/n-00007").await;
        contact["title"] = json!("Boss");
        let began = Instant::now();
        assert_eq!(owner.put("/contacts/n-00007", &contact).await.status, StatusCode::OK);
        eprintln!(
            "{home:?}: 2000 contacts imported in {importing:?}, listed cold {cold:?}, searched warm {warm:?}, one edited in {:?}",
            began.elapsed()
        );
        assert_eq!(owner.at(&two).read("/contacts/n-00007").await["title"], "Boss");
        assert!(owner.drawer_count() < 13);
    }
}

#[tokio::test]
async fn many_edits_are_gathered() {
    let node = Node::start(Farm::shared()).await;
    for home in HOMES {
        let owner = Owner::new(&node, home).await;
        for number in 0..60 {
            owner.adds_person(&format!("P{number:02}"), &format!("p{number}@x.org")).await;
        }
        assert!(owner.drawer_count() < 50, "{home:?}: {}", owner.drawer_count());
        assert_eq!(owner.names("").await.len(), 60);
    }
}

#[tokio::test]
async fn hostile_files_are_refused_card_by_card_or_as_a_whole() {
    let node = Node::start(Farm::shared()).await;
    let owner = Owner::new(&node, Home::Mail01).await;
    owner.imports("hello").await.assert_problem(ProblemType::BadRequest);
    owner.imports("").await.assert_problem(ProblemType::BadRequest);
    owner.imports("x".repeat(9 * 1024 * 1024)).await.assert_problem(ProblemType::TooLarge);
    owner.imports("BEGIN:VCARD\nFN:x\nEND:VCARD\n".repeat(10_001)).await.assert_problem(ProblemType::TooLarge);
    owner.post("/contacts/import", &json!({})).await.assert_problem(ProblemType::BadRequest);

    let huge = format!("BEGIN:VCARD\nVERSION:4.0\nFN:Huge\nNOTE:{}\nEND:VCARD\n", "x".repeat(100_000));
    let wide = format!("BEGIN:VCARD\nVERSION:4.0\nFN:Wide\n{}END:VCARD\n", "X-A:1\n".repeat(3000));
    let folded = "BEGIN:VCARD\nVERSION:4.0\nFN:Fol\n ded\n\t name\nEND:VCARD\n";
    let injected = "BEGIN:VCARD\nVERSION:4.0\nFN;X-P=\"a\\nEND:VCARD\":In\\njected\\nEMAIL:x@y\nEND:VCARD\n";
    let deep = format!("{}{}", "BEGIN:VCARD\n".repeat(20_000), "BEGIN:VCALENDAR\n".repeat(20_000));
    let answer = owner.imports(format!("{huge}{wide}{folded}{injected}{CARD}{deep}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let fates: Vec<bool> =
        answer.json()["results"].as_array().expect("results").iter().take(5).map(|one| one["id"].is_string()).collect();
    assert_eq!(fates, [false, false, true, true, true], "{}", answer.text);
    let names = owner.names("").await;
    assert_eq!(names, ["Folded name", "In jected EMAIL:x@y", "Jörg Müller"]);
}

#[tokio::test]
async fn a_contact_or_a_question_that_is_out_of_bounds_is_refused_by_name() {
    let node = Node::start(Farm::shared()).await;
    let owner = Owner::new(&node, Home::Mail01).await;
    for (contact, property) in [
        (json!({}), "name"),
        (json!({"name": {"full": "a\r\nEMAIL:x@y.z"}}), "name"),
        (json!({"name": {"full": "A"}, "note": "x".repeat(17_000)}), "note"),
        (json!({"name": {"full": "A"}, "photo": "data:text/html;base64,AAAA"}), "photo"),
        (json!({"name": {"full": "A"}, "members": vec!["x"; 501]}), "members"),
    ] {
        let answer = owner.post("/contacts", &contact).await;
        answer.assert_problem(ProblemType::InvalidProperties);
        assert_eq!(answer.problem().invalid_properties, [property], "{}", answer.text);
    }
    owner.get("/contacts?limit=0").await.assert_problem(ProblemType::InvalidProperties);
    owner.get(&format!("/contacts?q={}", "x".repeat(201))).await.assert_problem(ProblemType::InvalidProperties);
    owner.get("/contacts?group=nobody").await.assert_problem(ProblemType::NotFound);
    owner.get("/contacts?source=directory").await.assert_problem(ProblemType::InvalidProperties);
    owner.get("/contacts/..%2f..%2fx").await.assert_problem(ProblemType::NotFound);
    owner.put("/contacts/none", &json!({"name": {"full": "A"}})).await.assert_problem(ProblemType::NotFound);
}
