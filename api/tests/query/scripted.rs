//! What only a server that counts, or is very large, or knows very little, can show.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use gatepost::mail::error::MailError;
use gatepost::mail::imap::{Find, Finding, Place};
use gatepost_shared::filter::{Comparator, Filter, FilterCondition, SortProperty};

use crate::peer::{Peer, inbox, say};

fn for_a_word() -> Find {
    let condition = FilterCondition { text: Some("needle".to_owned()), ..FilterCondition::default() };
    Find {
        filter: Some(Arc::new(Filter::from(condition))),
        sort: vec![Comparator::descending(SortProperty::ReceivedAt)],
        mailboxes: vec![inbox()],
        limit: 50,
        has_snippets: false,
    }
}

/// A server with a million messages, which counts the searches that it is asked for.
async fn a_large_mailbox(searches: &Arc<AtomicUsize>) -> Peer {
    let searches = Arc::clone(searches);
    Peer::start(move |_, command| {
        if command.starts_with("SELECT") {
            return say("* 1000000 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n{tag} OK done\r\n");
        }
        if command.starts_with("STATUS") {
            return say("* STATUS INBOX (MESSAGES 1000000 UNSEEN 0 UIDNEXT 2 UIDVALIDITY 7)\r\n{tag} OK done\r\n");
        }
        if command.starts_with("UID SEARCH") {
            let before = searches.fetch_add(1, Ordering::SeqCst);
            return say(if before == 0 { "* SEARCH 1\r\n{tag} OK done\r\n" } else { "* SEARCH\r\n{tag} OK done\r\n" });
        }
        if command.starts_with("UID FETCH") {
            return say(format!("{}{{tag}} OK done\r\n", crate::peer::ROW));
        }
        None
    })
    .await
}

#[tokio::test]
async fn what_is_found_shows_before_the_search_is_over_and_going_away_ends_it() {
    let searches = Arc::new(AtomicUsize::new(0));
    let peer = a_large_mailbox(&searches).await;
    let mail = peer.mail();
    let mut stream = mail.find(for_a_word());
    let Some(Finding::Emails(found)) = stream.next().await else { panic!("the newest messages come first") };
    assert_eq!(found.len(), 1);
    drop(stream);
    // Another search, on the same connections, waits for what is under way; then nothing of the first one is left.
    let asked = searches.load(Ordering::SeqCst);
    assert!(asked <= 2, "{asked} slices were asked for where one had a hit");
    let whole: Vec<Finding> = mail.find(for_a_word()).collect().await;
    assert!(matches!(whole.last(), Some(Finding::Searched(_, 0, false))), "{whole:?}");
    let slices = searches.load(Ordering::SeqCst) - asked;
    assert!((4..=12).contains(&slices), "a million messages in {slices} slices, which grow while the server is quick");
    assert_eq!(peer.connections(), 1, "the connection was not lost");
}

/// A server with 90,000 messages, that can answer a part of an order; it writes down what it is asked to sort.
async fn a_server_that_sorts_in_parts(asked: &Arc<Mutex<Vec<String>>>) -> Peer {
    let asked = Arc::clone(asked);
    Peer::start(move |_, command| {
        if command == "the greeting" {
            return say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR CONDSTORE SORT ESORT ESEARCH CONTEXT=SEARCH] ready\r\n");
        }
        if command == "CAPABILITY" {
            return say("* CAPABILITY IMAP4rev1 CONDSTORE SORT ESORT ESEARCH CONTEXT=SEARCH\r\n{tag} OK done\r\n");
        }
        if command.starts_with("SELECT") {
            return say("* 90000 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n{tag} OK done\r\n");
        }
        if command.starts_with("STATUS") {
            return say("* STATUS INBOX (MESSAGES 90000 UNSEEN 0 UIDNEXT 90001 UIDVALIDITY 7 HIGHESTMODSEQ 9)\r\n{tag} OK done\r\n");
        }
        if command.starts_with("UID SORT") {
            asked.lock().expect("a list").push(command.to_owned());
            return say("* ESEARCH (TAG \"{tag}\") UID COUNT 90000 PARTIAL (1:5000 5,1)\r\n{tag} OK done\r\n");
        }
        if command.starts_with("UID FETCH") {
            return say(format!("{}{{tag}} OK done\r\n", crate::peer::ROW));
        }
        None
    })
    .await
}

#[tokio::test]
async fn a_large_mailbox_is_sorted_once_and_in_parts() {
    let asked = Arc::default();
    let peer = a_server_that_sorts_in_parts(&asked).await;
    let mail = peer.mail();
    let sort = [Comparator::ascending(SortProperty::Subject)];
    let window = |position| {
        let (mail, sort) = (&mail, &sort);
        async move { mail.list(&inbox(), None, sort, &Place::Position(position), 50).await.expect("a window").window }
    };
    let first = window(0).await;
    assert_eq!((first.total, first.list.len()), (90_000, 1));
    window(50).await;
    window(2400).await;
    assert_eq!(
        *asked.lock().expect("a list"),
        ["UID SORT RETURN (COUNT PARTIAL 1:5000) (SUBJECT REVERSE ARRIVAL) US-ASCII UNDELETED"],
        "windows of one part cost one SORT"
    );
    window(60_001).await;
    let last = asked.lock().expect("a list").last().cloned().unwrap_or_default();
    assert!(last.starts_with("UID SORT RETURN (COUNT PARTIAL 60001:65000)"), "{last}");
}

#[tokio::test]
async fn a_server_that_knows_no_letters_beyond_ascii_is_said_to() {
    let peer = Peer::start(|_, command| {
        let refusal = "{tag} NO [BADCHARSET (US-ASCII)] what is UTF-8?\r\n";
        command.starts_with("UID SEARCH CHARSET UTF-8").then(|| crate::peer::Act::Say(refusal.into()))
    })
    .await;
    let mail = peer.mail();
    let list = |word: &str| {
        let filter = Filter::from(FilterCondition { subject: Some(word.to_owned()), ..FilterCondition::default() });
        let mail = mail.clone();
        async move { mail.list(&inbox(), Some(&filter), &[], &Place::Position(0), 50).await }
    };
    assert!(matches!(list("Grüße").await, Err(MailError::Invalid { property: "filter", .. })));
    assert_eq!(list("greetings").await.expect("plain words go").window.total, 1);
}
