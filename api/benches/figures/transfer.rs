//! A large attachment: how fast it comes, and how much of it the node holds at once.

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use farm::{Farm, Person};
use futures::StreamExt as _;
use gatepost_shared::id::{BlobId, EmailId};

use crate::Outcome;
use crate::figure::{Figure, Goal, Times};
use crate::node::{Browser, Node, bytes, list};
use crate::raw::Raw;

/// The file's size before encoding.
const SIZE: usize = 25 * 1024 * 1024;
const ROUNDS: usize = 6;
const MAILBOX: &str = "Large";

pub(crate) async fn measure(farm: &Farm, node: &Node, person: &Person) -> Outcome<Vec<Figure>> {
    let browser = node.sign_in(person).await?;
    farm.imap(person)?.create(MAILBOX)?;
    farm.append(person, MAILBOX, &message(), "")?;
    let id: EmailId =
        browser.json(&list(MAILBOX, "position=0")?).await?["list"][0]["id"].as_str().ok_or("no row")?.parse()?;
    let blob = format!("/blobs/{}", BlobId::new(id.clone(), "2")?);
    let mut raw = Raw::sign_in(farm, person).await?;
    raw.run(&format!("SELECT {MAILBOX}")).await?;

    bytes(browser.get(&blob)).await?;
    let before = node.resident_kib()?;
    let mut most = before;
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        most = most.max(download(&browser, &blob, node).await?);
        ours.push(begun.elapsed());
        let begun = Instant::now();
        raw.run(&format!("UID FETCH {} (BODY.PEEK[2])", id.uid)).await?;
        theirs.push(begun.elapsed());
    }
    // Both carry the same bytes from the server: base64.
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    let throughput = |times: &Times| SIZE as f64 / 1024.0 / 1024.0 / (times.median() / 1000.0);
    Ok(vec![
        Figure::beside(
            "attachment of 25 MiB",
            "MiB/s",
            throughput(&ours),
            throughput(&theirs),
            Goal::RatioAtLeast(0.8),
        ),
        Figure::alone("memory that grows meanwhile", "MiB", (most - before) / 1024.0, Goal::AtMost(2.0)),
    ])
}

/// Downloads to the end; the most memory that the node had meanwhile, in KiB.
async fn download(browser: &Browser, path: &str, node: &Node) -> Outcome<f64> {
    let answer = browser.get(path).send().await?.error_for_status()?;
    let mut stream = answer.bytes_stream();
    let (mut received, mut looked_at, mut most) = (0, 0, 0.0_f64);
    while let Some(piece) = stream.next().await {
        received += piece?.len();
        if received - looked_at > SIZE / 20 {
            looked_at = received;
            most = most.max(node.resident_kib()?);
        }
    }
    if received == SIZE { Ok(most) } else { Err(format!("{received} of {SIZE} bytes came").into()) }
}

fn message() -> Vec<u8> {
    let file: Vec<u8> = (0..SIZE).map(|at| u8::try_from(at * 7919 % 251).unwrap_or(0)).collect();
    let encoded = STANDARD.encode(file);
    let mut raw = b"Subject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nhere it is\r\n\
        --q\r\nContent-Type: application/octet-stream; name=large.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        .to_vec();
    for line in encoded.as_bytes().chunks(76) {
        raw.extend_from_slice(line);
        raw.extend_from_slice(b"\r\n");
    }
    raw.extend_from_slice(b"--q--\r\n");
    raw
}
