//! What exactly-once rests on: of two nodes that claim a message at the same moment, one wins, on a real server.

use farm::{Farm, Home};
use gatepost::directory::{ServerAddress, TlsMode};
use gatepost::mail::imap::{Limits, Login, Mail, Relay};
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::SetEmails;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_nodes_that_claim_a_message_at_once_one_wins() {
    gatepost::tls::install_provider();
    let farm = Farm::shared();
    let claim: Keyword = "$claimed".parse().expect("a keyword");
    let inbox = MailboxId::new("INBOX").expect("a name");
    for home in [Home::Mail01, Home::Mail02, Home::Mail03] {
        let person = farm.newcomer(home);
        let mut nodes = Vec::new();
        for _ in 0..4 {
            nodes.push(node(farm, &person, home).await);
        }
        for round in 0..40 {
            farm.append(&person, "INBOX", format!("Subject: {round}\r\n\r\n").as_bytes(), "").expect("stored");
            let id = nodes[0].window(&inbox, 0, 1).await.expect("a row").list[0].id.clone();
            let (_, modseq) = nodes[0].keywords(&id).await.expect("its marks");
            let claims = nodes.iter().map(|node| {
                let (node, id, claim) = (node.clone(), id.clone(), claim.clone());
                tokio::spawn(async move {
                    let won = node.claim(&id, &claim, modseq).await.is_ok();
                    // As a draft that is replaced: the winner deletes it.
                    if won {
                        node.set(&SetEmails { destroy: vec![id], ..SetEmails::default() }).await.expect("deleted");
                    }
                    won
                })
            });
            let won: Vec<bool> =
                futures::future::join_all(claims).await.into_iter().map(|won| won.expect("no panic")).collect();
            assert_eq!(won.iter().filter(|won| **won).count(), 1, "{home:?}, round {round}: {won:?}");
        }
    }
}
