//! Listening, and what a test may see and do behind the clients' backs.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use time::OffsetDateTime;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::account::{Account, Stored, flag};
use crate::session::{CAPABILITIES, People, Session, lock};
use crate::trouble::{Act, Trouble, Troubles};
use crate::wire::Wire;

/// A server. Dropped, it takes no more connections; those that are open go on.
pub struct Plain {
    port: u16,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

/// What all connections share.
#[derive(Default)]
struct Shared {
    people: Arc<People>,
    troubles: Troubles,
    seen: Mutex<Seen>,
    opened: AtomicUsize,
    open: AtomicUsize,
}

/// Commands without their tags, those of LOGIN without their arguments.
#[derive(Default)]
struct Seen {
    commands: Vec<String>,
    refused: Vec<String>,
}

impl Plain {
    /// Listens on a free port of loopback.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let shared = Arc::new(Shared::default());
        let sharing = Arc::clone(&shared);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&sharing);
                tokio::spawn(async move {
                    shared.opened.fetch_add(1, Ordering::SeqCst);
                    shared.open.fetch_add(1, Ordering::SeqCst);
                    // A client that goes away in the middle is no fault here.
                    let _ = serve(stream, &shared).await;
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { port, shared, listening }
    }

    /// The server's URL in Gatepost's configuration.
    pub fn url(&self) -> String {
        format!("imap://127.0.0.1:{}", self.port)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many connections were ever opened.
    pub fn connections(&self) -> usize {
        self.shared.opened.load(Ordering::SeqCst)
    }

    /// How many connections are open now.
    pub fn open_connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// Every command so far, without tags and passwords.
    pub fn commands(&self) -> Vec<String> {
        self.seen().commands.clone()
    }

    /// The commands that were answered BAD: what IMAP4rev1 does not know, or what was written wrongly.
    pub fn refused(&self) -> Vec<String> {
        self.seen().refused.clone()
    }

    /// Lets something go wrong.
    pub fn makes(&self, trouble: Trouble) {
        self.shared.troubles.add(trouble);
    }

    /// Ends all trouble that is still to come.
    pub fn calms_down(&self) {
        self.shared.troubles.clear();
    }

    /// Puts a message into a mailbox, which is made when it is missing; its UID. Flags as IMAP writes them: `\Seen $junk`.
    ///
    /// # Panics
    /// Never: the mailbox was just made.
    pub fn put(&self, person: &str, mailbox: &str, raw: &[u8], flags: &str) -> u32 {
        let flags: BTreeSet<String> = flags.split_ascii_whitespace().map(flag).collect();
        self.with(person, |account| {
            account.create(mailbox);
            let mailbox = account.mailboxes.get_mut(mailbox).expect("the mailbox that was just made");
            mailbox.add(raw.into(), flags, OffsetDateTime::now_utc())
        })
    }

    /// Makes a mailbox.
    pub fn create(&self, person: &str, mailbox: &str) {
        self.with(person, |account| account.create(mailbox));
    }

    /// Deletes a mailbox behind everybody's back.
    pub fn delete(&self, person: &str, mailbox: &str) {
        self.with(person, |account| account.mailboxes.remove(mailbox));
    }

    /// Deletes a mailbox and makes it anew, empty: with another UIDVALIDITY.
    pub fn recreate(&self, person: &str, mailbox: &str) {
        self.delete(person, mailbox);
        self.create(person, mailbox);
    }

    /// Lets nobody change this mailbox any more, or lets everybody again.
    pub fn set_read_only(&self, person: &str, mailbox: &str, on: bool) {
        self.with(person, |account| {
            if let Some(mailbox) = account.mailboxes.get_mut(mailbox) {
                mailbox.is_read_only = on;
            }
        });
    }

    /// What a mailbox holds, oldest first; nothing when there is none of this name.
    pub fn holds(&self, person: &str, mailbox: &str) -> Vec<Stored> {
        self.with(person, |account| {
            let mailbox = account.mailboxes.get(mailbox);
            mailbox
                .map(|mailbox| mailbox.messages.iter().map(crate::account::Message::stored).collect())
                .unwrap_or_default()
        })
    }

    /// The names of all mailboxes.
    pub fn mailboxes(&self, person: &str) -> Vec<String> {
        self.with(person, |account| account.mailboxes.keys().cloned().collect())
    }

    fn with<T>(&self, person: &str, work: impl FnOnce(&mut Account) -> T) -> T {
        work(&mut lock(&self.shared.people.account(person)))
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.shared.seen()
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Shared {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn serve(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut wire = Wire::new(stream)?;
    match shared.troubles.befalls("greeting") {
        None => wire.say(format!("* OK [CAPABILITY {CAPABILITIES}] plain\r\n").as_bytes()).await?,
        Some(Act::Bye(words)) => return wire.say(format!("* BYE {words}\r\n").as_bytes()).await,
        Some(Act::FallSilent) => std::future::pending().await,
        Some(Act::Cut | Act::CutInAnswer | Act::Refuse(_) | Act::Answer(_)) => return Ok(()),
    }
    let mut session = Session::new(Arc::clone(&shared.people));
    while let Some(mut line) = wire.line().await? {
        let begin = String::from_utf8_lossy(&line.bytes).into_owned();
        let (tag, begin) = begin.split_once(' ').unwrap_or((&begin, ""));
        // Trouble comes before the literals are asked for, as a server does that knows at once.
        let trouble = shared.troubles.befalls(begin);
        match &trouble {
            Some(Act::Cut) => return Ok(()),
            Some(Act::FallSilent) => std::future::pending().await,
            Some(Act::Bye(words)) => return wire.say(format!("* BYE {words}\r\n").as_bytes()).await,
            Some(Act::Refuse(words)) => {
                shared.seen().commands.push(discreet(begin));
                wire.say(format!("{tag} {words}\r\n").as_bytes()).await?;
                continue;
            }
            Some(Act::Answer(words)) => {
                shared.seen().commands.push(discreet(begin));
                wire.say(words.replace("{tag}", tag).as_bytes()).await?;
                continue;
            }
            Some(Act::CutInAnswer) | None => {}
        }
        wire.rest(&mut line).await?;
        let (said, is_bad) = carry_out(&mut session, tag, &line.bytes, line.has_unasked_literal);
        {
            let mut seen = shared.seen();
            seen.commands.push(discreet(begin));
            if is_bad {
                seen.refused.push(discreet(begin));
            }
        }
        if trouble == Some(Act::CutInAnswer) {
            return wire.say(&said[..said.len() / 2]).await;
        }
        wire.say(&said).await?;
        if session.is_over {
            return Ok(());
        }
    }
    Ok(())
}

fn carry_out(session: &mut Session, tag: &str, line: &[u8], has_unasked_literal: bool) -> (Vec<u8>, bool) {
    if has_unasked_literal {
        return (format!("{tag} BAD There is no LITERAL+ here\r\n").into_bytes(), true);
    }
    let after_tag = line.get(tag.len() + 1..).unwrap_or_default();
    let end = after_tag.iter().position(|byte| *byte == b' ').unwrap_or(after_tag.len());
    let verb = String::from_utf8_lossy(&after_tag[..end]).to_ascii_uppercase();
    session.run(tag, &verb, &after_tag[end..])
}

/// The command for a test to look at: a password is in none.
fn discreet(command: &str) -> String {
    let verb = command.split(' ').next().unwrap_or_default();
    let is_secret = ["LOGIN", "AUTHENTICATE"].iter().any(|secret| verb.eq_ignore_ascii_case(secret));
    if is_secret { verb.to_owned() } else { command.to_owned() }
}
