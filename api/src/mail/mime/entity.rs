//! Entities (RFC 2045, section 2.4): a header of content fields and a body, one within the other. What they consist of
//! is kept in pieces, so that a server which has some of them already need not be sent those.

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use gatepost_shared::id::BlobId;

use super::header::Header;
use super::{Octets, exact};

/// A piece of a body.
pub enum Body {
    /// Bytes of ours.
    Own(Bytes),
    /// Bytes that stand, encoded like this, in a message on the person's server; and the same as a stream.
    Stored(BlobId, Octets),
    /// Bytes that are made on their way.
    Made(Octets),
}

/// A body with the fields that describe it.
pub struct Entity {
    /// `Content-Type` and what belongs to it, without the empty line.
    pub header: Header,
    /// The encoded body.
    pub pieces: Vec<Body>,
    /// Whether the body may hold bytes outside ASCII: what contains it must say so, too (RFC 2045, section 6.4).
    pub is_8bit: bool,
}

/// A message ready to be stored.
pub struct Composed {
    /// What it consists of, in order; bytes of ours never stand beside each other.
    pub pieces: Vec<Body>,
}

impl Body {
    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        match self {
            Self::Own(bytes) => bytes.len() as u64,
            Self::Stored(_, octets) | Self::Made(octets) => octets.size,
        }
    }
}

impl Entity {
    /// An entity of bytes of ours.
    pub fn own(header: Header, body: impl Into<Bytes>) -> Self {
        Self { header, pieces: vec![Body::Own(body.into())], is_8bit: false }
    }

    /// Several entities as one (RFC 2046, section 5.1). A single one stays alone: nothing more than needed.
    pub fn multipart(kind: &'static str, boundary: &str, mut parts: Vec<Self>) -> Self {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let is_8bit = parts.iter().any(|part| part.is_8bit);
        let mut header = Header::default();
        let mut parameters = vec![("boundary", boundary)];
        if kind == "multipart/related" {
            // RFC 2387, section 3.1: what the first part is, which the others serve.
            parameters.push(("type", "multipart/alternative"));
        }
        if kind == "multipart/report" {
            // RFC 8098, section 3: of which kind the report is.
            parameters.push(("report-type", "disposition-notification"));
        }
        header.parameters("Content-Type", kind, &parameters);
        if is_8bit {
            header.words("Content-Transfer-Encoding", &["8bit"]);
        }
        let mut pieces = Vec::with_capacity(parts.len() * 2 + 1);
        for part in parts {
            let mut frame = format!("\r\n--{boundary}\r\n").into_bytes();
            frame.extend_from_slice(&part.header.into_bytes());
            frame.extend_from_slice(b"\r\n");
            pieces.push(Body::Own(frame.into()));
            pieces.extend(part.pieces);
        }
        pieces.push(Body::Own(format!("\r\n--{boundary}--\r\n").into()));
        Self { header, pieces, is_8bit }
    }

    /// The whole message, below these fields.
    pub fn under(self, header: Header) -> Composed {
        let mut top = header.into_bytes();
        top.extend_from_slice(&self.header.into_bytes());
        top.extend_from_slice(b"\r\n");
        Composed::new(std::iter::once(Body::Own(top.into())).chain(self.pieces))
    }
}

impl Composed {
    /// A message of these pieces.
    pub fn new(given: impl IntoIterator<Item = Body>) -> Self {
        let mut pieces: Vec<Body> = Vec::new();
        for piece in given {
            match (pieces.last_mut(), piece) {
                (_, Body::Own(bytes)) if bytes.is_empty() => {}
                (Some(Body::Own(before)), Body::Own(bytes)) => *before = [&before[..], &bytes[..]].concat().into(),
                (_, piece) => pieces.push(piece),
            }
        }
        Self { pieces }
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.pieces.iter().map(Body::size).sum()
    }

    /// The message as a stream; each piece is exactly as long as it promised.
    pub fn into_octets(self) -> Octets {
        let size = self.size();
        let bytes = stream::iter(self.pieces).flat_map(|piece| match piece {
            Body::Own(bytes) => stream::iter([Ok(bytes)]).boxed(),
            Body::Stored(_, octets) | Body::Made(octets) => exact::exactly(octets.size, octets.bytes),
        });
        Octets { size, bytes: bytes.boxed() }
    }
}
