//! What holds for all that a server may send: see [`crate::fuzzing`].

use bytes::Bytes;

use super::framer::Framer;
use super::response::{Line, Untagged};
use super::structure;

/// Framing: however the network cuts the stream, the same responses come out, in order, and no byte is lost before a
/// refusal. The first byte says how the stream is cut.
///
/// # Panics
/// When it does not hold.
pub fn framing(bytes: &[u8]) {
    let Some((step, stream)) = bytes.split_first() else { return };
    let (whole, is_refused) = frames(stream, stream.len().max(1));
    assert!(stream.starts_with(&whole.concat()), "bytes are lost");
    let (cut, is_cut_refused) = frames(stream, usize::from(*step).max(1));
    assert_eq!((whole, is_refused), (cut, is_cut_refused), "cut every {step} bytes");
}

fn frames(stream: &[u8], step: usize) -> (Vec<Bytes>, bool) {
    let mut framer = Framer::default();
    let mut frames = Vec::new();
    for piece in stream.chunks(step) {
        framer.buffer().extend_from_slice(piece);
        loop {
            match framer.next() {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(_) => return (frames, true),
            }
        }
    }
    (frames, false)
}

/// Our parser: it never fails, whatever a response is, and neither does what reads a structure from it.
pub fn response(bytes: &[u8]) {
    Line::parse_tagged(bytes);
    if let Untagged::Fetch(fetch) = Untagged::parse(&Bytes::copy_from_slice(bytes)) {
        let root = structure::parse(fetch.items.get("BODYSTRUCTURE")).root;
        root.bodies();
        root.has_attachment();
        fetch.keywords();
    }
}
