//! `GET /events`: one stream of state changes (SSE, the HTML standard's section 9.2).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt as _};
use gatepost_shared::event::{GOODBYE_EVENT, STATE_EVENT, StateChange};
use gatepost_shared::problem::{Problem, ProblemType};
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::mail::error::MailError;
use crate::mail::imap::{Knows, Mail, Told};
use crate::routes::extract::Params;
use crate::session::extract::SignedIn;
use crate::state::AppState;

/// Proxies cut silent connections; most wait at least half a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// After this long the client is asked to come again, so that the load of a farm spreads anew.
const LONGEST: Duration = Duration::from_mins(30);

/// How long a client waits before it comes again, in milliseconds.
const RETRY: Duration = Duration::from_secs(1);

/// The most streams of one person on a node: more tabs than anybody has.
const MAX_STREAMS: usize = 100;

/// The longest id of an event that is looked at.
const MAX_EVENT_ID: usize = 64;

/// Where to go on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Resume {
    /// The id of the last event that was read, for clients that cannot send the header `Last-Event-ID`.
    last_event_id: Option<String>,
}

/// State changes of all mailboxes: first what differs now, then what changes.
///
/// The first event always comes. To a new client it tells the state of every mailbox; to one that sends the id of the last
/// event that it has read (`Last-Event-ID`), nothing if all is as it was then, and otherwise every state again. `POST
/// /events` takes the states themselves, and tells only what differs. Any node goes on where another has ended. A mailbox
/// that is gone has the empty state. The stream ends with `goodbye` after half an hour, or when the node stops: connect again.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "streamEvents",
    tag = "events",
    params(
        Resume,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was read; browsers send it by themselves"),
    ),
    responses(
        (status = 200, description = "Events `state` with a StateChange, `goodbye` when the stream ends, `problem` when the mail server is lost", body = StateChange, content_type = "text/event-stream"),
        (status = 429, description = "`rateLimit`: this person has 100 streams open on this node", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn stream(
    State(state): State<AppState>,
    SignedIn { mail, .. }: SignedIn,
    Params(resume): Params<Resume>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let header = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let last = resume.last_event_id.or(header).filter(|id| id.len() <= MAX_EVENT_ID);
    answer(&state, &mail, last.map_or(Knows::Nothing, Knows::Vector))
}

/// The stream for somebody who knows this much.
pub fn answer(state: &AppState, mail: &Mail, knows: Knows) -> ApiResult<Response> {
    if mail.watchers() >= MAX_STREAMS {
        return Err(ApiError::new(
            ProblemType::RateLimit,
            format!("{MAX_STREAMS} windows listen for your mail already. Close some of them."),
        ));
    }
    let stop = state.shutdown.clone();
    let over = async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LONGEST) => {}
        }
    };
    let changes = until_first_error(mail.watch(knows)).take_until(over);
    let goodbye = futures::stream::once(async { Event::default().event(GOODBYE_EVENT).data("{}") });
    let events = changes.chain(goodbye).map(|event| Ok::<_, Infallible>(event.retry(RETRY)));
    let stream = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // nginx gathers answers unless it is told not to.
    Ok(([("x-accel-buffering", "no"), ("cache-control", "no-store")], stream).into_response())
}

/// The changes as events; an error becomes the event `problem`, and the last one.
fn until_first_error(changes: impl Stream<Item = Result<Told, MailError>> + Send) -> impl Stream<Item = Event> + Send {
    changes.scan(false, |failed, change| {
        let last = std::mem::replace(failed, change.is_err());
        std::future::ready((!last).then(|| event_of(change)))
    })
}

fn event_of(told: Result<Told, MailError>) -> Event {
    match told {
        Ok(told) => named(STATE_EVENT, &told.change).id(told.vector),
        Err(error) => named("problem", ApiError::from(error).problem()),
    }
}

fn named(name: &str, data: &impl serde::Serialize) -> Event {
    Event::default().event(name).json_data(data).unwrap_or_else(|_| Event::default().event(GOODBYE_EVENT))
}
