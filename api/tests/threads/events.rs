//! Being told of changes without asking, on one node after another.

use std::time::{Duration, Instant};

use farm::Farm;
use gatepost_shared::problem::ProblemType;
use reqwest::Method;
use serde_json::json;

use crate::common::Node;
use crate::lesser::mail_without;
use crate::scene::{Events, Scene, inbox, mailbox, note, on_both_servers};

on_both_servers!(
    new_mail_is_told_and_its_state_is_that_of_the_list,
    two_tabs_share_one_watcher,
    a_tab_that_comes_back_to_another_node_goes_on_where_it_was,
    a_client_that_sends_its_states_is_told_what_differs,
    a_mailbox_made_and_deleted_here_is_told,
    nobody_opens_streams_without_end,
);

async fn new_mail_is_told_and_its_state_is_that_of_the_list(scene: Scene) {
    let mut events = scene.listens().await;
    assert!(events.next().await.change.changed.contains_key(&inbox()));
    let started = Instant::now();
    scene.receives(&note("news"));
    let state = events.state_of(&inbox()).await;
    assert!(started.elapsed() < Duration::from_secs(10), "told by a poll, after {:?}", started.elapsed());
    assert_eq!(state, scene.window(&inbox()).await.state);
}

async fn two_tabs_share_one_watcher(scene: Scene) {
    let before = scene.node.state.relay.open_connections();
    let (mut first, mut second) = (scene.listens().await, scene.listens().await);
    assert_eq!(first.next().await.change, second.next().await.change);
    assert_eq!(scene.node.state.relay.open_connections(), before + 1);
    scene.receives(&note("news"));
    let state = first.state_of(&inbox()).await;
    assert_eq!(second.state_of(&inbox()).await, state);
    drop(first);
    scene.receives(&note("more"));
    assert_ne!(second.state_of(&inbox()).await, state);
}

async fn a_tab_that_comes_back_to_another_node_goes_on_where_it_was(scene: Scene) {
    let first = scene.listens().await.next().await;
    let other = Node::start(Farm::shared()).await;
    let come_back = async |id: &str| {
        let request = scene.browser.at(&other).request(Method::GET, "/events").header("last-event-id", id);
        Events::of(request).await
    };
    let mut events = come_back(&first.id).await;
    let again = events.next().await;
    assert!(again.change.changed.is_empty(), "nothing has happened: {:?}", again.change);
    assert_eq!(again.id, first.id);
    scene.receives(&note("news"));
    let state = events.state_of(&inbox()).await;
    assert_ne!(first.change.changed[&inbox()], state);

    let all = come_back(&first.id).await.next().await.change.changed;
    assert_eq!((all.len(), &all[&inbox()]), (first.change.changed.len(), &state));
    let by_parameter = scene.browser.at(&other).request(Method::GET, &format!("/events?lastEventId={}", first.id));
    assert_eq!(Events::of(by_parameter).await.next().await.change.changed, all);
}

async fn a_client_that_sends_its_states_is_told_what_differs(scene: Scene) {
    let known = scene.listens().await.next().await.change.changed;
    scene.receives(&note("while nobody listened"));
    let other = Node::start(Farm::shared()).await;
    let request = scene.browser.at(&other).request(Method::POST, "/events").json(&json!({"states": known}));
    let told = Events::of(request).await.next().await.change.changed;
    assert_eq!(told.keys().collect::<Vec<_>>(), [&inbox()]);
    assert_eq!(told[&inbox()], scene.window(&inbox()).await.state);
}

async fn a_mailbox_made_and_deleted_here_is_told(scene: Scene) {
    let mut events = scene.listens().await;
    events.next().await;
    let mut elsewhere = Farm::shared().imap(&scene.person).unwrap();
    elsewhere.create("Made").unwrap();
    // Where the server does not tell of mailboxes, mail in the inbox makes the watcher look at the tree.
    scene.receives(&note("news"));
    assert!(!events.state_of(&mailbox("Made")).await.is_empty());
    elsewhere.command("DELETE Made").unwrap();
    scene.receives(&note("more"));
    assert!(events.state_of(&mailbox("Made")).await.is_empty());
}

async fn nobody_opens_streams_without_end(scene: Scene) {
    let mut open = Vec::new();
    for _ in 0..100 {
        open.push(scene.listens().await);
    }
    scene.browser.get("/events").await.assert_problem(ProblemType::RateLimit);
    drop(open);
}

/// NOTIFY tells of all mailboxes: a mark in a mailbox at which nobody looks.
#[tokio::test]
async fn dovecot_tells_of_every_mailbox_at_once() {
    let scene = Scene::at(farm::Home::Mail01).await;
    scene.finds("Archive", &note("old"));
    let mut events = scene.listens().await;
    events.next().await;
    let started = Instant::now();
    scene.elsewhere("Archive").command("STORE 1 +FLAGS (\\Flagged)").unwrap();
    events.state_of(&mailbox("Archive")).await;
    Farm::shared().imap(&scene.person).unwrap().create("Made").unwrap();
    events.state_of(&mailbox("Made")).await;
    Farm::shared().imap(&scene.person).unwrap().command("RENAME Made Renamed").unwrap();
    // Dovecot 2.3 keeps a new name to itself until something happens there.
    scene.finds("Renamed", &note("here"));
    assert!(events.state_of(&mailbox("Made")).await.is_empty());
    assert!(started.elapsed() < Duration::from_secs(20), "that was a poll: {:?}", started.elapsed());
}

/// Without NOTIFY and IDLE there is still the poll, and what this node does itself is told at once.
#[tokio::test]
async fn without_notify_and_idle_own_changes_are_told_at_once() {
    use futures::StreamExt as _;
    use gatepost::mail::imap::Knows;
    use gatepost_shared::mutation::{EmailPatch, SetEmails};
    let (person, mail) = mail_without(&["NOTIFY", "IDLE"]).await;
    Farm::shared().append(&person, "INBOX", note("here").as_bytes(), "").unwrap();
    let id = mail.window(&inbox(), 0, 1).await.unwrap().list[0].id.clone();
    let mut changes = mail.watch(Knows::Nothing);
    changes.next().await.unwrap().unwrap();
    let seen = EmailPatch::mark("$seen".parse().unwrap(), true);
    mail.set(&SetEmails { update: [(id, seen)].into(), ..SetEmails::default() }).await.unwrap();
    let told = tokio::time::timeout(Duration::from_secs(10), changes.next()).await.expect("no poll").unwrap().unwrap();
    assert_eq!(told.change.changed.keys().collect::<Vec<_>>(), [&inbox()]);
}
