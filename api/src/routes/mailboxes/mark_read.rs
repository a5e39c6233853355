//! `POST /mailboxes/{id}/mark-read`: everything in a mailbox.

use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::bulk::{BulkDone, BulkLine, Selector, SetMatching};
use gatepost_shared::filter::{Filter, FilterCondition};
use gatepost_shared::id::MailboxId;
use gatepost_shared::keyword::Keyword;
use gatepost_shared::mutation::EmailPatch;
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::routes::bulk;
use crate::routes::extract::{Id, Params};
use crate::session::extract::SignedIn;

/// `?upToState=…`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Query {
    /// The state of the mailbox that the person sees: mail that has come since stays unread.
    up_to_state: Option<String>,
}

/// Marks all mail of a mailbox read: what was there when it began, or by the state that is named.
#[utoipa::path(
    post,
    path = "/mailboxes/{id}/mark-read",
    operation_id = "markMailboxRead",
    tag = "mailboxes",
    params(("id" = MailboxId, Path, description = "The mailbox"), Query),
    responses(
        (status = 200, description = "What happened, in sum or line by line", content(
            (BulkDone = "application/json"),
            (BulkLine = "application/x-ndjson"),
        )),
        (status = 403, description = "forbidden: you may not mark mail here", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "staleId: the mailbox was made anew since that state", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn mark_read(
    SignedIn { mail, .. }: SignedIn,
    Id(id): Id<MailboxId>,
    Params(query): Params<Query>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let seen: Keyword = Keyword::SEEN.parse().map_err(ApiError::internal)?;
    let unread = FilterCondition { not_keyword: Some(seen.clone()), ..FilterCondition::default() };
    let selector =
        Selector { mailbox_id: id, filter: Some(Filter::Condition(Box::new(unread))), up_to_state: query.up_to_state };
    let change = SetMatching { selector, update: EmailPatch::mark(seen, true), destroy: false, if_in_state: None };
    bulk::answer(&headers, mail.set_matching(change)).await
}
