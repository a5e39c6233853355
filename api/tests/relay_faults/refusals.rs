//! NO and BAD: whatever the command, they are errors in the server's words, and the connection lives.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use gatepost::mail::error::MailError;
use gatepost::mail::imap::Mail;
use gatepost_shared::id::{BlobId, MailboxId};
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::{EmailPatch, SetEmails};
use gatepost_shared::problem::ProblemType;

use crate::peer::{Peer, inbox, only_email, relay, say};

/// Does everything that sends this command, and answers the error that it came to.
async fn do_what_sends(command: &str, mail: &Mail) -> Option<MailError> {
    let part = BlobId::new(only_email(), "1").unwrap();
    let pending: Keyword = Keyword::SUBMIT_PENDING.parse().unwrap();
    match command {
        "SELECT" | "STATUS" | "FETCH" => mail.window(&inbox(), 0, 50).await.err(),
        "LIST" => mail.mailboxes().await.err(),
        "CREATE" | "SUBSCRIBE" => mail.mailbox_with_role(Role::Sent).await.err(),
        "UID FETCH" => mail.email(&only_email(), 100).await.err(),
        "UID FETCH 1 (UID BODY" => mail.blob(&part).await.unwrap().bytes.try_collect::<Vec<_>>().await.err(),
        "UID SEARCH" => mail.with_message_id(&inbox(), "a@b").await.err(),
        "UID STORE" => mail.claim(&only_email(), &pending, 5).await.err(),
        other => panic!("no verb sends {other}"),
    }
}

#[tokio::test]
async fn no_and_bad_to_each_command_are_errors_in_the_servers_words() {
    let commands = [
        "SELECT",
        "STATUS",
        "FETCH",
        "LIST",
        "CREATE",
        "SUBSCRIBE",
        "UID FETCH",
        "UID FETCH 1 (UID BODY",
        "UID SEARCH",
        "UID STORE",
    ];
    for command in commands {
        for (status, is_bad) in [("NO", false), ("BAD", true)] {
            let peer = Peer::start(move |_, sent| {
                let answer = format!("{{tag}} {status} [SERVERBUG] not today\r\n");
                if sent.starts_with(command) { say(answer) } else { None }
            })
            .await;
            let mail = peer.mail();
            let error = do_what_sends(command, &mail).await;
            assert!(
                matches!(&error, Some(MailError::Refused { code, text, is_bad: bad, .. })
                    if code == "SERVERBUG" && text == "not today" && *bad == is_bad),
                "{command} {status}: {error:?}"
            );
            assert!(mail.has_push().await.unwrap());
            let lanes = if command == "UID FETCH 1 (UID BODY" { 2 } else { 1 };
            assert_eq!(peer.connections(), lanes, "{command} {status}: the connection is as good as before");
        }
    }
}

#[tokio::test]
async fn no_to_a_change_is_an_answer_for_each_email() {
    for command in ["UID STORE", "UID MOVE", "UID COPY", "UID EXPUNGE"] {
        let peer = Peer::start(
            move |_, sent| {
                if sent.starts_with(command) { say("{tag} NO [OVERQUOTA] full\r\n") } else { None }
            },
        )
        .await;
        let target = MailboxId::new("Archive").unwrap();
        let patch = match command {
            "UID MOVE" => EmailPatch::move_to(target),
            "UID COPY" => EmailPatch { copy_to: Some(target), ..EmailPatch::default() },
            _ => EmailPatch::mark("$seen".parse().unwrap(), true),
        };
        let id = only_email();
        let destroys = command == "UID EXPUNGE";
        let wanted = SetEmails {
            if_in_state: None,
            update: if destroys { BTreeMap::new() } else { [(id.clone(), patch)].into() },
            destroy: if destroys { vec![id.clone()] } else { Vec::new() },
        };
        let answer = peer.mail().set(&wanted).await.unwrap();
        let problem = answer.not_updated.get(&id).or(answer.not_destroyed.get(&id)).expect(command);
        assert_eq!(problem.kind, ProblemType::OverQuota, "{command}");
        assert!(answer.updated.is_empty() && answer.destroyed.is_empty() && answer.moved.is_empty());
    }
}

#[tokio::test]
async fn a_message_changed_by_somebody_else_is_not_claimed() {
    let peer = Peer::start(|_, sent| {
        if sent.starts_with("UID STORE") { say("{tag} OK [MODIFIED 1] Conditional STORE failed\r\n") } else { None }
    })
    .await;
    let pending: Keyword = Keyword::SUBMIT_PENDING.parse().unwrap();
    assert!(matches!(peer.mail().claim(&only_email(), &pending, 5).await, Err(MailError::Modified)));
}

#[tokio::test]
async fn what_a_refused_login_means() {
    let cases = [
        ("{tag} NO [AUTHENTICATIONFAILED] wrong\r\n", "the mail server refused the name or the password"),
        (
            "{tag} NO [UNAVAILABLE] the directory is down\r\n",
            "the mail server cannot check passwords now: the directory is down",
        ),
        (
            "* BYE too many connections\r\n",
            "the mail server 127.0.0.1 ended the connection during LOGIN: too many connections",
        ),
    ];
    for (answer, sentence) in cases {
        let peer = Peer::start(move |_, sent| {
            sent.starts_with("AUTHENTICATE").then_some(crate::peer::Act::SayAndClose(answer))
        })
        .await;
        let error = peer.mail().mailboxes().await.unwrap_err();
        assert_eq!(error.to_string(), sentence);
        assert!(!format!("{error:?}").contains("alice-secret"));
    }
}

#[tokio::test]
async fn no_password_leaves_without_the_tls_that_was_asked_for() {
    let cases = [
        ("{tag} NO not here\r\n", "refuses STARTTLS"),
        // Somebody between us and the server speaks for it before TLS begins.
        ("{tag} OK begin\r\nG2 OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] forged\r\n", "more came in the clear"),
    ];
    for (answer, reason) in cases {
        let peer = Peer::start(move |_, sent| match sent {
            "STARTTLS" => say(answer),
            "the greeting" => None,
            _ => panic!("{sent} was sent in the clear"),
        })
        .await;
        let mut login = peer.login();
        login.server.tls = gatepost::directory::TlsMode::StartTls;
        let error = relay().sign_in(login).await.unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[tokio::test]
async fn servers_with_few_ways_to_sign_in() {
    // No SASL-IR: the name and the password are sent when the server asks for them.
    let peer = Peer::start(|_, sent| match sent {
        "the greeting" => say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n"),
        "AUTHENTICATE PLAIN" => say("* OK one moment\r\n+ \r\n"),
        // The answer is a line of its own: \0alice\0alice-secret.
        "" => say("A0001 OK in\r\n"),
        _ => None,
    })
    .await;
    peer.mail().mailboxes().await.unwrap();

    let peer = Peer::start(|_, sent| match sent {
        "the greeting" => say("* OK [CAPABILITY IMAP4rev1] ready\r\n"),
        _ if sent.starts_with("LOGIN") => {
            assert_eq!(sent, "LOGIN \"alice\" \"alice-secret\"");
            None
        }
        _ => None,
    })
    .await;
    peer.mail().mailboxes().await.unwrap();

    let peer = Peer::start(|_, sent| match sent {
        "the greeting" => say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\r\n"),
        _ => panic!("{sent} was sent to a server that takes no password"),
    })
    .await;
    assert!(matches!(peer.mail().mailboxes().await, Err(MailError::LoginUnavailable(_))));
}
