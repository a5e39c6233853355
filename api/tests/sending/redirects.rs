//! An email passed on as it is.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::Node;
use crate::writer::{DELIVERY, Writer, new_key};

const ORIGINAL: &[u8] = b"From: Carol <carol@elsewhere.test>\r\nTo: alice@example.org\r\nMessage-ID: <original@elsewhere.test>\r\nSubject: Lunch\r\nX-Gatepost-Reference: reply E1\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nMittag f=C3=BCr alle.\r\n.\r\n";

#[tokio::test]
async fn it_reaches_the_new_recipients_only_with_its_text_untouched_and_once() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail03] {
        let alice = Writer::new(farm, &node, home).await;
        farm.append(&alice.person, "INBOX", ORIGINAL, "").expect("stored");
        let row = alice.receives("Lunch").await;
        let to = format!("{}-redirected@elsewhere.test", alice.person.name);
        let wanted = json!({"from": {"email": alice.person.address}, "to": [{"email": to}]});
        let path = format!("/emails/{}/redirect", row["id"].as_str().expect("an id"));
        let key = new_key();
        let answer = alice.with_key(Method::POST, &path, &key, Some(&wanted)).await;
        assert_eq!(answer.status, StatusCode::OK, "{home:?}: {}", answer.text);
        assert_eq!(answer.json()["warnings"], json!([]), "{}", answer.text);
        let again = alice.with_key(Method::POST, &path, &key, Some(&wanted)).await;
        assert_eq!(
            (again.json()["isReplay"].clone(), again.json()["emailId"].clone()),
            (json!(true), answer.json()["emailId"].clone())
        );

        let sunk = farm.await_sunk(&to, DELIVERY).expect("the sink").expect("the message");
        let raw = String::from_utf8_lossy(&sunk.raw).into_owned();
        assert_eq!(sunk.to, std::slice::from_ref(&to));
        assert!(
            raw.contains(&format!("Resent-From: {}", alice.person.address))
                && raw.contains("Resent-Message-ID: <resent."),
            "{raw}"
        );
        assert!(raw.contains("From: Carol <carol@elsewhere.test>") && raw.contains("Mittag f=C3=BCr alle."), "{raw}");
        assert!(!raw.to_lowercase().contains("x-gatepost"), "{raw}");
        assert_eq!(alice.rows("drafts").await.len(), 0);
        assert_eq!(alice.rows("inbox").await[0]["keywords"]["$forwarded"], true, "{home:?}");
        let copies = farm.sink_messages().expect("the sink").iter().filter(|one| one.to.contains(&to)).count();
        assert_eq!(copies, 1);
    }
}

#[tokio::test]
async fn nobody_passes_on_as_somebody_else_and_what_was_refused_is_not_kept() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail01).await;
    farm.append(&alice.person, "INBOX", ORIGINAL, "").expect("stored");
    let path = format!("/emails/{}/redirect", alice.receives("Lunch").await["id"].as_str().expect("an id"));
    let forged = json!({"from": {"email": "boss@example.org"}, "to": [{"email": "x@elsewhere.test"}]});
    alice.with_key(Method::POST, &path, &new_key(), Some(&forged)).await.assert_problem(ProblemType::ForbiddenFrom);
    let nobody = json!({"from": {"email": alice.person.address}, "to": [{"email": "nobody-at-all@example.org"}]});
    alice.with_key(Method::POST, &path, &new_key(), Some(&nobody)).await.assert_problem(ProblemType::SubmissionRefused);
    assert_eq!((alice.rows("drafts").await.len(), alice.rows("sent").await.len()), (0, 0));
}
