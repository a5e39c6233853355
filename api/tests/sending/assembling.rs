//! Attachments travel once: what the mail server has is named to it, and the bytes stay the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use farm::{Farm, Home};
use gatepost::config::Config;
use gatepost_shared::id::MailboxId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::common::{self, Answer, Node};
use crate::writer::{DELIVERY, Writer, new_key};

/// 25 MB, and a few bytes that fit no line of base64.
const SIZE: usize = 25_000_000 + 13;

/// A way to a mail server that counts what goes there.
struct Meter {
    port: u16,
    sent: Arc<AtomicU64>,
}

impl Meter {
    async fn before(farm: &Farm, home: Home) -> Self {
        let backend = &farm.facts().backends[&home.host()];
        let server = format!("{}:{}", backend.address, backend.imaps);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let meter = Self { port: listener.local_addr().expect("its address").port(), sent: Arc::default() };
        let sent = Arc::clone(&meter.sent);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.expect("the server");
                tokio::spawn(pass(client, server, Arc::clone(&sent)));
            }
        });
        meter
    }

    /// A node whose way to this server is metered.
    fn config(&self, farm: &Farm, home: Home) -> Config {
        let backend = &farm.facts().backends[&home.host()];
        let direct = format!("imaps://{}:{}", backend.address, backend.imaps);
        let text = common::config_text(farm).replace(&direct, &format!("imaps://127.0.0.1:{}", self.port));
        Config::parse(&text, std::path::Path::new("/")).expect("a configuration")
    }

    /// How many bytes went to the server since the last call.
    fn take(&self) -> u64 {
        self.sent.swap(0, Ordering::SeqCst)
    }
}

async fn pass(client: TcpStream, server: TcpStream, sent: Arc<AtomicU64>) -> std::io::Result<()> {
    let ((mut from_client, mut to_client), (mut from_server, mut to_server)) =
        (client.into_split(), server.into_split());
    tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = from_client.read(&mut buffer).await?;
        if count == 0 {
            return to_server.shutdown().await;
        }
        sent.fetch_add(count as u64, Ordering::SeqCst);
        to_server.write_all(&buffer[..count]).await?;
    }
}

/// Bytes that no two lines of have in common.
fn film(size: usize) -> Vec<u8> {
    let mut dice: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        bytes.extend_from_slice(&dice.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

async fn upload(writer: &Writer, bytes: Vec<u8>, media_type: &str) -> Value {
    let request = writer.browser.request(Method::POST, "/blobs?name=film.bin").header("content-type", media_type);
    let answer = Answer::to(request.body(bytes)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()
}

async fn digest(writer: &Writer, blob: &Value) -> Vec<u8> {
    let path = format!("/blobs/{}", blob.as_str().expect("a blob"));
    let response = writer.browser.request(Method::GET, &path).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    Sha256::digest(response.bytes().await.expect("the file")).to_vec()
}

#[tokio::test]
async fn a_file_of_25_mb_saved_five_times_travels_to_the_mail_server_once() {
    let farm = Farm::shared();
    for home in [Home::Mail01, Home::Mail03] {
        let meter = Meter::before(farm, home).await;
        let node = Node::with(meter.config(farm, home)).await;
        let alice = Writer::new(farm, &node, home).await;
        let bytes = film(SIZE);
        let original = Sha256::digest(&bytes).to_vec();

        let blob = upload(&alice, bytes, "application/x-film").await;
        let uploaded = meter.take();
        assert!(uploaded > SIZE as u64, "{uploaded}");

        let key = new_key();
        let mut draft = alice.draft(&["film@elsewhere.test"], "The film");
        draft["attachments"] =
            json!([{"blobId": blob["blobId"], "name": "film.bin", "type": "application/x-film", "size": SIZE}]);
        let mut saved = alice.with_key(Method::POST, "/drafts", &key, Some(&draft)).await;
        for version in 2..=5 {
            draft["textBody"] = json!(format!("Version {version}"));
            draft["attachments"] = saved.json()["attachments"].clone();
            let path = format!("/drafts/{}", saved.json()["id"].as_str().expect("an id"));
            saved = alice.with_key(Method::PUT, &path, &key, Some(&draft)).await;
            assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
        }
        let for_saving = meter.take();
        println!("{home:?}: {uploaded} bytes to upload, {for_saving} to save five times");
        assert!(for_saving < 100_000, "{home:?}: {for_saving} bytes went to the mail server for five versions");
        assert_eq!(alice.rows("drafts").await.len(), 1);
        assert_eq!(digest(&alice, &saved.json()["attachments"][0]["blobId"]).await, original, "{home:?}");
    }
}

#[tokio::test]
async fn whatever_a_file_is_and_wherever_it_lies_its_bytes_stay_the_same() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail01, Home::Mail02, Home::Mail03] {
        let alice = Writer::new(farm, &node, home).await;
        let bytes = film(70_001);
        let blob = upload(&alice, bytes.clone(), "application/x-film").await;
        // A mailbox whose name needs every encoding there is, and in it mail with a part in quoted-printable, one that is
        // not encoded at all, and itself to be passed on whole.
        let mail = b"From: x@elsewhere.test\r\nSubject: Files\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: text/csv; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\nM=FCll;1=\r\n;2\r\n--b\r\nContent-Type: application/x-log\r\nContent-Disposition: attachment; filename=b.log\r\n\r\nno encoding\r\n.\r\n--b--\r\n";
        farm.imap(&alice.person).expect("signed in").create("Wörk & Pl+n").expect("created");
        farm.append(&alice.person, "Wörk & Pl+n", mail, "").expect("stored");
        let mailbox = MailboxId::new("W&APY-rk &- Pl+n").expect("a name");
        let rows = alice.browser.get(&format!("/mailboxes/{mailbox}/emails")).await.json();
        let email = alice.email(&rows["list"][0]).await;
        let files = email["attachments"].as_array().expect("files");
        let file =
            |blob: &Value, name: &str, kind: &str| json!({"blobId": blob, "name": name, "type": kind, "size": 1});
        let mut draft = alice.draft(&["film@elsewhere.test"], "All kinds");
        draft["attachments"] = json!([
            file(&blob["blobId"], "film.bin", "application/x-film"),
            file(&files[0]["blobId"], "a.csv", "text/csv"),
            file(&files[1]["blobId"], "b.log", "application/x-log"),
            file(&email["blobId"], "files.eml", "message/rfc822"),
        ]);
        let key = new_key();
        let saved = alice.with_key(Method::POST, "/drafts", &key, Some(&draft)).await;
        assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.text);
        for (at, source) in
            [&blob["blobId"], &files[0]["blobId"], &files[1]["blobId"], &email["blobId"]].into_iter().enumerate()
        {
            let stored = &saved.json()["attachments"][at]["blobId"];
            assert_eq!(digest(&alice, stored).await, digest(&alice, source).await, "file {at} on {home:?}");
        }
        // And on the way to the world.
        let to = format!("{}-all-kinds@elsewhere.test", alice.person.name);
        draft["to"] = json!([{"email": to}]);
        draft["attachments"] = saved.json()["attachments"].clone();
        alice.sends(&draft).await;
        let sunk = farm.await_sunk(&to, DELIVERY).expect("the sink").expect("the message");
        let message = String::from_utf8_lossy(&sunk.raw).into_owned();
        assert!(message.contains("Content-Type: message/rfc822") && message.contains("M=FCll;1="), "{message}");
    }
}
