//! `GET /events`: one stream of state changes (SSE, the HTML standard's section 9.2).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt as _};
use gatepost_shared::event::{GOODBYE_EVENT, STATE_EVENT, StateChange};
use gatepost_shared::problem::Problem;

use crate::error::{ApiError, ApiResult};
use crate::mail::error::MailError;
use crate::session::extract::SignedIn;
use crate::state::AppState;

/// Proxies cut silent connections; most wait at least half a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// After this long the client is asked to come again, so that the load of a farm spreads anew.
const LONGEST: Duration = Duration::from_mins(30);

/// How long a client waits before it comes again, in milliseconds.
const RETRY: Duration = Duration::from_secs(1);

/// State changes of all mailboxes: first the state of each, then what changes.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "streamEvents",
    tag = "events",
    responses(
        (status = 200, description = "Events `state` with a StateChange, `goodbye` when the node stops, `problem` when the mail server is lost", body = StateChange, content_type = "text/event-stream"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn stream(State(state): State<AppState>, SignedIn { mail, .. }: SignedIn) -> ApiResult<Response> {
    let stop = state.shutdown.clone();
    let over = async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LONGEST) => {}
        }
    };
    let changes = until_first_error(mail.watch()).take_until(over);
    let goodbye = futures::stream::once(async { Event::default().event(GOODBYE_EVENT).data("{}") });
    let events = changes.chain(goodbye).map(|event| Ok::<_, Infallible>(event.retry(RETRY)));
    let stream = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // nginx gathers answers unless it is told not to.
    Ok(([("x-accel-buffering", "no"), ("cache-control", "no-store")], stream).into_response())
}

/// The changes as events; an error becomes the event `problem`, and the last one.
fn until_first_error(
    changes: impl Stream<Item = Result<StateChange, MailError>> + Send,
) -> impl Stream<Item = Event> + Send {
    changes.scan(false, |failed, change| {
        let last = std::mem::replace(failed, change.is_err());
        std::future::ready((!last).then(|| event_of(change)))
    })
}

fn event_of(change: Result<StateChange, MailError>) -> Event {
    match change {
        Ok(change) => named(STATE_EVENT, &change),
        Err(error) => named("problem", ApiError::from(error).problem()),
    }
}

fn named(name: &str, data: &impl serde::Serialize) -> Event {
    Event::default().event(name).json_data(data).unwrap_or_else(|_| Event::default().event(GOODBYE_EVENT))
}
