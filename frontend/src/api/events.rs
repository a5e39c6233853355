//! `/events`: what the server says without being asked. One connection; reconnecting is the caller's part.

use futures::StreamExt as _;
use gatepost_shared::event::{GOODBYE_EVENT, STATE_EVENT, StateChange};
use gloo_net::eventsource::futures::EventSource;

use crate::api::client::BASE;

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
    let Ok(mut source) = EventSource::new(&format!("{BASE}/events")) else { return Ended::Broken };
    let (Ok(states), Ok(goodbyes)) = (source.subscribe(STATE_EVENT), source.subscribe(GOODBYE_EVENT)) else {
        return Ended::Broken;
    };
    let mut events = futures::stream::select(states, goodbyes);
    while let Some(Ok((name, message))) = events.next().await {
        if name == GOODBYE_EVENT {
            return Ended::Goodbye;
        }
        let text = message.data().as_string().unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(change) => on_change(change),
            Err(error) => leptos::logging::warn!("an event cannot be read: {error}"),
        }
    }
    Ended::Broken
}
