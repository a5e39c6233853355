//! Large attachments, both ways, without the node holding them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use gatepost::mail::imap::NewMessage;
use gatepost_shared::id::BlobId;
use gatepost_shared::keyword::Keywords;
use sha2::{Digest as _, Sha256};

use crate::scene::{Scene, inbox, on_both_servers};

on_both_servers!(twenty_five_megabytes_stream_both_ways, two_downloads_at_once_do_not_mix);

const HEADER: &str = "Subject: large\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=large.bin\r\n\
    Content-Transfer-Encoding: base64\r\n\r\n";

/// Whole lines of base64: 57 bytes each.
const BLOCK: usize = 57 * 1000;

/// The bytes of one block of an attachment: they differ from block to block.
fn block(seed: u64, number: u64) -> Vec<u8> {
    let digest = Sha256::digest([seed.to_be_bytes(), number.to_be_bytes()].concat());
    digest.iter().copied().cycle().take(BLOCK).collect()
}

fn encoded(bytes: &[u8]) -> Bytes {
    let lines = bytes.chunks(57).map(|line| STANDARD.encode(line) + "\r\n");
    lines.collect::<String>().into()
}

fn message(seed: u64, blocks: u64) -> NewMessage {
    let size = HEADER.len() as u64 + blocks * 78 * 1000;
    let body = stream::iter(0..blocks).map(move |number| Ok(encoded(&block(seed, number))));
    let bytes = stream::iter([Ok(Bytes::from_static(HEADER.as_bytes()))]).chain(body).boxed();
    NewMessage { keywords: Keywords::default(), size, bytes }
}

fn digest_of(seed: u64, blocks: u64) -> Vec<u8> {
    let mut digest = Sha256::new();
    (0..blocks).for_each(|number| digest.update(block(seed, number)));
    digest.finalize().to_vec()
}

async fn downloaded(scene: &Scene, id: &BlobId) -> Vec<u8> {
    let blob = scene.mail.blob(id).await.unwrap();
    let digest = blob.bytes.try_fold(Sha256::new(), |mut digest, bytes| async move {
        digest.update(&bytes);
        Ok(digest)
    });
    digest.await.unwrap().finalize().to_vec()
}

async fn twenty_five_megabytes_stream_both_ways(scene: Scene) {
    let blocks = 25 * 1_000_000 / BLOCK as u64 + 1;
    let before = resident();
    let started = std::time::Instant::now();
    let id = scene.mail.append(&inbox(), message(1, blocks)).await.unwrap().unwrap();
    let stored = started.elapsed();
    let part = BlobId::new(id, "1").unwrap();
    assert_eq!(downloaded(&scene, &part).await, digest_of(1, blocks));
    let grown = resident().saturating_sub(before);
    println!(
        "25 MB stored in {stored:?}, there and back in {:?}; resident memory grew by {grown} KiB",
        started.elapsed()
    );
    // Other tests of this process run at the same time, and share the figure.
    assert!(grown < 60_000, "resident memory grew by {grown} KiB");
}

async fn two_downloads_at_once_do_not_mix(scene: Scene) {
    let mut parts = Vec::new();
    for seed in [1, 2] {
        let id = scene.mail.append(&inbox(), message(seed, 20)).await.unwrap().unwrap();
        parts.push(BlobId::new(id, "1").unwrap());
    }
    let both = tokio::join!(downloaded(&scene, &parts[0]), downloaded(&scene, &parts[1]));
    assert_eq!(both, (digest_of(1, 20), digest_of(2, 20)));
}

/// This process's resident memory in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
