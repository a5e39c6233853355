//! `POST /mailboxes/{id}/empty`: deletes for ever what lies in the trash or the junk.

use axum::http::HeaderMap;
use axum::response::Response;
use gatepost_shared::bulk::{BulkDone, BulkLine, Selector, SetMatching};
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::EmailPatch;
use gatepost_shared::problem::{Problem, ProblemType};
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
    /// A state of the mailbox: only what had arrived by then is deleted.
    up_to_state: Option<String>,
    /// Whether it is emptied although it is neither the trash nor the junk.
    #[serde(default)]
    force: bool,
}

/// Deletes all mail of a mailbox for ever, a few hundred emails at a time; see `POST /emails/set` with a selector.
#[utoipa::path(
    post,
    path = "/mailboxes/{id}/empty",
    operation_id = "emptyMailbox",
    tag = "mailboxes",
    params(("id" = MailboxId, Path, description = "The mailbox"), Query),
    responses(
        (status = 200, description = "What happened, in sum or line by line", content(
            (BulkDone = "application/json"),
            (BulkLine = "application/x-ndjson"),
        )),
        (status = 403, description = "forbidden: neither trash nor junk", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "notFound", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn empty(
    SignedIn { mail, .. }: SignedIn,
    Id(id): Id<MailboxId>,
    Params(query): Params<Query>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let mailbox = mail.mailbox(&id).await?;
    if !matches!(mailbox.role, Some(Role::Trash | Role::Junk)) && !query.force {
        return Err(ApiError::new(
            ProblemType::Forbidden,
            "Only the trash and the junk are emptied just so. To delete everything in this folder for ever, repeat the request with `force=true`.",
        ));
    }
    let selector = Selector { mailbox_id: id, filter: None, up_to_state: query.up_to_state };
    let change = SetMatching { selector, update: EmailPatch::default(), destroy: true, if_in_state: None };
    bulk::answer(&headers, mail.set_matching(change)).await
}
