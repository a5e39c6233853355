//! What exactly-once rests on, on real servers: of many nodes that send a draft at the same moment, one does. (Dovecot's
//! conditional STORE alone lets two through now and then.)

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use farm::{Farm, Home};
use gatepost::directory::{ServerAddress, TlsMode};
use gatepost::mail::error::MailError;
use gatepost::mail::imap::{Limits, Login, Mail, Relay};
use gatepost::mail::send::save::{Save, save};
use gatepost::mail::send::store::Postman;
use gatepost::mail::send::submit::{Order, submit};
use gatepost::mail::smtp::{Accepted, Delivery, Envelope, Letter};
use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::Draft;

/// Each on connections of its own, as two nodes are.
async fn node(farm: &Farm, person: &farm::Person, home: Home) -> Mail {
    let backend = &farm.facts().backends[&home.host()];
    let tls = gatepost::tls::client_config(Some(&farm.facts().ca)).expect("the farm's authority");
    let server = ServerAddress {
        host: backend.address.to_string(),
        port: backend.imaps,
        tls: TlsMode::Implicit,
        server_name: backend.tls_name.clone(),
    };
    let login = Login { server, user: person.name.clone(), password: person.password.clone().into(), client: None };
    Relay::new(tls, Limits::default()).sign_in(login).await.expect("signed in")
}

/// Counts what it is given.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl Postman for Counter {
    async fn submit(&self, _: &Envelope, _: Letter) -> Result<Accepted, MailError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Accepted { reply: "250 counted".to_owned(), recipients: Vec::new() })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_nodes_that_send_a_draft_at_once_one_does() {
    gatepost::tls::install_provider();
    let farm = Farm::shared();
    for home in [Home::Mail01, Home::Mail02, Home::Mail03] {
        let person = farm.newcomer(home);
        let mut nodes = Vec::new();
        for _ in 0..4 {
            nodes.push(node(farm, &person, home).await);
        }
        let me = EmailAddress::bare(person.address.clone());
        for round in 0..10 {
            let message_id = format!("round-{round}-of-the-claims@example.org");
            let draft = Draft { from: me.clone(), to: vec![me.clone()], ..Draft::default() };
            let to_save = Save { draft, message_id: message_id.clone(), replaces: None, max_size: 1_000_000 };
            let draft = save(&nodes[0], &to_save).await.expect("saved").id;
            let counter = Counter::default();
            let order = Order {
                draft,
                message_id,
                addresses: vec![me.clone()],
                max_recipients: 10,
                delivery: Delivery::default(),
                force: false,
                patience: Duration::from_secs(10),
            };
            let sending = nodes.iter().map(|node| {
                let (node, counter, order) = (node.clone(), counter.clone(), order.clone());
                tokio::spawn(async move { submit(&node, &counter, &order).await })
            });
            let answers = futures::future::join_all(sending).await;
            assert_eq!(counter.0.load(Ordering::SeqCst), 1, "{home:?}, round {round}: {answers:?}");
            let originals = answers.iter().filter(|answer| matches!(answer, Ok(Ok(one)) if !one.is_replay)).count();
            assert_eq!(originals, 1, "{home:?}, round {round}: {answers:?}");
        }
    }
}
