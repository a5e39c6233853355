//! `/events`: what the server says without being asked. One connection; reconnecting is the caller's part.

use gatepost_shared::event::{GOODBYE_EVENT, STATE_EVENT, StateChange};

use crate::api::client::BASE;
use crate::api::json;
use crate::dom::event_stream::EventStream;

/// Why a stream of events ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The node is about to stop: reconnect at once, to any node.
    Goodbye,
    /// The connection broke, or was never made.
    Broken,
}

/// Listens until the stream ends. `on_change` gets each change, whatever the order of arrival.
pub async fn listen(mut on_change: impl FnMut(StateChange)) -> Ended {
    let Some(mut stream) = EventStream::open(&format!("{BASE}/events"), &[STATE_EVENT, GOODBYE_EVENT]) else {
        return Ended::Broken;
    };
    while let Some((name, data)) = stream.next().await {
        if name == GOODBYE_EVENT {
            return Ended::Goodbye;
        }
        match json::read(&data) {
            Ok(change) => on_change(change),
            Err(json::Malformed) => leptos::logging::warn!("an event cannot be read"),
        }
    }
    Ended::Broken
}
