//! A stream of server-sent events (the HTML standard, section 9.2), as the browser receives it.
//!
//! The browser reconnects a broken stream by itself and tells nobody what was missed meanwhile. Here a stream that
//! breaks has ended: reconnecting, and catching up, is the caller's part.

use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

/// An open stream. Dropped, it is closed.
pub struct EventStream {
    source: EventSource,
    events: UnboundedReceiver<(&'static str, String)>,
    _on_event: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(Event)>,
}

impl EventStream {
    /// Opens a stream and listens to the events of these names. None where the URL is refused.
    pub fn open(url: &str, names: &'static [&'static str]) -> Option<Self> {
        let source = EventSource::new(url).ok()?;
        let (sender, events) = unbounded();
        let received = sender.clone();
        let on_event = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let name = names.iter().find(|name| event.type_() == **name);
            if let (Some(name), Some(data)) = (name, event.data().as_string()) {
                // Nobody receives it any more: the stream is about to be closed.
                drop(received.unbounded_send((*name, data)));
            }
        });
        let broken = source.clone();
        let on_error = Closure::<dyn Fn(Event)>::new(move |_| {
            broken.close();
            sender.close_channel();
        });
        for name in names {
            source.add_event_listener_with_callback(name, on_event.as_ref().unchecked_ref()).ok()?;
        }
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { source, events, _on_event: on_event, _on_error: on_error })
    }

    /// The next event, by name and data; none when the stream has broken.
    pub async fn next(&mut self) -> Option<(&'static str, String)> {
        self.events.next().await
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.source.set_onerror(None);
        self.source.close();
    }
}
