//! What a change of everything that matches answers: one sum at the end, or lines while it runs.

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use futures::stream::{self, BoxStream, StreamExt as _};
use gatepost_shared::bulk::{BulkDone, BulkLine, BulkProgress};

use super::ndjson;
use crate::error::{ApiError, ApiResult};
use crate::mail::error::MailError;

type Parts = BoxStream<'static, Result<BulkProgress, MailError>>;

/// Runs the change. When the client goes away, what has begun is finished and the rest is left as it is.
pub async fn answer(headers: &HeaderMap, mut parts: Parts) -> ApiResult<Response> {
    // What cannot begin is an answer with its status, in either form.
    let first = parts.next().await.transpose()?.unwrap_or_default();
    let parts = stream::once(std::future::ready(Ok(first))).chain(parts).boxed();
    if ndjson::is_wanted(headers) {
        return Ok(ndjson::answer(lines(parts)));
    }
    Ok(Json(sum(parts).await?).into_response())
}

async fn sum(mut parts: Parts) -> ApiResult<BulkDone> {
    let mut done = BulkDone::default();
    while let Some(part) = parts.next().await {
        match part {
            Ok(progress) => done.add(progress),
            Err(error) => return Err(broken_off(error, &done)),
        }
    }
    Ok(done)
}

fn broken_off(error: MailError, done: &BulkDone) -> ApiError {
    let so_far = format!("{} of {} emails were changed before this. ", done.changed, done.total);
    ApiError::from(error).preceded_by(&so_far)
}

fn lines(parts: Parts) -> impl futures::Stream<Item = BulkLine> + Send {
    let within = Some((parts, BulkDone::default()));
    stream::unfold(within, |state| async move {
        let (mut parts, mut done) = state?;
        Some(match parts.next().await {
            Some(Ok(progress)) => {
                done.add(progress.clone());
                (BulkLine::Progress(progress), Some((parts, done)))
            }
            Some(Err(error)) => (BulkLine::Problem(broken_off(error, &done).into_problem()), None),
            None => (BulkLine::Done(done), None),
        })
    })
}
