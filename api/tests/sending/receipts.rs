//! Read receipts: asked for by choice, given by choice, once, and never for junk.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;
use serde_json::json;

use crate::common::Node;
use crate::writer::{DELIVERY, Writer};

#[tokio::test]
async fn a_receipt_is_given_when_the_person_says_so_and_once() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail03] {
        let alice = Writer::new(farm, &node, home).await;
        let author = format!("{}-author@elsewhere.test", alice.person.name);
        let mail = |subject: &str| {
            format!(
                "From: x@elsewhere.test\r\nTo: {}\r\nMessage-ID: <asks@elsewhere.test>\r\nDisposition-Notification-To: <{author}>\r\nSubject: {subject}\r\n\r\nRead me.\r\n",
                alice.person.address
            )
        };
        farm.append(&alice.person, "INBOX", mail("Please confirm").as_bytes(), "").expect("stored");
        let row = alice.receives("Please confirm").await;
        let email = alice.email(&row).await;
        assert_eq!(email["dispositionNotificationTo"], json!([{"email": author}]));
        let path = format!("/emails/{}/mdn", row["id"].as_str().expect("an id"));
        let answer = alice.browser.post(&path, &json!({})).await;
        assert_eq!(answer.status, StatusCode::OK, "{home:?}: {}", answer.text);
        let sunk = farm.await_sunk(&author, DELIVERY).expect("the sink").expect("the receipt");
        let raw = String::from_utf8_lossy(&sunk.raw).into_owned();
        assert_eq!(sunk.from, "", "nobody's machine can answer it");
        for piece in [
            "report-type=disposition-notification",
            "Disposition: manual-action/MDN-sent-manually; displayed",
            "Original-Message-ID: <asks@elsewhere.test>",
            &format!("Final-Recipient: rfc822;{}", alice.person.address),
        ] {
            assert!(raw.contains(piece), "{piece}: {raw}");
        }
        alice.browser.post(&path, &json!({})).await.assert_problem(ProblemType::StateMismatch);
        assert_eq!(alice.rows("inbox").await[0]["keywords"]["$mdnsent"], true);

        // Junk, and mail that asks for nothing, get none.
        farm.append(&alice.person, "Junk", mail("Buy").as_bytes(), "").expect("stored");
        farm.append(&alice.person, "INBOX", b"From: x@elsewhere.test\r\nSubject: Plain\r\n\r\n", "").expect("stored");
        for row in [alice.rows("junk").await[0].clone(), alice.receives("Plain").await] {
            let path = format!("/emails/{}/mdn", row["id"].as_str().expect("an id"));
            alice.browser.post(&path, &json!({})).await.assert_problem(ProblemType::InvalidProperties);
        }
    }
}

#[tokio::test]
async fn a_receipt_is_asked_for_by_choice() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail02).await;
    let to = format!("{}-confirms@elsewhere.test", alice.person.name);
    let mut draft = alice.draft(&[&to], "Confirm this");
    draft["requestReadReceipt"] = json!(true);
    alice.sends(&draft).await;
    let sunk = farm.await_sunk(&to, DELIVERY).expect("the sink").expect("the message");
    let raw = String::from_utf8_lossy(&sunk.raw).into_owned();
    assert!(raw.contains("Disposition-Notification-To:") && raw.contains(&alice.person.address), "{raw}");
}
