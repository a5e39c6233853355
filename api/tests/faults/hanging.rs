//! A real Dovecot that hangs (SIGSTOP): its own people are told so in time, and those of another server are served meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use farm::{Farm, Options, Server};
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;

use crate::common::{Node, config};
use crate::scene::mailbox;

#[tokio::test]
async fn bob_is_served_while_alices_server_hangs() {
    let farm = Farm::start(&Options::default()).expect("a farm of its own");
    let mut config = config(&farm);
    config.limits.server_time = Duration::from_secs(2);
    let node = Node::with(config).await;
    let (alice, bob) = (node.sign_in("alice").await, node.sign_in("bob").await);
    let path = format!("/mailboxes/{}/emails", mailbox("INBOX"));
    assert_eq!(alice.get(&path).await.status, StatusCode::OK);

    farm.pause(Server::Mail01);
    let is_over = Arc::new(AtomicBool::new(false));
    // More of alice's requests than her connections: they wait in her own lane, not in anybody else's.
    let waiting: Vec<_> = (0..30)
        .map(|_| {
            let (alice, path, is_over) = (alice.clone(), path.clone(), Arc::clone(&is_over));
            tokio::spawn(async move {
                let answer = alice.get(&path).await;
                is_over.store(true, Ordering::SeqCst);
                answer
            })
        })
        .collect();
    for _ in 0..50 {
        assert_eq!(bob.get(&path).await.status, StatusCode::OK);
        assert_eq!(bob.get("/mailboxes").await.status, StatusCode::OK);
    }
    assert_eq!(node.sign_in("carol").await.get(&path).await.status, StatusCode::OK);
    assert!(!is_over.load(Ordering::SeqCst), "bob was served while alice still waited");
    farm.resume(Server::Mail01);
    for answer in waiting {
        let answer = answer.await.expect("no panic");
        if answer.status != StatusCode::OK {
            answer.assert_problem(ProblemType::BackendUnavailable);
        }
    }
    assert_eq!(alice.get(&path).await.status, StatusCode::OK, "alice goes on where she was");
}
