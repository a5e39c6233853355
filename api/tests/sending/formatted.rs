//! Messages with formatting: HTML with its pictures in it, and the same in words beside it.

use farm::{Farm, Home};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::common::{Answer, Node};
use crate::writer::{DELIVERY, Writer, new_key};

async fn picture(writer: &Writer) -> Value {
    let request = writer.browser.request(Method::POST, "/blobs?name=dot.gif").header("content-type", "image/gif");
    let answer = Answer::to(request.body(b"GIF89a not much of a picture".to_vec())).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    json!({"blobId": answer.json()["blobId"], "name": "dot.gif", "type": "image/gif", "size": 28, "cid": "dot@gatepost"})
}

#[tokio::test]
async fn a_formatted_message_is_clean_says_the_same_in_words_and_carries_its_pictures() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail03] {
        let alice = Writer::new(farm, &node, home).await;
        let to = format!("{}-formatted@elsewhere.test", alice.person.name);
        let mut draft = alice.draft(&[&to], "Formatted");
        draft["textBody"] = json!("not read");
        draft["htmlBody"] = json!(
            "<p onclick=\"x()\">Für <b>alle</b><script>alert(1)</script></p><img src=\"cid:dot@gatepost\" alt=\"a dot\"><img src=\"https://tracker.example/p.gif\">"
        );
        draft["attachments"] = json!([picture(&alice).await]);
        let key = new_key();
        let saved = alice.with_key(Method::POST, "/drafts", &key, Some(&draft)).await;
        assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.text);
        assert_eq!(saved.json()["warnings"].as_array().map(Vec::len), Some(1), "the tracker: {}", saved.text);

        // Opened again, and saved once more from what came: the picture is where it was.
        let id = saved.json()["id"].as_str().expect("an id").to_owned();
        let stored = alice.browser.get(&format!("/drafts/{id}")).await.json();
        let html = "<p>Für <b>alle</b></p><img src=\"cid:dot@gatepost\" alt=\"a dot\">";
        assert_eq!(stored["draft"]["htmlBody"], html, "{home:?}");
        assert_eq!(stored["draft"]["textBody"].as_str().map(str::trim), Some("Für alle\n\na dot"), "{home:?}");
        assert_eq!(stored["draft"]["attachments"][0]["cid"], "dot@gatepost");
        assert_eq!(stored["draft"]["attachments"][0]["blobId"], saved.json()["attachments"][0]["blobId"], "{home:?}");
        let again = alice.with_key(Method::PUT, &format!("/drafts/{id}"), &key, Some(&stored["draft"])).await;
        let blob = again.json()["attachments"][0]["blobId"].as_str().expect("a blob").to_owned();
        assert_eq!(alice.browser.get(&format!("/blobs/{blob}")).await.text, "GIF89a not much of a picture");

        let answer = alice.submits(&key, again.json()["id"].as_str().expect("an id")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let sunk = farm.await_sunk(&to, DELIVERY).expect("the sink").expect("the message");
        let raw = String::from_utf8_lossy(&sunk.raw).into_owned();
        assert!(!raw.contains("script") && !raw.contains("tracker"), "{raw}");
        assert!(
            raw.contains("multipart/related") && !raw.contains("multipart/mixed"),
            "nothing more than needed: {raw}"
        );
        assert!(raw.contains("Content-ID: <dot@gatepost>"), "{raw}");
        // The sender sees in Sent what was sent, the picture in its place.
        let sent =
            alice.browser.get(&format!("/emails/{}/html", answer.json()["emailId"].as_str().expect("an id"))).await;
        assert!(sent.text.contains("/api/v1/blobs/"), "{}", sent.text);
    }
}
