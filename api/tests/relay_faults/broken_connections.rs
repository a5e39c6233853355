//! Connections that end or fall silent: errors that say so, and connections that are never used again.

use gatepost::mail::error::MailError;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::{EmailPatch, SetEmails};

use crate::peer::{Act, Peer, ROW, inbox, only_email, say};

#[tokio::test]
async fn an_end_in_the_middle_of_a_list_is_not_a_short_list() {
    let peer = Peer::start(|number, sent| {
        let half = "* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[HEADER.FIELDS (FROM)]<0> {500}\r\nSubject: ha";
        (number == 1 && sent.starts_with("FETCH")).then_some(Act::SayAndClose(half))
    })
    .await;
    let mail = peer.mail();
    let error = mail.window(&inbox(), 0, 50).await.unwrap_err();
    assert_eq!(error.to_string(), "the mail server 127.0.0.1 ended the connection during FETCH: end of stream");
    // The next request gets a connection that is whole.
    assert_eq!(mail.window(&inbox(), 0, 50).await.unwrap().list.len(), 1);
    assert_eq!(peer.connections(), 2);
}

#[tokio::test]
async fn an_end_between_two_rows_is_not_a_short_list() {
    let peer = Peer::start(|_, sent| sent.starts_with("FETCH").then_some(Act::SayAndClose(ROW))).await;
    assert!(matches!(peer.mail().window(&inbox(), 0, 50).await, Err(MailError::Disconnected { .. })));
}

#[tokio::test]
async fn a_goodbye_is_told_in_the_servers_words() {
    let peer =
        Peer::start(|_, sent| sent.starts_with("LIST").then_some(Act::SayAndClose("* BYE shutting down\r\n"))).await;
    let error = peer.mail().mailboxes().await.unwrap_err();
    assert_eq!(error.to_string(), "the mail server 127.0.0.1 ended the connection during LIST: shutting down");
}

#[tokio::test]
async fn a_warm_connection_that_has_died_is_replaced_without_a_word() {
    let peer = Peer::start(|number, sent| {
        (number == 1 && sent.starts_with("STATUS")).then_some(Act::SayAndClose("* BYE idle for too long\r\n"))
    })
    .await;
    let mail = peer.mail();
    mail.mailboxes().await.unwrap();
    assert_eq!(mail.window(&inbox(), 0, 50).await.unwrap().total, 1);
    assert_eq!(peer.connections(), 2);
}

#[tokio::test]
async fn a_change_is_not_made_twice_when_its_answer_is_lost() {
    let peer = Peer::start(|_, sent| sent.starts_with("UID STORE").then_some(Act::SayAndClose(""))).await;
    let mail = peer.mail();
    mail.mailboxes().await.unwrap();
    let seen = EmailPatch::mark("$seen".parse().unwrap(), true);
    let lost = mail.set(&SetEmails { update: [(only_email(), seen)].into(), ..SetEmails::default() }).await;
    assert!(matches!(lost, Err(MailError::Disconnected { .. })), "{lost:?}");
    let pending: Keyword = Keyword::SUBMIT_PENDING.parse().unwrap();
    assert!(matches!(mail.claim(&only_email(), &pending, 5).await, Err(MailError::Disconnected { .. })));
    assert_eq!(peer.connections(), 2, "one connection for each attempt");
}

#[tokio::test]
async fn a_silent_server_is_given_up_and_its_connection_with_it() {
    for silent_at in ["AUTHENTICATE", "LIST"] {
        let peer =
            Peer::start(move |number, sent| (number == 1 && sent.starts_with(silent_at)).then_some(Act::FallSilent))
                .await;
        let mail = peer.mail();
        let error = mail.mailboxes().await.unwrap_err();
        assert!(matches!(error, MailError::TimedOut { .. }), "{silent_at}: {error}");
        assert_eq!(mail.mailboxes().await.unwrap().len(), 1, "{silent_at}");
        assert_eq!(peer.connections(), 2, "{silent_at}");
    }
}

#[tokio::test]
async fn a_request_that_goes_away_does_not_disturb_the_next() {
    let peer = Peer::start(|_, _| None).await;
    let mail = peer.mail();
    mail.mailboxes().await.unwrap();
    for _ in 0..20 {
        // The browser has scrolled on before the answer came.
        let inbox = inbox();
        let going_away = mail.window(&inbox, 0, 50);
        let _ = tokio::time::timeout(std::time::Duration::from_micros(1), going_away).await;
    }
    assert_eq!(mail.window(&inbox(), 0, 50).await.unwrap().list.len(), 1);
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_ends_the_connection() {
    let peer = Peer::start(
        |number, sent| {
            if number == 1 && sent.starts_with("LIST") { say("what do you want?\r\n") } else { None }
        },
    )
    .await;
    let mail = peer.mail();
    assert!(matches!(mail.mailboxes().await, Err(MailError::Unintelligible { .. })));
    mail.mailboxes().await.unwrap();
}
