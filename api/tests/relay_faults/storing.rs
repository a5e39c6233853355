//! APPEND: leave that comes late, among other things, or not at all.

use bytes::Bytes;
use futures::stream::{self, StreamExt as _};
use gatepost::mail::error::MailError;
use gatepost::mail::imap::NewMessage;
use gatepost_shared::keyword::Keywords;

use crate::peer::{Peer, inbox, say};

fn message() -> NewMessage {
    let raw = Bytes::from_static(b"Subject: x\r\n\r\nhello\r\n");
    NewMessage { keywords: Keywords::default(), size: raw.len() as u64, bytes: stream::iter([Ok(raw)]).boxed() }
}

#[tokio::test]
async fn news_before_the_leave_do_not_put_the_connection_out_of_step() {
    let peer = Peer::start(|_, sent| match sent {
        "the literal" => say("* 5 EXISTS\r\n* OK still here\r\n+ go\r\n"),
        _ if sent.starts_with("APPEND") => say("* 6 EXISTS\r\n{tag} OK [APPENDUID 7 42] done\r\n"),
        _ => None,
    })
    .await;
    let mail = peer.mail();
    for _ in 0..2 {
        assert_eq!(mail.append(&inbox(), message()).await.unwrap().unwrap().uid, 42);
    }
    assert_eq!(mail.mailboxes().await.unwrap().len(), 1);
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn a_refusal_instead_of_the_leave_sends_nothing() {
    let peer =
        Peer::start(|_, sent| if sent == "the literal" { say("{tag} NO [OVERQUOTA] full\r\n") } else { None }).await;
    let mail = peer.mail();
    let refused = mail.append(&inbox(), message()).await;
    assert!(matches!(&refused, Err(MailError::Refused { code, .. }) if code == "OVERQUOTA"), "{refused:?}");
    assert_eq!(mail.mailboxes().await.unwrap().len(), 1);
    assert_eq!(peer.connections(), 1, "the connection is as good as before");
}

#[tokio::test]
async fn a_server_without_uidplus_tells_no_id() {
    let peer = Peer::start(|_, _| None).await;
    assert_eq!(peer.mail().append(&inbox(), message()).await.unwrap(), None);
}
