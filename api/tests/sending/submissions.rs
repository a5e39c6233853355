//! From one person's draft to other people's inboxes.

use farm::{Farm, Home, Person};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::Node;
use crate::writer::{DELIVERY, Writer, new_key};

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
