//! Being told of changes.

use std::time::{Duration, Instant};

use farm::Farm;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use gatepost::mail::error::MailError;
use gatepost::mail::imap::{Knows, Told};
use gatepost_shared::event::StateChange;
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::{EmailPatch, SetEmails};
use tokio::time::timeout;

use crate::scene::{Scene, inbox, note, on_both_servers};

on_both_servers!(new_mail_is_told, own_changes_are_told_at_once, a_second_browser_shares_the_watcher);

type Changes = BoxStream<'static, Result<Told, MailError>>;

async fn next(changes: &mut Changes) -> StateChange {
    let change = timeout(Duration::from_secs(20), changes.next()).await;
    change.expect("a change in time").expect("the stream goes on").expect("no error").change
}

/// Waits until this mailbox is told of; other mailboxes may be told of before.
async fn await_change(changes: &mut Changes, mailbox: &MailboxId) -> String {
    loop {
        if let Some(state) = next(changes).await.changed.remove(mailbox) {
            return state;
        }
    }
}

async fn new_mail_is_told(scene: Scene) {
    let mut changes = scene.mail.watch(Knows::Nothing);
    assert!(next(&mut changes).await.changed.contains_key(&inbox()));
    Farm::shared().deliver(&scene.person, note("news").as_bytes()).unwrap();
    let state = await_change(&mut changes, &inbox()).await;
    assert_eq!(scene.mail.window(&inbox(), 0, 50).await.unwrap().state, state);
}

async fn own_changes_are_told_at_once(scene: Scene) {
    let archive = scene.role(Role::Archive).await;
    scene.receives(archive.name(), note("old"));
    let id = scene.rows(&archive).await[0].id.clone();
    let mut changes = scene.mail.watch(Knows::Nothing);
    next(&mut changes).await;

    let seen = EmailPatch::mark("$seen".parse().unwrap(), true);
    let started = Instant::now();
    scene.mail.set(&SetEmails { update: [(id, seen)].into(), ..SetEmails::default() }).await.unwrap();
    let state = await_change(&mut changes, &archive).await;
    let waited = started.elapsed();
    assert!(waited < Duration::from_secs(5), "told after {waited:?}, which is a poll and no wake-up");
    assert_eq!(scene.mailbox("Archive").await.state, Some(state));
}

async fn a_second_browser_shares_the_watcher(scene: Scene) {
    let mut first = scene.mail.watch(Knows::Nothing);
    let mut second = scene.mail.watch(Knows::Nothing);
    assert_eq!(next(&mut first).await, next(&mut second).await);
    Farm::shared().deliver(&scene.person, note("news").as_bytes()).unwrap();
    let told = (await_change(&mut first, &inbox()).await, await_change(&mut second, &inbox()).await);
    assert_eq!(told.0, told.1);
    drop(first);
    Farm::shared().deliver(&scene.person, note("more").as_bytes()).unwrap();
    assert_ne!(await_change(&mut second, &inbox()).await, told.0);
}
