//! A server that knows no more than IMAP4rev1: a real one, on whose way every announcement of more is made unreadable.

use std::sync::Arc;

use farm::{Farm, Home, Person};
use gatepost::directory::{ServerAddress, TlsMode};
use gatepost::mail::imap::{Find, Limits, Login, Mail, Place, Relay};
use gatepost_shared::filter::{Comparator, Filter, SortProperty};
use gatepost_shared::query::Window;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::scene::{Stored as _, inbox, letter, subjects, with_file};

/// What is made unreadable: each is replaced by a word as long that means nothing.
const EXTENSIONS: [&str; 9] =
    ["ESEARCH", "ESORT", "SORT", "CONTEXT=SEARCH", "PARTIAL", "CONDSTORE", "QRESYNC", "LIST-STATUS", "PREVIEW"];

/// Somebody whose server, as far as this node can see, has no extensions.
struct Plain {
    person: Person,
    mail: Mail,
}

impl Plain {
    async fn at(home: Home) -> Self {
        let farm = Farm::shared();
        let person = farm.newcomer(home);
        let backend = &farm.facts().backends[person.backend.as_ref().expect("a mailbox")];
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let server = (backend.address, backend.imaps);
        let name = ServerName::try_from(backend.tls_name.clone()).expect("a name");
        let tls = TlsConnector::from(gatepost::tls::client_config(Some(&farm.facts().ca)).expect("TLS"));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(server).await.expect("the server");
                let server = tls.connect(name.clone(), server).await.expect("TLS with the server");
                tokio::spawn(between(client, server));
            }
        });
        let relay = Relay::new(gatepost::tls::client_config(None).expect("TLS"), Limits::default());
        let login = Login {
            server: ServerAddress {
                host: "127.0.0.1".to_owned(),
                port,
                tls: TlsMode::Plain,
                server_name: "127.0.0.1".to_owned(),
            },
            user: person.name.clone(),
            password: person.password.clone().into(),
            client: None,
        };
        let mail = relay.sign_in(login).await.expect("the person signs in");
        Self { person, mail }
    }

    fn has(&self, letters: impl IntoIterator<Item = farm::Letter>) {
        let mut imap = Farm::shared().imap(&self.person).expect("another program");
        imap.append_all("INBOX", letters).expect("the letters are stored");
    }

    async fn list(&self, filter: &str, sort: &[Comparator], place: Place, limit: u32) -> Window {
        let filter: Option<Filter> = serde_json::from_str(filter).expect("a filter");
        self.mail.list(&inbox(), filter.as_ref(), sort, &place, limit).await.expect("a window").window
    }
}

async fn between(client: TcpStream, server: TlsStream<TcpStream>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let up = async { drop(tokio::io::copy(&mut from_client, &mut to_server).await) };
    let down = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut buffer).await {
            let mut text = buffer[..count].to_vec();
            for word in EXTENSIONS {
                hide(&mut text, word.as_bytes());
            }
            if to_client.write_all(&text).await.is_err() {
                break;
            }
        }
    };
    tokio::join!(up, down);
}

fn hide(text: &mut [u8], word: &[u8]) {
    let places: Vec<usize> =
        (0..text.len().saturating_sub(word.len() - 1)).filter(|at| text[*at..].starts_with(word)).collect();
    for at in places {
        text[at] = b'X';
    }
}

#[tokio::test]
async fn every_list_and_search_without_extensions() {
    for home in [Home::Mail01, Home::Mail03] {
        let plain = Plain::at(home).await;
        let letters = (1..=9).map(|number| {
            let flags = if number % 2 == 0 { "\\Seen" } else { "" };
            letter(&format!("letter {number}")).marked(flags)
        });
        plain.has(letters.chain([with_file("letter with a file")]));
        let by_subject = [Comparator::ascending(SortProperty::Subject)];

        let newest = plain.list("null", &[], Place::Position(0), 2).await;
        assert_eq!(
            (newest.total, subjects(&newest)),
            (10, vec!["letter with a file".to_owned(), "letter 9".to_owned()])
        );
        let sorted = plain.list("null", &by_subject, Place::Position(1), 2).await;
        assert_eq!((sorted.total, subjects(&sorted)), (10, vec!["letter 2".to_owned(), "letter 3".to_owned()]));
        let cursor = sorted.cursor.expect("a list that goes on").parse().expect("a cursor");
        let next = plain.list("null", &by_subject, Place::Cursor(cursor), 2).await;
        assert_eq!(subjects(&next), ["letter 4", "letter 5"]);
        let by_size = plain.list("null", &[Comparator::descending(SortProperty::Size)], Place::Position(0), 1).await;
        assert_eq!(subjects(&by_size), ["letter with a file"]);

        let unread = plain.list(r#"{"notKeyword":"$seen"}"#, &[], Place::Position(0), 50).await;
        assert_eq!(unread.total, 6);
        let files = plain.list(r#"{"hasAttachment":true}"#, &by_subject, Place::Position(0), 50).await;
        assert_eq!(subjects(&files), ["letter with a file"]);

        // The first row of a cursor has gone: halving finds its place.
        let cursor = newest.cursor.expect("a list that goes on").parse().expect("a cursor");
        let mut other = Farm::shared().imap(&plain.person).expect("another program");
        other.select("INBOX").expect("it looks at the inbox");
        other.command("STORE 9 +FLAGS.SILENT (\\Deleted)").expect("it deletes");
        other.command("EXPUNGE").expect("it cleans up");
        let next = plain.list("null", &[], Place::Cursor(cursor), 2).await;
        assert_eq!(subjects(&next), ["letter 8", "letter 7"], "{home:?}");

        let find = Find {
            filter: Some(Arc::new(serde_json::from_str(r#"{"text":"letter"}"#).expect("a filter"))),
            sort: vec![Comparator::descending(SortProperty::Subject)],
            mailboxes: vec![inbox()],
            limit: 2,
            has_snippets: true,
        };
        let found = plain.mail.find_window(find, 0).await.expect("what is found");
        let found: Vec<_> = found.list.iter().filter_map(|found| found.email.subject.as_deref()).collect();
        assert_eq!(found, ["letter with a file", "letter 8"], "{home:?}");
    }
}
