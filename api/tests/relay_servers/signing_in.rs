//! Getting in: every kind of connection, wrong passwords, and other people's.

use std::time::{Duration, Instant};

use farm::{Farm, Home, Person};
use gatepost::directory::TlsMode;
use gatepost::mail::error::MailError;
use gatepost::mail::imap::{Limits, Relay};

use crate::scene::{Scene, inbox, login, note, on_both_servers, relay, relay_with};

on_both_servers!(tls_and_starttls_both_work, a_wrong_password_gets_nobodys_connection, names_in_certificates_count);

async fn tls_and_starttls_both_work(scene: Scene) {
    scene.receives("INBOX", note("one"));
    for mode in [TlsMode::Implicit, TlsMode::StartTls] {
        let mail = relay().sign_in(login(&scene.person, mode)).await.unwrap();
        assert_eq!(mail.window(&inbox(), 0, 50).await.unwrap().total, 1, "{mode:?}");
        assert!(mail.has_push().await.unwrap());
    }
}

async fn a_wrong_password_gets_nobodys_connection(scene: Scene) {
    scene.mail.mailboxes().await.unwrap();
    let mut wrong = login(&scene.person, TlsMode::Implicit);
    for password in ["wrong", "", "x\" \"y", "a\r\nb"] {
        wrong.password = password.into();
        let refused = scene.relay.sign_in(wrong.clone()).await;
        assert!(matches!(refused, Err(MailError::WrongCredentials)), "{password}: {refused:?}");
        // The same node has a warm connection of this person: it is not for whoever has another password.
        let refused = scene.relay.mail(wrong.clone()).mailboxes().await;
        assert!(matches!(refused, Err(MailError::WrongCredentials)), "{password}: {refused:?}");
    }
}

async fn names_in_certificates_count(scene: Scene) {
    let mut elsewhere = login(&scene.person, TlsMode::Implicit);
    elsewhere.server.server_name = "mail99.example.org".into();
    assert!(matches!(relay().sign_in(elsewhere).await, Err(MailError::Unreachable { .. })));

    let public_authorities = gatepost::tls::client_config(None).unwrap();
    let distrustful = Relay::new(public_authorities, Limits::default());
    let refused = distrustful.sign_in(login(&scene.person, TlsMode::StartTls)).await;
    assert!(matches!(refused, Err(MailError::Unreachable { .. })), "{refused:?}");
}

#[tokio::test]
async fn nobody_listens() {
    let person = Farm::shared().person("bob");
    let mut nowhere = login(&person, TlsMode::Implicit);
    nowhere.server.port = 9;
    assert!(matches!(relay().sign_in(nowhere).await, Err(MailError::Unreachable { .. })));
}

#[tokio::test]
async fn passwords_beyond_ascii() {
    for (name, home) in [("uml", Home::Mail01), ("umc", Home::Mail03)] {
        let person = Person { password: "pässwörd \"日本\\".to_owned(), ..Person::new(name, name, home) };
        Farm::shared().add_person(person.clone()).unwrap();
        relay().sign_in(login(&person, TlsMode::Implicit)).await.unwrap();
    }
}

#[tokio::test]
async fn ten_wrong_passwords_of_one_person_delay_nobody_else() {
    let (guessed, other) = (Farm::shared().newcomer(Home::Mail01), Farm::shared().newcomer(Home::Mail01));
    let relay = relay();
    relay.sign_in(login(&other, TlsMode::Implicit)).await.unwrap();
    let mut guess = login(&guessed, TlsMode::Implicit);
    guess.password = "guess".into();
    guess.client = Some("198.51.100.66".parse().unwrap());
    for _ in 0..10 {
        // The server may let the guesser wait; somebody else does not.
        let guessing = relay.sign_in(guess.clone());
        let _ = tokio::time::timeout(Duration::from_millis(500), guessing).await;
    }
    let started = Instant::now();
    relay.sign_in(login(&other, TlsMode::Implicit)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_node_has_a_bounded_number_of_connections() {
    let person = Farm::shared().newcomer(Home::Mail01);
    let node = relay_with(Limits { connections: 1, ..Limits::default() });
    let mail = node.sign_in(login(&person, TlsMode::Implicit)).await.unwrap();
    mail.mailboxes().await.unwrap();
    let refused = node.sign_in(login(&person, TlsMode::Implicit)).await;
    assert!(matches!(refused, Err(MailError::Unreachable { .. })), "{refused:?}");
    mail.mailboxes().await.unwrap();
}

#[tokio::test]
async fn a_connection_that_nobody_uses_is_ended() {
    let person = Farm::shared().newcomer(Home::Mail01);
    let node = relay_with(Limits { connections: 1, idle: Duration::from_millis(50), ..Limits::default() });
    for _ in 0..3 {
        // The only connection that this node may have is free again each time.
        node.sign_in(login(&person, TlsMode::Implicit)).await.unwrap();
    }
}
