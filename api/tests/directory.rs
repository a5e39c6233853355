//! The directory on real slapd: who is found where, and what happens when replicas die, hang, or both are gone.

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use farm::{Farm, Home, Options, Server};
use gatepost::config;
use gatepost::directory::{Account, Directory, DirectoryError, Found, ldap};
use tokio_util::sync::CancellationToken;

/// No answer may take longer because a replica hangs.
const SOON: Duration = Duration::from_millis(500);

/// A directory as a node opens it, which remembers nothing for fresh unless told.
fn open(farm: &Farm, change: impl FnOnce(&mut config::Ldap)) -> Arc<dyn Directory> {
    let config::Directory::Ldap(mut ldap) = common::config(farm).directory else { panic!("a farm has LDAP") };
    ldap.fresh = Duration::ZERO;
    change(&mut ldap);
    ldap::open(&ldap, CancellationToken::new()).expect("a directory")
}

fn own_farm() -> Farm {
    Farm::start(&Options::default()).expect("a farm")
}

async fn account(directory: &Arc<dyn Directory>, name: &str) -> Account {
    match directory.find(name, None).await {
        Ok(Found::Account(account)) => *account,
        other => panic!("{name}: {other:?}"),
    }
}

async fn timed_account(directory: &Arc<dyn Directory>, name: &str) -> Duration {
    let began = Instant::now();
    account(directory, name).await;
    began.elapsed()
}

#[tokio::test]
async fn everybody_is_found_on_their_own_server() {
    let directory = open(Farm::shared(), |_| {});
    for (name, server) in [("alice", "mail01"), ("bob", "mail02"), ("carol", "mail03")] {
        assert_eq!(account(&directory, name).await.backend.name, format!("{server}.example.org"));
        let by_address = account(&directory, &format!("{name}@example.org")).await;
        assert_eq!(by_address.login, name);
    }
    assert_eq!(directory.find("dave", None).await, Ok(Found::Forwarded));
    assert_eq!(directory.find("erin", None).await, Ok(Found::Nobody));
}

#[tokio::test]
async fn people_may_write_as_their_addresses() {
    let alice = account(&open(Farm::shared(), |_| {}), "alice").await;
    let addresses: Vec<_> = alice.addresses.iter().map(|address| address.email.as_str()).collect();
    assert_eq!(addresses, ["alice@example.org", "info@example.org"]);
    assert_eq!(alice.display_name, "Alice Archer");
}

#[tokio::test]
async fn what_is_typed_is_a_name_and_no_filter() {
    let directory = open(Farm::shared(), |_| {});
    for name in ["*", "alice*", "*)(uid=*", "alice)(|(uid=*", "\\61lice", "(", "alice\0"] {
        assert_eq!(directory.find(name, None).await, Ok(Found::Nobody), "{name}");
    }
}

#[tokio::test]
async fn a_name_that_two_people_have_is_refused() {
    let farm = Farm::shared();
    let one = farm.newcomer(Home::Mail01);
    let two = farm.newcomer(Home::Mail02);
    let dn = format!("uid={},ou=people,{}", two.name, farm.facts().directory.base);
    let change =
        format!("dn: {dn}\nchangetype: modify\nadd: mailAcceptingGeneralId\nmailAcceptingGeneralId: {}\n", one.name);
    farm.change_directory(&change).expect("a changed entry");
    let directory = open(farm, |ldap| ldap.urls.truncate(1));
    assert_eq!(directory.find(&one.name, None).await, Err(DirectoryError::Ambiguous));
}

#[tokio::test]
async fn a_wrong_service_password_is_no_answer_and_finds_nobody() {
    let directory = open(Farm::shared(), |ldap| {
        ldap.bind = ldap.bind.take().map(|(dn, _)| (dn, "wrong".into()));
    });
    assert_eq!(directory.find("alice", None).await, Err(DirectoryError::Unavailable));
    assert!(!directory.check().await);
}

#[tokio::test]
async fn ldaps_and_starttls_are_checked_against_our_authority() {
    let farm = Farm::shared();
    let by_ldaps = open(farm, |ldap| {
        ldap.urls = farm.facts().directory.ldaps_urls.iter().map(|url| url.parse().unwrap()).collect();
    });
    account(&by_ldaps, "alice").await;
    let by_strangers_authority = open(farm, |ldap| ldap.ca = None);
    assert_eq!(by_strangers_authority.find("alice", None).await, Err(DirectoryError::Unavailable));
}

#[tokio::test]
async fn a_dead_provider_costs_nothing_that_anybody_notices() {
    let farm = own_farm();
    let directory = open(&farm, |_| {});
    account(&directory, "alice").await;

    farm.stop_server(Server::Provider);
    assert!(timed_account(&directory, "alice").await < SOON);
    assert!(timed_account(&directory, "bob").await < SOON);
    assert!(directory.is_healthy());

    farm.start_server(Server::Provider).expect("the provider again");
    farm.stop_server(Server::Replica);
    // The provider is taken back by the probe; until then there may be nobody to ask.
    wait_until(|| directory.is_healthy()).await;
    assert!(directory.check().await);
    account(&directory, "carol").await;
}

#[tokio::test]
async fn a_replica_that_hangs_costs_one_question_a_moment_and_the_next_nothing() {
    let farm = own_farm();
    let directory = open(&farm, |_| {});
    account(&directory, "alice").await;

    // The machine may be busy with other tests: one time of three in which nothing else got in the way is enough.
    let mut took = Vec::new();
    for _ in 0..3 {
        farm.pause(Server::Provider);
        took.push(timed_account(&directory, "alice").await);
        if took.last() < Some(&SOON) {
            break;
        }
        farm.resume(Server::Provider);
        assert!(directory.check().await);
    }
    assert!(took.last() < Some(&SOON), "{took:?}");

    // Would each still wait for the replica that hangs, these took six seconds.
    let began = Instant::now();
    for name in ["alice", "bob", "carol"].iter().cycle().take(20) {
        account(&directory, name).await;
    }
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    farm.resume(Server::Provider);
    assert!(directory.check().await);
}

#[tokio::test]
async fn without_any_replica_people_seen_before_are_known_and_nobody_is_called_unknown() {
    let farm = own_farm();
    let directory = open(&farm, |_| {});
    account(&directory, "alice").await;

    farm.pause(Server::Provider);
    farm.pause(Server::Replica);
    assert_eq!(directory.find("bob", None).await, Err(DirectoryError::Unavailable));
    assert!(!directory.check().await);
    assert!(!directory.is_healthy());
    // Known to be down, both cost nothing more.
    assert!(timed_account(&directory, "alice").await < SOON);
    let began = Instant::now();
    assert_eq!(directory.find("bob", None).await, Err(DirectoryError::Unavailable));
    assert!(began.elapsed() < SOON);

    farm.resume(Server::Provider);
    farm.resume(Server::Replica);
    wait_until(|| directory.is_healthy()).await;
    account(&directory, "bob").await;
}

/// Waits for what the background does by itself.
async fn wait_until(is_so: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < patience, "it did not happen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
