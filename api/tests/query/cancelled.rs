//! A search that nobody waits for any more ends at the server, too; told by a server that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::StreamExt as _;
use gatepost::mail::imap::{Find, Finding};
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
