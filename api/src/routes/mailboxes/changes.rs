//! `GET /mailboxes/{id}/changes`: what happened in a mailbox since a state that the client knows.

use axum::Json;
use gatepost_shared::changes::{MAX_CHANGES, MailboxChanges};
use gatepost_shared::id::MailboxId;
use gatepost_shared::problem::Problem;
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::routes::extract::{Id, Params};
use crate::session::extract::SignedIn;

/// Since when, and how much.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// A state of this mailbox, as a mailbox, a window, an event or an earlier answer told it.
    since: String,
    /// The most ids in the answer, 1 to 5000. When there is more, `hasMoreChanges` says so.
    #[serde(default = "default_max")]
    #[param(minimum = 1, maximum = 5000, default = 1000)]
    max_changes: u32,
}

fn default_max() -> u32 {
    1000
}

/// What has come, changed and gone since a state.
///
/// Exact on servers with QRESYNC (Dovecot, Cyrus). With CONDSTORE alone what is gone is reckoned from the counts, in
/// mailboxes of at most 20,000 UIDs. Where the server cannot say, or more than 5000 emails have changed, the answer is the
/// problem `cannotCalculateChanges`: read the list again.
#[utoipa::path(
    get,
    path = "/mailboxes/{id}/changes",
    operation_id = "mailboxChanges",
    tag = "mailboxes",
    params(("id" = MailboxId, Path, description = "The mailbox"), Since),
    responses(
        (status = 200, description = "The changes; all three lists are empty when there are none", body = MailboxChanges),
        (status = 404, description = "`notFound`: there is no such mailbox any more", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`cannotCalculateChanges`: read the list again", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "`staleId`: the mailbox was made anew, and no id or state of the old one holds", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalidProperties`: `since` is no state, or `maxChanges` is out of range", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn changes(
    SignedIn { mail, .. }: SignedIn,
    Id(mailbox): Id<MailboxId>,
    Params(Since { since, max_changes }): Params<Since>,
) -> ApiResult<Json<MailboxChanges>> {
    if max_changes == 0 || max_changes > MAX_CHANGES {
        return Err(ApiError::invalid("maxChanges", format!("Ask for 1 to {MAX_CHANGES} changes.")));
    }
    Ok(Json(mail.changes(&mailbox, &since, max_changes).await?))
}
