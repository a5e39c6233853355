//! Dovecot, but less of it: a stretch of wire between a node and the real server on which some capabilities are not
//! announced. What is not announced must not be used, and everything must work without.

use farm::{Farm, Home, Person};
use gatepost::directory::{ServerAddress, TlsMode};
use gatepost::mail::imap::{Limits, Login, Mail, Relay};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The mail of somebody on a server that does not announce these.
pub(crate) async fn mail_without(capabilities: &'static [&'static str]) -> (Person, Mail) {
    let farm = Farm::shared();
    let person = farm.newcomer(Home::Mail01);
    let backend = &farm.facts().backends[person.backend.as_ref().expect("a mailbox")];
    let port = wire_to((backend.address.to_string(), backend.imap), capabilities).await;
    let host = "127.0.0.1".to_owned();
    let login = Login {
        server: ServerAddress { server_name: host.clone(), host, port, tls: TlsMode::Plain },
        user: person.name.clone(),
        password: person.password.clone().into(),
        client: None,
    };
    let tls = gatepost::tls::client_config(Some(&farm.facts().ca)).expect("the farm's authority");
    let mail = Relay::new(tls, Limits::default()).sign_in(login).await.expect("the person signs in");
    (person, mail)
}

async fn wire_to(server: (String, u16), capabilities: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    tokio::spawn(async move {
        while let Ok((node, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.expect("the real server");
            tokio::spawn(carry(node, server, capabilities));
        }
    });
    port
}

/// Carries bytes both ways; a name that is not to be announced becomes another of the same length.
async fn carry(node: TcpStream, server: TcpStream, capabilities: &[&str]) {
    let (mut from_node, mut to_node) = node.into_split();
    let (from_server, mut to_server) = server.into_split();
    let up = tokio::io::copy(&mut from_node, &mut to_server);
    let down = async {
        let mut lines = BufReader::new(from_server);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).await.is_ok_and(|length| length > 0) {
            let written = to_node.write_all(&without(&line, capabilities)).await;
            if written.is_err() {
                break;
            }
            line.clear();
        }
    };
    tokio::select! { _ = up => {}, () = down => {} }
}

fn without(line: &[u8], capabilities: &[&str]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(line) else { return line.to_vec() };
    if !text.contains("CAPABILITY IMAP4rev1") {
        return line.to_vec();
    }
    let is_hidden = |word: &str| capabilities.iter().any(|name| word == *name || word.starts_with(&format!("{name}=")));
    let words = text.split(' ').map(|word| if is_hidden(word) { "X".repeat(word.len()) } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ").into_bytes()
}
