//! The stream under async-imap: frames what the server says and keeps it for our own parser.
//!
//! async-imap parses with imap-proto, which cannot read much of what servers answer, recurses on hostile
//! input, and ends the connection at the first response that it does not know. So the engine is shown only
//! what it needs to keep in step (tagged lines and continuations, in their plainest form), and every untagged response
//! lies here, in order, as [`super::response`] understands it: at once, while the server makes the next.
//!
//! Not here: what is done with responses.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::io::poll_read_buf;

use super::framer::Framer;
use super::response::Untagged;

/// The most bytes of responses to one command that are held at once.
const MAX_PENDING: usize = 64 * 1024 * 1024;

/// How much may have come before whoever wants to see responses as they come is woken, if the server never pauses.
const MAX_UNSEEN: usize = 64 * 1024;

/// How much of an upload may wait here for the network.
const MAX_WAITING: usize = 64 * 1024;

/// A stream to a server that keeps every response and shows the engine only the plainest form of a few.
#[derive(Debug)]
pub(super) struct Tap<S> {
    wire: S,
    framer: Framer,
    /// Untagged responses in the order in which they came.
    untagged: Vec<Untagged>,
    untagged_bytes: usize,
    /// Tagged responses in the order in which they came.
    tagged: VecDeque<Bytes>,
    /// What the engine is to read next.
    shown: BytesMut,
    /// What the engine has written and not yet flushed: one command leaves in one segment.
    outgoing: BytesMut,
    /// Whether what the engine flushes waits for more.
    is_corked: bool,
    /// Whether the engine is woken by untagged responses, too: see [`Self::wake_on_untagged`].
    wakes_on_untagged: bool,
    /// Bytes of responses that the engine has not been woken for.
    unseen: usize,
}

impl<S> Tap<S> {
    /// A tap on a stream from which nothing has been read.
    pub(super) fn new(wire: S) -> Self {
        Self {
            wire,
            framer: Framer::default(),
            untagged: Vec::new(),
            untagged_bytes: 0,
            tagged: VecDeque::new(),
            shown: BytesMut::new(),
            outgoing: BytesMut::new(),
            is_corked: false,
            wakes_on_untagged: false,
            unseen: 0,
        }
    }

    /// Lets commands wait for each other, so that they leave in one segment. Sent one by one, they are also
    /// answered one by one, and a server that does not turn off Nagle's algorithm (Cyrus) holds the next answer
    /// back until our kernel confirms the last one, which it does after 40 ms.
    pub(super) fn cork(&mut self, on: bool) {
        self.is_corked = on;
    }

    /// Lets untagged responses wake the engine, as an empty `* OK`, whenever the server pauses: for greetings, for IDLE, and
    /// for those who make something of the responses while the server makes the next.
    pub(super) fn wake_on_untagged(&mut self, on: bool) {
        self.wakes_on_untagged = on;
        self.unseen = 0;
    }

    /// The untagged responses that have come since the last call.
    pub(super) fn take_untagged(&mut self) -> Vec<Untagged> {
        self.untagged_bytes = 0;
        std::mem::take(&mut self.untagged)
    }

    /// Whether something has come that is not merely a sign of life (`* OK Still here`).
    pub(super) fn has_news(&self) -> bool {
        self.untagged.iter().any(|response| match response {
            Untagged::Line(line) if line.status == "OK" => line.code_name() == "NOTIFICATIONOVERFLOW",
            _ => true,
        })
    }

    /// The tagged line that ended the oldest command which has ended.
    pub(super) fn take_tagged(&mut self) -> Option<Bytes> {
        self.tagged.pop_front()
    }

    /// The stream itself, for STARTTLS. None when the server has said more than was asked for: what came
    /// in the clear must not be taken for something said under TLS.
    pub(super) fn into_wire(self) -> Option<S> {
        (self.framer.is_empty() && self.shown.is_empty() && self.untagged.is_empty()).then_some(self.wire)
    }

    fn keep(&mut self, response: Bytes) -> io::Result<()> {
        if response.starts_with(b"+") {
            self.shown.extend_from_slice(b"+ \r\n");
        } else if response.starts_with(b"* ") {
            self.untagged_bytes += response.len();
            if self.untagged_bytes > MAX_PENDING {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "the answer is larger than 64 MiB"));
            }
            self.unseen += response.len();
            self.untagged.push(Untagged::parse(&response));
            if self.unseen >= MAX_UNSEEN {
                self.show_untagged();
            }
        } else {
            self.shown.extend_from_slice(&plainest(&response)?);
            self.tagged.push_back(response);
        }
        Ok(())
    }

    /// Wakes the engine, if that is wanted and there is something new.
    fn show_untagged(&mut self) -> bool {
        let shows = self.wakes_on_untagged && self.unseen > 0;
        if shows {
            self.unseen = 0;
            self.shown.extend_from_slice(b"* OK .\r\n");
        }
        shows
    }
}

/// `TAG STATUS .`: what the engine needs of a tagged line.
fn plainest(line: &[u8]) -> io::Result<Vec<u8>> {
    let mut words = line.trim_ascii_end().split(|byte| *byte == b' ');
    let (tag, status) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_tag = !tag.is_empty() && tag.len() <= 32 && tag.iter().all(u8::is_ascii_alphanumeric);
    let is_status = [&b"OK"[..], b"NO", b"BAD"].iter().any(|known| known.eq_ignore_ascii_case(status));
    if !is_tag || !is_status {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a line is neither untagged nor the end of a command"));
    }
    Ok([tag, b" ", status.to_ascii_uppercase().as_slice(), b" .\r\n"].concat())
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let me = &mut *self;
        loop {
            // One line a read: the engine's own buffer is empty after each response, so that what follows
            // (TLS after STARTTLS) is never swallowed by it.
            if let Some(end) = me.shown.iter().position(|byte| *byte == b'\n') {
                let length = buf.remaining().min(end + 1);
                buf.put_slice(&me.shown[..length]);
                me.shown.advance(length);
                return Poll::Ready(Ok(()));
            }
            if let Some(response) = me.framer.next()? {
                me.keep(response)?;
                continue;
            }
            match poll_read_buf(Pin::new(&mut me.wire), cx, me.framer.buffer())? {
                Poll::Pending if !me.show_untagged() => return Poll::Pending,
                // What has come before the end is still seen.
                Poll::Ready(0) if !me.show_untagged() => return Poll::Ready(Ok(())),
                _ => {}
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tap<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        // Large pieces of an upload must not pile up here: the network's pace is the writer's pace.
        if self.outgoing.len() >= MAX_WAITING {
            ready!(self.as_mut().drain(cx))?;
        }
        self.outgoing.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_corked {
            return Poll::Ready(Ok(()));
        }
        ready!(self.as_mut().drain(cx))?;
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.as_mut().drain(cx))?;
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}

impl<S: AsyncWrite + Unpin> Tap<S> {
    fn drain(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let me = &mut *self;
        while !me.outgoing.is_empty() {
            let written = ready!(Pin::new(&mut me.wire).poll_write(cx, &me.outgoing))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            me.outgoing.advance(written);
        }
        Poll::Ready(Ok(()))
    }
}
