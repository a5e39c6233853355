//! A backend that stops, or stands still: its own people are told so, nobody else notices anything.

#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "a module of two test binaries, each of which uses a part of it"
)]
#[path = "relay_servers/scene.rs"]
mod scene;

use std::time::{Duration, Instant};

use farm::{Farm, Home, Server};
use futures::StreamExt as _;
use gatepost::directory::TlsMode;
use gatepost::mail::error::MailError;
use gatepost::mail::imap::{Knows, Limits, Mail};

use scene::{inbox, login, note, relay_with};

#[tokio::test]
async fn one_backends_trouble_is_its_own() {
    let farm = Farm::shared();
    let (here, elsewhere) = (farm.newcomer(Home::Mail01), farm.newcomer(Home::Mail02));
    let node = relay_with(Limits { patience: Duration::from_secs(3), ..Limits::default() });
    let troubled = node.sign_in(login(&here, TlsMode::Implicit)).await.unwrap();
    let untroubled = node.sign_in(login(&elsewhere, TlsMode::Implicit)).await.unwrap();
    farm.append(&here, "INBOX", note("kept").as_bytes(), "").unwrap();
    assert_eq!(total(&troubled).await.unwrap(), 1);
    let mut changes = troubled.watch(Knows::Nothing);
    changes.next().await.unwrap().unwrap();

    farm.stop_server(Server::Mail01);
    assert!(matches!(total(&troubled).await, Err(MailError::Unreachable { .. })));
    assert!(matches!(changes.next().await, Some(Err(MailError::Disconnected { .. } | MailError::Unreachable { .. }))));
    assert!(changes.next().await.is_none(), "after an error the stream has ended");
    assert_untroubled(&untroubled).await;

    farm.start_server(Server::Mail01).unwrap();
    assert_eq!(total(&troubled).await.unwrap(), 1, "nobody has to sign in again");
    assert!(troubled.watch(Knows::Nothing).next().await.unwrap().unwrap().change.changed.contains_key(&inbox()));

    farm.pause(Server::Mail01);
    let started = Instant::now();
    assert!(matches!(total(&troubled).await, Err(MailError::TimedOut { .. })));
    // A connection that cannot be had is given up sooner.
    assert!(total(&troubled).await.is_err());
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    assert_untroubled(&untroubled).await;
    farm.resume(Server::Mail01);
    assert_eq!(total(&troubled).await.unwrap(), 1);
}

async fn total(mail: &Mail) -> Result<u32, MailError> {
    mail.window(&inbox(), 0, 50).await.map(|window| window.total)
}

async fn assert_untroubled(mail: &Mail) {
    let started = Instant::now();
    total(mail).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
}
