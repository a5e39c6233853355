//! Files that come in parts, through any node, and go on where a connection broke.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::common::{Answer, Node};
use crate::writer::{Writer, new_key};

/// Four parts, the last one short.
const PART: usize = 57 * 2000;
const SIZE: usize = 3 * PART + 1001;

fn file() -> Vec<u8> {
    (0..SIZE).map(|at| u8::try_from(at * at % 251).expect("a byte")).collect()
}

async fn put(writer: &Writer, upload: &str, from: usize, to: usize, size: usize) -> Answer {
    let request = writer
        .browser
        .request(Method::PUT, &format!("/uploads/{upload}?name=film.bin"))
        .header("content-type", "application/x-film")
        .header("content-range", format!("bytes {from}-{}/{size}", to - 1));
    Answer::to(request.body(file()[from..to].to_vec())).await
}

#[tokio::test]
async fn a_file_in_parts_goes_on_at_another_node_and_is_whole_in_the_end() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in [Home::Mail01, Home::Mail03] {
        let here = Writer::new(farm, &one, home).await;
        let there = here.at(&two);
        let upload = new_key();
        here.browser.get(&format!("/uploads/{upload}")).await.assert_problem(ProblemType::NotFound);
        // Out of order, one of them twice, the rest by another node.
        for (from, to) in [(PART, 2 * PART), (0, PART), (0, PART)] {
            let answer = put(&here, &upload, from, to, SIZE).await;
            assert_eq!(answer.status, StatusCode::OK, "{home:?}: {}", answer.text);
        }
        let state = there.browser.get(&format!("/uploads/{upload}")).await.json();
        assert_eq!(state, json!({"size": SIZE, "received": [{"from": 0, "to": PART}, {"from": PART, "to": 2 * PART}]}));
        put(&there, &upload, 10, PART, SIZE).await.assert_problem(ProblemType::InvalidProperties);
        put(&there, &upload, 0, 2 * PART, SIZE).await.assert_problem(ProblemType::InvalidProperties);
        put(&there, &upload, 3 * PART, SIZE, SIZE).await;
        let whole = put(&there, &upload, 2 * PART, 3 * PART, SIZE).await.json();
        assert_eq!(whole["blob"]["size"], json!(SIZE), "{home:?}: {whole}");
        assert_eq!(whole["blob"]["type"], "application/x-film");
        let again = here.browser.get(&format!("/uploads/{upload}")).await.json();
        assert_eq!(again["blob"], whole["blob"]);

        let key = new_key();
        let mut draft = here.draft(&["film@elsewhere.test"], "The film");
        draft["attachments"] = json!([{"blobId": whole["blob"]["blobId"], "name": "film.bin", "type": "application/x-film", "size": SIZE}]);
        let saved = here.with_key(Method::POST, "/drafts", &key, Some(&draft)).await;
        assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.text);
        let blob = saved.json()["attachments"][0]["blobId"].as_str().expect("a blob").to_owned();
        let bytes = here.browser.request(Method::GET, &format!("/blobs/{blob}")).send().await.expect("an answer");
        let bytes = bytes.bytes().await.expect("the file");
        assert_eq!(Sha256::digest(&bytes), Sha256::digest(file()), "{home:?}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_said_before_it_is_sent() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let alice = Writer::new(farm, &node, Home::Mail02).await;
    put(&alice, &new_key(), 0, PART, 50_000_000_000).await.assert_problem(ProblemType::TooLarge);
    let request = alice.browser.request(Method::PUT, &format!("/uploads/{}", new_key()));
    Answer::to(request.body("x")).await.assert_problem(ProblemType::BadRequest);
    let request = alice.browser.request(Method::PUT, "/uploads/short").header("content-range", "bytes 0-0/1");
    Answer::to(request.body("x")).await.assert_problem(ProblemType::BadRequest);
}
