//! A message that the server itself cannot read, in the middle of a list.

use crate::peer::{Peer, ROW, inbox, say};

const REFUSED: &str = "{tag} NO [SERVERBUG] Internal error occurred\r\n";

/// Three messages, of which the second cannot be read.
fn damaged(sent: &str) -> Option<crate::peer::Act> {
    let row = |number: u32| ROW.replace("* 1 FETCH (UID 1", &format!("* {number} FETCH (UID {number}0"));
    let known = |number: u32| format!("* {number} FETCH (UID {number}0 FLAGS (\\Seen))\r\n");
    match sent {
        _ if sent.starts_with("SELECT") => say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n{tag} OK done\r\n"),
        // The server gives up at the damaged one.
        _ if sent.starts_with("FETCH") && sent.contains("BODYSTRUCTURE") => say(row(1) + REFUSED),
        _ if sent.starts_with("FETCH") && sent.contains("RFC822.SIZE") => say(REFUSED),
        _ if sent.starts_with("FETCH") => say(known(1) + &known(2) + &known(3) + "{tag} OK done\r\n"),
        _ if sent.starts_with("UID FETCH 20 ") => say(REFUSED),
        _ if sent.starts_with("UID FETCH 30 ") && sent.contains("BODYSTRUCTURE") => say(row(3) + "{tag} OK done\r\n"),
        _ if sent.starts_with("UID FETCH") => say("{tag} OK done\r\n"),
        _ => None,
    }
}

#[tokio::test]
async fn one_damaged_message_does_not_take_the_list_with_it() {
    let peer = Peer::start(|_, sent| damaged(sent)).await;
    let window = peer.mail().window(&inbox(), 0, 50).await.unwrap();
    let rows: Vec<_> = window.list.iter().map(|row| (row.id.uid, row.is_unreadable, row.subject.is_some())).collect();
    assert_eq!(rows, [(30, false, true), (20, true, false), (10, false, true)]);
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn a_list_of_which_nothing_can_be_told_is_an_error() {
    let peer = Peer::start(|_, sent| if sent.starts_with("FETCH") { say(REFUSED) } else { None }).await;
    let error = peer.mail().window(&inbox(), 0, 50).await.unwrap_err();
    assert!(error.to_string().contains("Internal error"), "{error}");
}
