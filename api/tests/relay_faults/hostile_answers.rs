//! Answers of every size and shape: what is known is understood, what is unknown is passed over.

use std::time::{Duration, Instant};

use crate::peer::{Peer, ROW, inbox, say};

const NOISE: &str = "* XFOO bar\r\n* 23 FROB\r\n* ESEARCH (TAG \"x\") UID ALL 1:3\r\n* THREAD (2)(3 6 (4 23))\r\n\
    * OK [NOTIFICATIONOVERFLOW] {5}\r\n* VANISHED (EARLIER) 900\r\n* LANGUAGE (EN)\r\n* 1 UIDFETCH (FLAGS ())\r\n* \r\n";

#[tokio::test]
async fn unknown_lines_disturb_nobody() {
    let peer = Peer::start(|_, sent| {
        if sent.starts_with("LIST") {
            say(format!("{NOISE}* LIST () \"/\" INBOX\r\n* STATUS INBOX (MESSAGES 1 SIZE 5 MAILBOXID (F1))\r\n{{tag}} OK done\r\n"))
        } else {
            None
        }
    })
    .await;
    let mail = peer.mail();
    assert_eq!(mail.mailboxes().await.unwrap()[0].total_emails, 1);
    assert_eq!(mail.window(&inbox(), 0, 50).await.unwrap().list[0].subject.as_deref(), Some("scripted {3}"));
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn answers_are_the_same_however_the_network_cuts_them() {
    let mut windows = Vec::new();
    for piece in [1, 2, 7, usize::MAX] {
        let peer = Peer::start_in_pieces(piece, |_, _| None).await;
        let mail = peer.mail();
        windows.push((mail.window(&inbox(), 0, 50).await.unwrap(), mail.mailboxes().await.unwrap()));
    }
    assert!(windows.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn literals_may_stand_in_odd_places() {
    let peer = Peer::start(|_, sent| {
        if sent.starts_with("LIST") {
            say("* LIST () \"/\" {5}\r\nINBOX\r\n* LIST () {1}\r\n/ {6+}\r\na\"b/(c\r\n* STATUS {5}\r\nINBOX (MESSAGES 3)\r\n{tag} OK {7}\r\n")
        } else {
            None
        }
    })
    .await;
    let tree = peer.mail().mailboxes().await.unwrap();
    assert_eq!(tree[0].total_emails, 3);
    assert!(tree.iter().any(|mailbox| mailbox.path == ["a\"b", "(c"]));
}

#[tokio::test]
async fn half_a_million_results_arrive_in_no_time() {
    let uids: Vec<String> = (1_000_000..1_500_000).map(|uid| uid.to_string()).collect();
    let answer = format!("* SEARCH {} (MODSEQ 5)\r\n{{tag}} OK done\r\n", uids.join(" ")).into_bytes();
    let peer =
        Peer::start(move |_, sent| if sent.starts_with("UID SEARCH") { say(answer.clone()) } else { None }).await;
    let mail = peer.mail();
    mail.window(&inbox(), 0, 50).await.unwrap();
    let started = Instant::now();
    let found = mail.with_message_id(&inbox(), "a@b").await.unwrap();
    assert_eq!((found.len(), found[0].uid), (200, 1_499_999));
    // Of a debug build on a busy machine.
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

/// On a thread with a small stack: a parser that recursed would end the process here.
#[test]
fn a_structure_nested_twenty_thousand_deep_is_listed_and_the_process_lives() {
    let story = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let deep = format!("{}NIL{}", "(".repeat(20_000), ")".repeat(20_000));
            let start = ROW.find("(\"TEXT\"").unwrap();
            let end = ROW.find(" BODY[HEADER").unwrap();
            let answer = format!("{}{deep}{}{{tag}} OK done\r\n", &ROW[..start], &ROW[end..]);
            let peer =
                Peer::start(move |_, sent| if sent.starts_with("FETCH") { say(answer.clone()) } else { None }).await;
            let mail = peer.mail();
            assert_eq!(mail.window(&inbox(), 0, 50).await.unwrap().list.len(), 1);
            assert_eq!(mail.window(&inbox(), 0, 50).await.unwrap().list.len(), 1);
            assert_eq!(peer.connections(), 1);
        });
    };
    std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(story).unwrap().join().unwrap();
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let peer =
        Peer::start(
            |number, sent| {
                if number == 1 && sent.starts_with("LIST") { say(vec![b'x'; 17 * 1024 * 1024]) } else { None }
            },
        )
        .await;
    let mail = peer.mail();
    let error = mail.mailboxes().await.unwrap_err();
    assert!(error.to_string().contains("larger than 16 MiB"), "{error}");
    mail.mailboxes().await.unwrap();
}
