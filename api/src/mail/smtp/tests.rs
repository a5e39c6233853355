//! A scripted server: refuses, falls silent, hangs up at an exact line.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

use super::conversation::Conversation;
use super::*;
use crate::directory::TlsMode;

/// What the server does at the next line that it reads (or at the final dot).
#[derive(Debug, Clone, Copy)]
enum Act {
    Say(&'static str),
    HangUp,
    Silence,
}

const EHLO: Act = Act::Say("250-mx\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250 AUTH LOGIN PLAIN\r\n");
const SIGNED_IN: Act = Act::Say("235 2.7.0 ok\r\n");
const OK: Act = Act::Say("250 2.1.0 ok\r\n");
const GO: Act = Act::Say("354 go\r\n");

/// Plays the script and answers what it has read: lines, and each message as one item.
async fn play(mut stream: DuplexStream, script: Vec<Act>, piece: usize) -> Vec<String> {
    let mut heard = Vec::new();
    let mut in_data = false;
    for act in script {
        let end: &[u8] = if in_data { b"\r\n.\r\n" } else { b"\r\n" };
        let Some(line) = read_until(&mut stream, end).await else { return heard };
        heard.push(line);
        match act {
            Act::Say(reply) => {
                for bytes in reply.as_bytes().chunks(piece) {
                    stream.write_all(bytes).await.unwrap();
                    tokio::task::yield_now().await;
                }
                in_data = reply.starts_with("354");
            }
            Act::HangUp => return heard,
            Act::Silence => {
                read_until(&mut stream, b"never").await;
                return heard;
            }
        }
    }
    while let Some(line) = read_until(&mut stream, b"\r\n").await {
        heard.push(line);
        let _ = stream.write_all(b"221 bye\r\n").await;
    }
    heard
}

async fn read_until(stream: &mut DuplexStream, end: &[u8]) -> Option<String> {
    let mut read = Vec::new();
    while !read.ends_with(end) {
        read.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(read[..read.len() - end.len()].to_vec()).unwrap())
}

fn submission() -> Submission {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let server = ServerAddress {
        host: "mx.example.org".to_owned(),
        port: 587,
        tls: TlsMode::Plain,
        server_name: "mx.example.org".to_owned(),
    };
    Submission {
        server,
        user: "alice".to_owned(),
        password: SecretString::from("alice-secret"),
        ehlo_name: "web.example.org".to_owned(),
        tls: Arc::new(tls),
    }
}

fn to(people: &[&str]) -> Envelope {
    let to = people.iter().map(|name| format!("{name}@example.org")).collect();
    Envelope { from: "alice@example.org".to_owned(), to, delivery: Delivery::default() }
}

fn letter(text: &'static str) -> Letter {
    let bytes = stream::iter([Ok(Bytes::from_static(text.as_bytes()))]).boxed();
    Letter { size_at_most: text.len() as u64, is_8bit: false, bytes }
}

async fn send_in_pieces(
    script: Vec<Act>,
    envelope: Envelope,
    letter: Letter,
    piece: usize,
) -> (Result<Accepted, MailError>, Vec<String>) {
    let (ours, theirs) = tokio::io::duplex(4096);
    let server = tokio::spawn(play(theirs, script, piece));
    let mut conversation = Conversation::new(Box::new(ours));
    conversation.patience = Duration::from_millis(300);
    let outcome = deliver::deliver(conversation, &submission(), &envelope, letter).await;
    (outcome, server.await.unwrap())
}

async fn send(script: Vec<Act>, envelope: Envelope, letter: Letter) -> (Result<Accepted, MailError>, Vec<String>) {
    send_in_pieces(script, envelope, letter, usize::MAX).await
}

#[tokio::test]
async fn a_message_is_handed_over_whatever_the_pieces() {
    for piece in [1, 2, 7, 1000] {
        let accepted = Act::Say("250 2.0.0 queued as 4711\r\n");
        let script = vec![EHLO, SIGNED_IN, OK, OK, OK, GO, accepted];
        let (outcome, heard) =
            send_in_pieces(script, to(&["carol", "bob"]), letter("Subject: x\r\n\r\n.\nhi"), piece).await;
        let accepted = outcome.unwrap();
        assert_eq!(accepted.reply, "250 2.0.0 queued as 4711");
        assert!(accepted.recipients.iter().all(|recipient| recipient.accepted));
        assert_eq!(
            heard,
            [
                "EHLO web.example.org",
                "AUTH PLAIN AGFsaWNlAGFsaWNlLXNlY3JldA==",
                "MAIL FROM:<alice@example.org> SIZE=18 BODY=8BITMIME",
                "RCPT TO:<carol@example.org>",
                "RCPT TO:<bob@example.org>",
                "DATA",
                "Subject: x\r\n\r\n..\r\nhi",
                "QUIT",
            ]
        );
    }
}

#[tokio::test]
async fn one_refused_recipient_means_that_nobody_gets_it() {
    let unknown = Act::Say("550-5.1.1 unknown\r\n550 here\r\n");
    let (outcome, heard) =
        send(vec![EHLO, SIGNED_IN, OK, OK, unknown, OK], to(&["carol", "nobody", "bob"]), letter("x")).await;
    let Err(MailError::SubmissionRefused { reply, is_transient, recipients }) = outcome else { panic!("{outcome:?}") };
    assert_eq!((reply.as_str(), is_transient), ("550 5.1.1 unknown here", false));
    let accepted: Vec<bool> = recipients.iter().map(|recipient| recipient.accepted).collect();
    assert_eq!(accepted, [true, false, true], "each recipient's reply is told");
    assert!(!heard.contains(&"DATA".to_owned()));
}

#[tokio::test]
async fn not_now_is_told_from_never() {
    for (script, transient) in [
        (vec![EHLO, SIGNED_IN, Act::Say("451 4.3.0 later\r\n")], true),
        (vec![EHLO, SIGNED_IN, OK, Act::Say("450 4.2.0 greylisted\r\n")], true),
        (vec![EHLO, SIGNED_IN, OK, OK, Act::Say("554 5.0.0 no\r\n")], false),
        (vec![EHLO, SIGNED_IN, OK, OK, GO, Act::Say("552 5.3.4 too big\r\n")], false),
    ] {
        let (outcome, _) = send(script, to(&["carol"]), letter("x")).await;
        assert!(
            matches!(outcome, Err(MailError::SubmissionRefused { is_transient, .. }) if is_transient == transient),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn before_the_final_dot_a_silence_means_not_sent() {
    let steps = [EHLO, SIGNED_IN, OK, OK, GO];
    for at in 0..steps.len() {
        for fault in [Act::HangUp, Act::Silence, Act::Say("what?\r\n")] {
            let script = steps[..at].iter().copied().chain([fault]).collect();
            let (outcome, heard) = send(script, to(&["carol"]), letter("x")).await;
            assert!(matches!(outcome, Err(MailError::SubmissionUnavailable { .. })), "{at} {fault:?}: {outcome:?}");
            assert!(heard.len() <= at + 2);
        }
    }
}

#[tokio::test]
async fn after_the_final_dot_a_silence_means_that_nobody_knows() {
    for fault in [Act::HangUp, Act::Say("garbage\r\n")] {
        let (outcome, _) = send(vec![EHLO, SIGNED_IN, OK, OK, GO, fault], to(&["carol"]), letter("x")).await;
        assert!(matches!(outcome, Err(MailError::SubmissionUnknown)), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_source_that_breaks_off_never_reaches_the_final_dot() {
    let chunks = [Ok(Bytes::from_static(b"half\r\n")), Err(MailError::Source("gone".to_owned()))];
    let broken = Letter { size_at_most: 9, is_8bit: false, bytes: stream::iter(chunks).boxed() };
    let (ours, theirs) = tokio::io::duplex(4096);
    let server = tokio::spawn(play(theirs, vec![EHLO, SIGNED_IN, OK, OK, GO, OK], usize::MAX));
    let outcome = deliver::deliver(Conversation::new(Box::new(ours)), &submission(), &to(&["carol"]), broken).await;
    assert!(matches!(outcome, Err(MailError::Source(_))), "{outcome:?}");
    let heard = server.await.unwrap();
    assert_eq!(heard.last().unwrap(), "DATA", "the message never ended");
}

#[tokio::test]
async fn a_refused_sign_in_is_not_called_a_wrong_password() {
    let (outcome, _) =
        send(vec![EHLO, Act::Say("535 5.7.8 authentication failed\r\n")], to(&["carol"]), letter("x")).await;
    assert!(matches!(outcome, Err(MailError::SubmissionLogin(reply)) if reply.starts_with("535")));
}

#[tokio::test]
async fn auth_login_is_spoken_where_plain_is_not() {
    let ehlo = Act::Say("250-mx\r\n250 AUTH=LOGIN\r\n");
    let ask = Act::Say("334 x\r\n");
    let (outcome, heard) = send(vec![ehlo, ask, ask, SIGNED_IN, OK, OK, GO, OK], to(&["carol"]), letter("x")).await;
    assert!(outcome.is_ok());
    assert_eq!(heard[1..5], ["AUTH LOGIN", "YWxpY2U=", "YWxpY2Utc2VjcmV0", "MAIL FROM:<alice@example.org>"]);
}

#[tokio::test]
async fn what_is_too_large_is_said_before_a_byte_is_sent() {
    let big = Letter { size_at_most: 1001, ..letter("x") };
    let (outcome, heard) = send(vec![EHLO, SIGNED_IN], to(&["carol"]), big).await;
    assert!(matches!(outcome, Err(MailError::TooLarge(_))));
    assert_eq!(heard.last().unwrap(), "QUIT");
}

#[tokio::test]
async fn an_address_cannot_break_a_command() {
    let envelope = Envelope { to: vec!["c@example.org>\r\nDATA".to_owned()], ..to(&[]) };
    let outcome = submission().submit(&envelope, letter("x")).await;
    assert!(matches!(outcome, Err(MailError::InvalidMessage(_))), "{outcome:?}");
}

const RICH: Act = Act::Say(
    "250-mx\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250-FUTURERELEASE 3600 2030-01-01T00:00:00Z\r\n250 AUTH PLAIN\r\n",
);

fn wishes(hold: i64) -> Delivery {
    let notices =
        Notices { on: vec![Notify::Success, Notify::Delay], is_full: false, envelope_id: "a+b@example.org".to_owned() };
    Delivery { notices: Some(notices), hold_until: Some(UtcDate::from_seconds(offers::now() + hold)) }
}

#[tokio::test]
async fn what_a_server_offers_is_asked_for() {
    let envelope = Envelope { delivery: wishes(1800), ..to(&["j\u{f6}rg"]) };
    let until = envelope.delivery.hold_until.unwrap();
    let (outcome, heard) = send(vec![RICH, SIGNED_IN, OK, OK, GO, OK], envelope, letter("x")).await;
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!(
        heard[2..4],
        [
            format!(
                "MAIL FROM:<alice@example.org> SIZE=1 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb@example.org HOLDUNTIL={until}"
            ),
            "RCPT TO:<j\u{f6}rg@example.org> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;j\u{f6}rg@example.org".to_owned(),
        ]
    );
}

#[tokio::test]
async fn what_a_server_does_not_offer_is_refused_in_a_sentence_before_anything_is_sent() {
    let plain = Act::Say("250-mx\r\n250 AUTH PLAIN\r\n");
    let only = |delivery| Envelope { delivery, ..to(&["carol"]) };
    let notices = Delivery { hold_until: None, ..wishes(0) };
    let hold = |seconds| Delivery { notices: None, ..wishes(seconds) };
    let eight_bit = || Letter { is_8bit: true, ..letter("x") };
    for (server, envelope, letter, word) in [
        (plain, to(&["j\u{f6}rg"]), letter("x"), "\"j\u{f6}rg@example.org\""),
        (plain, to(&["carol"]), eight_bit(), "8BITMIME"),
        (plain, only(notices), letter("x"), "DSN"),
        (plain, only(hold(600)), letter("x"), "FUTURERELEASE"),
        (RICH, only(hold(-60)), letter("x"), "past"),
        (RICH, only(hold(7200)), letter("x"), "1 hours"),
    ] {
        let (outcome, heard) = send(vec![server, SIGNED_IN], envelope, letter).await;
        assert!(matches!(&outcome, Err(MailError::InvalidMessage(text)) if text.contains(word)), "{word}: {outcome:?}");
        assert_eq!(heard.last().unwrap(), "QUIT");
    }
}
