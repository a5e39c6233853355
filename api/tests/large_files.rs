//! A large file on its way through a node, both ways: it passes, byte for byte, and the node's memory does not grow with
//! it. A file of its own, since memory is measured of the whole process.

mod common;

use std::time::{Duration, Instant};

use bytes::Bytes;
use common::{Answer, Browser, Node};
use farm::{Farm, Home};
use futures::{StreamExt as _, stream};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// 25 MB, and a few bytes that fit no line of base64.
const SIZE: usize = 25_000_000 + 13;

/// What the node, its TLS, and this test's own browser may take on top, whatever the file's size.
const MAX_GROWTH: usize = 12 * 1024 * 1024;

const CHUNK: usize = 64 * 1024;

/// The file, made up as it goes: no test data lies in the memory that is measured.
fn file() -> impl Iterator<Item = Bytes> {
    let mut dice: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut left = SIZE;
    std::iter::from_fn(move || {
        let mut chunk = Vec::with_capacity(CHUNK);
        while chunk.len() < CHUNK.min(left) {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            chunk.extend_from_slice(&dice.to_le_bytes());
        }
        chunk.truncate(left);
        left -= chunk.len();
        (!chunk.is_empty()).then(|| chunk.into())
    })
}

/// The most memory that this process has held since the last call, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the line");
    let kilobytes: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
    // 5: forget the peak (proc(5)).
    std::fs::write("/proc/self/clear_refs", "5").expect("permission");
    kilobytes * 1024
}

async fn upload(browser: &Browser) -> Value {
    let body = reqwest::Body::wrap_stream(stream::iter(file().map(Ok::<_, std::io::Error>)));
    let request = browser.request(Method::POST, "/blobs?name=film.bin").header("content-length", SIZE);
    let answer = Answer::to(request.header("content-type", "application/x-film").body(body)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()
}

/// Reads the file and compares it as it comes.
async fn download(browser: &Browser, blob: &str) {
    let response = browser.request(Method::GET, &format!("/blobs/{blob}")).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    let (mut received, mut expected, mut count) = (response.bytes_stream(), file().flatten(), 0);
    while let Some(chunk) = received.next().await {
        let chunk = chunk.expect("the whole file");
        count += chunk.len();
        assert!(chunk.iter().all(|byte| Some(*byte) == expected.next()), "the bytes differ before {count}");
    }
    assert_eq!(count, SIZE);
}

async fn received_file(browser: &Browser) -> String {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let tree = browser.get("/mailboxes").await.json();
        let inbox = tree["list"].as_array().expect("a list").iter().find(|mailbox| mailbox["role"] == "inbox").cloned();
        let path = format!("/mailboxes/{}/emails", inbox.expect("an inbox")["id"].as_str().expect("an id"));
        let rows = browser.get(&path).await.json();
        if let Some(row) = rows["list"].as_array().expect("rows").first() {
            let email = browser.get(&format!("/emails/{}", row["id"].as_str().expect("an id"))).await.json();
            return email["attachments"][0]["blobId"].as_str().expect("a file").to_owned();
        }
        assert!(Instant::now() < deadline, "the message has not come");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_25_mb_file_passes_through_a_node_that_does_not_hold_it() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for (home, other) in [(Home::Mail01, Home::Mail03), (Home::Mail03, Home::Mail01)] {
        let (alice, carol) = (farm.newcomer(home), farm.newcomer(other));
        let (sender, recipient) = (node.sign_in(&alice.name).await, node.sign_in(&carol.name).await);
        peak();
        let before = peak();

        let blob = upload(&sender).await;
        let uploaded = peak();
        let draft = json!({
            "from": {"email": alice.address},
            "to": [{"email": carol.address}],
            "subject": "The film",
            "attachments": [{"blobId": blob["blobId"], "name": "film.bin", "type": "application/x-film", "size": SIZE}],
        });
        let key = format!("large-file-of-{}-{}", alice.name, std::process::id());
        let request = sender.request(Method::POST, "/submissions").header("idempotency-key", key).json(&draft);
        let answer = Answer::to(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let sent = peak();
        let file = received_file(&recipient).await;
        peak();
        download(&recipient, &file).await;
        let downloaded = peak();

        let growth = [uploaded, sent, downloaded].map(|peak| peak.saturating_sub(before));
        println!("{home:?}: {before} bytes at rest, grown by {growth:?} at upload, sending, download");
        assert!(growth.iter().all(|growth| *growth < MAX_GROWTH), "{before} bytes at rest, grown by {growth:?}");
    }
}
