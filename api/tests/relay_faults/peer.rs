//! An IMAP server that says what the test wants, where it wants it, and otherwise behaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gatepost::directory::{ServerAddress, TlsMode};
use gatepost::mail::imap::{Limits, Login, Mail, Relay};
use gatepost_shared::id::{EmailId, MailboxId};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};

/// What the server does when it has read a command. `{tag}` stands for the command's tag.
pub(crate) enum Act {
    /// Says this and goes on.
    Say(Vec<u8>),
    /// Says this and ends the connection.
    SayAndClose(&'static str),
    /// Says nothing, for ever.
    FallSilent,
}

/// A script: what to do at the n-th connection (from 1) on this command (without its tag), if not the usual.
type Script = dyn Fn(usize, &str) -> Option<Act> + Send + Sync;

pub(crate) struct Peer {
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Peer {
    /// A server whose answers leave in one piece.
    pub(crate) async fn start(script: impl Fn(usize, &str) -> Option<Act> + Send + Sync + 'static) -> Self {
        Self::start_in_pieces(usize::MAX, script).await
    }

    /// A server whose answers leave in pieces of this many bytes.
    pub(crate) async fn start_in_pieces(
        piece: usize,
        script: impl Fn(usize, &str) -> Option<Act> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let script: Arc<Script> = Arc::new(script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                let script = Arc::clone(&script);
                // A peer whose client goes away ends with an error, which is no fault.
                tokio::spawn(async move { converse(stream, number, piece, &*script).await });
            }
        });
        Self { port, connections }
    }

    /// How many connections were opened.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The person's mail on this server; nothing is connected yet.
    pub(crate) fn mail(&self) -> Mail {
        relay().mail(self.login())
    }

    pub(crate) fn login(&self) -> Login {
        let host = "127.0.0.1".to_owned();
        Login {
            server: ServerAddress { server_name: host.clone(), host, port: self.port, tls: TlsMode::Plain },
            user: "alice".to_owned(),
            password: "alice-secret".to_owned().into(),
            client: None,
        }
    }
}

/// A node's pool that waits at most 3 s for an answer.
pub(crate) fn relay() -> Relay {
    let limits = Limits { patience: Duration::from_secs(3), ..Limits::default() };
    Relay::new(gatepost::tls::client_config(None).expect("TLS"), limits)
}

pub(crate) fn inbox() -> MailboxId {
    MailboxId::new("INBOX").expect("a name")
}

/// The only message of the usual mailbox.
pub(crate) fn only_email() -> EmailId {
    EmailId::new(inbox(), 7, 1).expect("an id")
}

#[expect(clippy::unnecessary_wraps, reason = "scripts answer an option, and most end in this")]
pub(crate) fn say(text: impl Into<Vec<u8>>) -> Option<Act> {
    Some(Act::Say(text.into()))
}

pub(crate) const ROW: &str = "* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE \"23-Nov-2026 09:30:00 +0000\" RFC822.SIZE 120 \
    BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 5 1 NIL NIL NIL NIL) \
    BODY[HEADER.FIELDS (FROM TO SUBJECT DATE)]<0> {25}\r\nSubject: scripted {3}\r\n\r\n)\r\n";

const HEAD: &str = "* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE \"23-Nov-2026 09:30:00 +0000\" RFC822.SIZE 120 MODSEQ (5) \
    BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 5 1 NIL NIL NIL NIL) \
    BODY[HEADER]<0> {25}\r\nSubject: scripted {3}\r\n\r\n)\r\n";

/// How a server behaves that has one mailbox with one message.
fn usual(command: &str) -> String {
    if command == "CAPABILITY" {
        return format!("* CAPABILITY {CAPABILITIES}\r\n{{tag}} OK done\r\n");
    }
    let untagged = match command {
        _ if command.starts_with("SELECT") => "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 2] .\r\n",
        _ if command.starts_with("LIST") => {
            "* LIST () \"/\" INBOX\r\n* STATUS INBOX (MESSAGES 1 UNSEEN 0 UIDNEXT 2 UIDVALIDITY 7)\r\n"
        }
        _ if command.starts_with("STATUS") => "* STATUS INBOX (MESSAGES 1 UNSEEN 0 UIDNEXT 2 UIDVALIDITY 7)\r\n",
        _ if command.starts_with("FETCH") => ROW,
        _ if command.starts_with("UID FETCH") && command.contains("BODYSTRUCTURE") => HEAD,
        _ if command.starts_with("UID FETCH") && command.contains("BODY.PEEK[1]") => {
            "* 1 FETCH (UID 1 BODY[1]<0> {5}\r\nhello)\r\n"
        }
        _ if command.starts_with("UID FETCH") => "* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (5))\r\n",
        _ if command.starts_with("UID SEARCH") => "* SEARCH 1\r\n",
        _ if command.starts_with("LOGOUT") => "* BYE done\r\n",
        _ => "",
    };
    format!("{untagged}{{tag}} OK done\r\n")
}

const CAPABILITIES: &str =
    "IMAP4rev1 AUTH=PLAIN SASL-IR LIST-EXTENDED LIST-STATUS CONDSTORE UIDPLUS MOVE IDLE SPECIAL-USE";

async fn converse(stream: TcpStream, number: usize, piece: usize, script: &Script) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let greeting = match script(number, "the greeting") {
        Some(Act::Say(greeting)) => greeting,
        _ => format!("* OK [CAPABILITY {CAPABILITIES}] ready\r\n").into_bytes(),
    };
    write(&mut writer, &greeting, piece).await?;
    let mut line = String::new();
    while reader.read_line(&mut line).await? > 0 {
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
        let (tag, command) = (tag.to_owned(), command.to_owned());
        if let Some(size) = literal(&command) {
            let leave = match script(number, "the literal") {
                Some(Act::Say(leave)) => leave,
                _ => b"+ go\r\n".to_vec(),
            };
            let leave = with_tag(&leave, &tag);
            write(&mut writer, &leave, piece).await?;
            if !leave.contains(&b'+') {
                line.clear();
                continue;
            }
            let mut bytes = vec![0; size + 2];
            reader.read_exact(&mut bytes).await?;
        }
        match script(number, &command).unwrap_or_else(|| Act::Say(usual(&command).into_bytes())) {
            Act::Say(answer) => write(&mut writer, &with_tag(&answer, &tag), piece).await?,
            Act::SayAndClose(answer) => return write(&mut writer, &with_tag(answer.as_bytes(), &tag), piece).await,
            Act::FallSilent => std::future::pending().await,
        }
        line.clear();
    }
    Ok(())
}

/// The size of the literal that a line announces and that the server must give leave for.
fn literal(command: &str) -> Option<usize> {
    command.strip_suffix('}')?.rsplit_once('{')?.1.parse().ok()
}

fn with_tag(answer: &[u8], tag: &str) -> Vec<u8> {
    let mut filled = Vec::with_capacity(answer.len());
    let mut rest = answer;
    while let Some(at) = rest.windows(5).position(|window| window == b"{tag}") {
        filled.extend_from_slice(&rest[..at]);
        filled.extend_from_slice(tag.as_bytes());
        rest = &rest[at + 5..];
    }
    filled.extend_from_slice(rest);
    filled
}

async fn write(writer: &mut OwnedWriteHalf, bytes: &[u8], piece: usize) -> std::io::Result<()> {
    for piece in bytes.chunks(piece) {
        writer.write_all(piece).await?;
        // Lets the relay read what has come so far.
        tokio::task::yield_now().await;
    }
    Ok(())
}
