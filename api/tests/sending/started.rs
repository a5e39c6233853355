//! Drafts begun from an email: answered, passed on in the text and as a file, written anew.

use farm::{Farm, Home};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::common::Node;
use crate::writer::{DELIVERY, Writer};

const LETTER: &[u8] = b"From: Carol <carol@elsewhere.test>\r\nTo: list@elsewhere.test\r\nList-Post: <mailto:list@elsewhere.test>\r\nMessage-ID: <letter@elsewhere.test>\r\nReferences: <first@elsewhere.test>\r\nSubject: Lunch\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p onclick=x()>Noon?</p><img src=\"cid:dot@x\"><img src=\"https://tracker.example/p.gif\">\r\n--b\r\nContent-Type: image/gif\r\nContent-ID: <dot@x>\r\nContent-Disposition: inline; filename=dot.gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAAAAACw=\r\n--b--\r\n";

async fn start(writer: &Writer, row: &Value, wanted: Value) -> Value {
    let path = format!("/emails/{}/draft", row["id"].as_str().expect("an id"));
    let answer = writer.browser.post(&path, &wanted).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn an_email_is_answered_passed_on_and_written_anew() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail03] {
        let alice = Writer::new(farm, &node, home).await;
        farm.append(&alice.person, "INBOX", LETTER, "").expect("stored");
        let row = alice.receives("Lunch").await;

        let reply =
            start(&alice, &row, json!({"action": "reply", "html": true, "words": {"attribution": "Carol schrieb:"}}))
                .await;
        assert_eq!(reply["to"], json!([{"name": "Carol", "email": "carol@elsewhere.test"}]));
        assert_eq!(reply["from"]["email"], json!(alice.person.address));
        assert_eq!(reply["references"], json!(["first@elsewhere.test", "letter@elsewhere.test"]));
        let html = reply["htmlBody"].as_str().expect("HTML");
        assert!(
            html.contains("<p>Carol schrieb:</p><blockquote type=\"cite\"><p>Noon?</p><img src=\"cid:dot@x\">"),
            "{html}"
        );
        assert!(!html.contains("tracker") && !html.contains("onclick"), "{html}");
        assert_eq!(reply["attachments"].as_array().map(Vec::len), Some(1), "the picture that is quoted: {reply}");
        assert_eq!(reply["attachments"][0]["cid"], "dot@x");

        let to_list = start(&alice, &row, json!({"action": "replyList"})).await;
        assert_eq!(to_list["to"], json!([{"email": "list@elsewhere.test"}]));
        assert!(to_list["textBody"].as_str().is_some_and(|text| text.contains("> Noon?")), "{to_list}");
        let anew = start(&alice, &row, json!({"action": "editAsNew", "html": true})).await;
        assert_eq!((anew["subject"].clone(), anew["references"].clone()), (json!("Lunch"), json!([])));

        // Sent as a file, it is the message itself; and the original knows.
        let to = format!("{}-eml@elsewhere.test", alice.person.name);
        let mut file = start(&alice, &row, json!({"action": "forwardAsFile"})).await;
        file["to"] = json!([{"email": to}]);
        alice.sends(&file).await;
        let sunk = farm.await_sunk(&to, DELIVERY).expect("the sink").expect("the message");
        let raw = String::from_utf8_lossy(&sunk.raw).replace("\r\n", "\n");
        let letter = String::from_utf8_lossy(LETTER).replace("\r\n", "\n");
        assert!(raw.contains(letter.trim_end()) && raw.contains("filename=Lunch.eml"), "{raw}");
        assert_eq!(alice.rows("inbox").await[0]["keywords"]["$forwarded"], true);
    }
}
