//! The bytes of a section, window after window.
//!
//! A person's downloads take turns on one connection. In its turn a download asks for the next window before the last
//! has come, so that the server never waits for us; it gives the connection back when it has had enough for now, or when
//! its reader is slow. So a node holds a few windows of each download, whatever its size.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use gatepost_shared::id::{BlobId, EmailId};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;

use crate::mail::error::MailError;
use crate::mail::imap::Mail;
use crate::mail::imap::email::fetch_one;
use crate::mail::imap::encode::{Command, Section};
use crate::mail::imap::response::Untagged;
use crate::mail::imap::session::Session;

/// How many bytes are fetched at once.
const WINDOW: u64 = 256 * 1024;

/// How many windows are asked for ahead.
const AHEAD: usize = 2;

/// How many windows a download fetches before others have their turn.
const TURN: u64 = 32;

/// How long a reader may take for a window before the others need not wait for it.
const SLOW: Duration = Duration::from_millis(50);

/// What is fetched, and how far it has got.
#[derive(Debug, Clone)]
struct Fetching {
    email: EmailId,
    section: Section,
    /// Where the part of the section ends that is wanted.
    end: u64,
    /// The first byte that has not come: shared, so that what has come is not asked for again on another connection.
    next: Arc<AtomicU64>,
    /// What has come and a slow reader has not taken: shared, so that a connection which breaks does not lose it.
    left: Arc<Mutex<Vec<Bytes>>>,
}

type Reader = mpsc::Sender<Result<Bytes, MailError>>;

/// Bytes of the section. Nothing is fetched before the stream is asked for the first of them.
pub(super) fn windows(
    mail: &Mail,
    id: &BlobId,
    range: Range<u64>,
) -> Result<BoxStream<'static, Result<Bytes, MailError>>, MailError> {
    let section = Section::part(id.section()).ok_or(MailError::NotFound("part"))?;
    let next = Arc::new(AtomicU64::new(range.start));
    let fetching = Fetching { email: id.email().clone(), section, end: range.end, next, left: Arc::default() };
    let mail = mail.clone();
    let begun = stream::once(async move {
        let (reader, windows) = mpsc::channel(1);
        tokio::spawn(fetch(mail, fetching, reader));
        stream::unfold(windows, async |mut windows| Some((windows.recv().await?, windows)))
    });
    Ok(begun.flatten().boxed())
}

/// Turn after turn, until all has come or nobody reads any more.
async fn fetch(mail: Mail, fetching: Fetching, reader: Reader) {
    while fetching.next() < fetching.end && !reader.is_closed() {
        let (mine, to) = (fetching.clone(), reader.clone());
        let turn = mail.downloads(move |session| {
            let (mine, to) = (mine.clone(), to.clone());
            Box::pin(async move { mine.turn(session, &to).await })
        });
        let turned = turn.await;
        // A slow reader is waited for here, and not on the connection.
        for window in fetching.take_left() {
            if reader.send(Ok(window)).await.is_err() {
                return;
            }
        }
        if let Err(error) = turned {
            let _ = reader.send(Err(error)).await;
            return;
        }
    }
}

impl Fetching {
    fn next(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }

    fn keep(&self, window: Bytes) {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).push(window);
    }

    fn take_left(&self) -> Vec<Bytes> {
        std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn has_left(&self) -> bool {
        !self.left.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Fetches windows. Nothing is handed over behind what the reader has not taken.
    async fn turn(&self, session: &mut Session, reader: &Reader) -> Result<(), MailError> {
        if self.has_left() {
            // The connection broke in this turn and is another one now.
            return Ok(());
        }
        session.select_for(self.email.mailbox(), self.email.uid_validity).await?;
        let first = self.next();
        let last = self.end.min(first + TURN * WINDOW);
        let (mut asked, mut is_slow) = (first, false);
        let mut pipeline = session.pipeline();
        loop {
            while asked < last && !is_slow && pipeline.under_way() < AHEAD {
                pipeline.send(self.command(asked)).await?;
                asked += WINDOW;
            }
            let Some(responses) = pipeline.next().await? else { break };
            for window in responses.iter().filter_map(|response| self.window_in(response)) {
                self.note(&window)?;
                if is_slow {
                    self.keep(window);
                    continue;
                }
                match reader.send_timeout(Ok(window), SLOW).await {
                    Ok(()) => {}
                    Err(SendTimeoutError::Timeout(window)) => {
                        is_slow = true;
                        self.keep(window?);
                    }
                    Err(SendTimeoutError::Closed(_)) => is_slow = true,
                }
            }
        }
        let is_refused = pipeline.refusal().is_some();
        if self.next() < asked.min(self.end) || is_refused && self.next() == first {
            let window = self.one(session).await?;
            self.keep(window);
        }
        Ok(())
    }

    /// One window by itself, as everything about one message is fetched: the message may have come, or the mailbox
    /// gone, since the connection last looked.
    async fn one(&self, session: &mut Session) -> Result<Bytes, MailError> {
        let fetch = fetch_one(session, &self.email, self.command(self.next()), "BODY[").await?;
        let window = fetch.items.body("BODY[").cloned().unwrap_or_default();
        self.note(&window)?;
        Ok(window)
    }

    fn command(&self, from: u64) -> Command {
        super::window_command(&self.email, &self.section, from, WINDOW.min(self.end.saturating_sub(from)))
    }

    /// The window that comes next, if the response is it: servers say where a piece begins (RFC 3501, section 7.4.2).
    fn window_in(&self, response: &Untagged) -> Option<Bytes> {
        let Untagged::Fetch(fetch) = response else { return None };
        let name = format!("BODY[{}]<{}>", self.section, self.next());
        fetch.items.body(&name).filter(|_| fetch.uid() == Some(self.email.uid)).cloned()
    }

    /// Counts a window. A reader was told how many bytes come: fewer must not look like all of them.
    fn note(&self, window: &Bytes) -> Result<(), MailError> {
        let wanted = WINDOW.min(self.end.saturating_sub(self.next()));
        if window.len() as u64 != wanted {
            let reason = format!("{} bytes of a part came where {wanted} were announced", window.len());
            return Err(MailError::Unintelligible { command: "UID FETCH", reason });
        }
        self.next.fetch_add(wanted, Ordering::Relaxed);
        Ok(())
    }
}
