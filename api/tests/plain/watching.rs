//! News without IDLE: all mailboxes are looked at every so often.

use futures::StreamExt as _;
use gatepost_shared::event::StateChange;
use reqwest::Method;
use tokio::time::timeout;

use crate::scene::{NEWS, Reader, id, letter};

#[tokio::test]
async fn new_mail_is_told_of_by_the_next_poll() {
    let reader = Reader::new().await;
    let response = reader.browser.request(Method::GET, "/events").send().await.expect("a stream");
    let mut stream = response.bytes_stream();
    let mut told = String::new();
    let mut next = async || -> StateChange {
        loop {
            let piece = timeout(NEWS, stream.next()).await.expect("news in time").expect("no end").expect("bytes");
            told.push_str(&String::from_utf8_lossy(&piece));
            let data = told.split_inclusive("\n\n").find_map(|event| {
                let event = event.strip_suffix("\n\n")?;
                Some((event.len() + 2, event.lines().find_map(|line| line.strip_prefix("data:"))?.to_owned()))
            });
            if let Some((end, data)) = data {
                told.drain(..end);
                if let Ok(change) = serde_json::from_str(data.trim()) {
                    return change;
                }
            }
        }
    };
    let inbox = id("INBOX").parse().expect("an id");
    let first = next().await.changed.get(&inbox).cloned();
    reader.finds("INBOX", &letter("one"));
    let second = next().await.changed.get(&inbox).cloned();
    assert!(first.is_some() && second.is_some() && first != second);
    reader.asked_for_nothing_newer();
}
