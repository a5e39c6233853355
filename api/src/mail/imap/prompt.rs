//! A TCP stream that reads all that has come at once, and confirms it at once.
//!
//! TLS asks for 4 KiB and then for the end of the record, so that each record took two reads; a mail server's answer is
//! many records.
//!
//! A server that does not turn off Nagle's algorithm (Cyrus) holds the last piece of an answer back until the
//! piece before it is confirmed; a kernel that hopes to confirm along with data waits up to 40 ms, and we have
//! nothing to say before the answer is whole. Seen: 44 ms for a list that the server had ready after 4.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_util::io::poll_read_buf;

/// How much is read at once. There is such a buffer only while there is something in it: thousands of connections rest.
const MAX_READ: usize = 32 * 1024;

/// The stream.
#[derive(Debug)]
pub(super) struct Prompt {
    stream: TcpStream,
    /// What has been read and not been asked for.
    ahead: BytesMut,
}

impl Prompt {
    /// A stream whose small pieces leave at once, too.
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, ahead: BytesMut::new() })
    }

    /// The kernel forgets this by itself, so it is said after each read. Where it cannot be said, answers are
    /// late but right.
    #[cfg(target_os = "linux")]
    fn confirm(&self) {
        let _ = self.stream.set_quickack(true);
    }

    #[cfg(not(target_os = "linux"))]
    fn confirm(&self) {}
}

impl AsyncRead for Prompt {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let me = &mut *self;
        if me.ahead.is_empty() {
            if buf.remaining() >= MAX_READ {
                ready!(Pin::new(&mut me.stream).poll_read(cx, buf))?;
                me.confirm();
                return Poll::Ready(Ok(()));
            }
            me.ahead.reserve(MAX_READ);
            let read = poll_read_buf(Pin::new(&mut me.stream), cx, &mut me.ahead);
            if me.ahead.is_empty() {
                me.ahead = BytesMut::new();
            }
            ready!(read)?;
            me.confirm();
        }
        let length = buf.remaining().min(me.ahead.len());
        buf.put_slice(&me.ahead[..length]);
        me.ahead.advance(length);
        if me.ahead.is_empty() {
            me.ahead = BytesMut::new();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Prompt {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
