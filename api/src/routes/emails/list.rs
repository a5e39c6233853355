//! `GET /mailboxes/{id}/emails`: rows of a list.

use axum::http::{HeaderMap, header};
use axum::response::Response;
use gatepost_shared::filter::{Comparator, Filter, FilterCondition};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::keyword::Keyword;
use gatepost_shared::problem::{Problem, ProblemType};
use gatepost_shared::query::{MAX_LIMIT, Window};
use serde::Deserialize;

use super::search_box;
use crate::error::{ApiError, ApiResult};
use crate::mail::imap::{Mail, Place};
use crate::routes::etag;
use crate::routes::extract::{Id, Params};
use crate::session::extract::SignedIn;

/// Which rows. `position`, `anchor` and `cursor` exclude each other.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Page {
    /// The place of the first row, from 0 for the first of the list.
    position: Option<u32>,
    /// Begins at this email, wherever it is now; 404 when it is not in the list.
    #[param(value_type = Option<String>)]
    anchor: Option<String>,
    /// Begins so many places behind `anchor`, or, when negative, before it (RFC 8620, section 5.5).
    anchor_offset: Option<i64>,
    /// Goes on behind the window that answered this cursor: nothing that stays in the list is left out or repeated,
    /// whatever comes or goes in the meantime. Give the same filters and order as there.
    cursor: Option<String>,
    /// How many rows, 1 to 200.
    #[serde(default = "default_limit")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: u32,
    /// The order: `receivedAt`, `sentAt`, `from`, `to`, `subject`, `size`, each at most once, parted by commas; a minus
    /// before it puts the greatest first. Without it, the latest arrival in this mailbox stands first, which is the
    /// order that costs least.
    #[param(example = "-sentAt,subject")]
    sort: Option<String>,
    /// Only emails that are unread (true), or read (false).
    is_unread: Option<bool>,
    /// Only emails with a star (true), or without (false).
    is_flagged: Option<bool>,
    /// Only emails on which this is marked.
    #[param(max_length = 255)]
    has_keyword: Option<String>,
    /// Only emails on which this is not marked.
    #[param(max_length = 255)]
    not_keyword: Option<String>,
    /// Only emails with an attachment (true), or without (false).
    has_attachment: Option<bool>,
    /// Only emails that match this, in the language of the search box: `from:alice is:unread "exact words" -not`.
    #[param(max_length = 2000)]
    q: Option<String>,
    /// Draws each conversation together into one row, which then has `thread`; places, `limit` and `total` count
    /// conversations. The row is the newest email; of a list with filters or an order, the first that matches, and `thread`
    /// tells of the whole conversation all the same. An `anchor` stands for its conversation; give it with each `cursor`. Where
    /// the mail server cannot thread, or has to read a large mailbox for the first time, the rows come as they are, without
    /// `thread`.
    #[serde(default)]
    #[param(default = false)]
    collapse_threads: bool,
    /// How many minutes the person's clock is ahead of UTC: when the days of `q` begin.
    #[serde(default)]
    #[param(minimum = -1440, maximum = 1440, default = 0)]
    utc_offset: i32,
}

fn default_limit() -> u32 {
    50
}

/// Rows of a mailbox: its latest arrivals first, or in any other order; all of them, or those that match.
///
/// Emails that another program has marked as deleted and not yet expunged are not shown and not counted.
#[utoipa::path(
    get,
    path = "/mailboxes/{id}/emails",
    operation_id = "listEmails",
    tag = "emails",
    params(("id" = MailboxId, Path, description = "The mailbox"), Page),
    responses(
        (status = 200, description = "The window; its list is empty when the position is past the end", body = Window),
        (status = 304, description = "Nothing has changed since the ETag given in If-None-Match"),
        (status = 409, description = "stateMismatch: the emails that the cursor hangs on have left a sorted list", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "invalidProperties: a parameter is wrong, or the mail server cannot sort or search so", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    SignedIn { mail, .. }: SignedIn,
    Id(mailbox): Id<MailboxId>,
    Params(page): Params<Page>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    if page.limit == 0 || page.limit > MAX_LIMIT {
        return Err(ApiError::invalid("limit", format!("Ask for 1 to {MAX_LIMIT} rows.")));
    }
    let place = page.place()?;
    let sort = page.sort.as_deref().map(search_box::read_sort).transpose()?.unwrap_or_default();
    let filter = page.filter(&mail).await?;
    if page.collapse_threads
        && let Some(window) = mail.collapsed_list(&mailbox, filter.as_ref(), &sort, &place, page.limit).await?
    {
        return etag::json(&headers, &window);
    }
    if headers.contains_key(header::IF_NONE_MATCH)
        && let Some(state) = mail.exact_state(&mailbox).await?
        && let Some(unchanged) = etag::unchanged(&headers, &page.version(&state, filter.as_ref(), &sort)?)
    {
        return Ok(unchanged);
    }
    let listed = mail.list(&mailbox, filter.as_ref(), &sort, &place, page.limit).await?;
    if !listed.is_exact {
        return etag::json(&headers, &listed.window);
    }
    let version = page.version(&listed.window.state, filter.as_ref(), &sort)?;
    etag::json_of(&headers, &version, &listed.window)
}

impl Page {
    fn place(&self) -> ApiResult<Place> {
        match (self.position, &self.anchor, &self.cursor) {
            (position, None, None) if self.anchor_offset.is_none() => Ok(Place::Position(position.unwrap_or(0))),
            (None, Some(anchor), None) => {
                let id: EmailId = anchor
                    .parse()
                    .map_err(|error| ApiError::new(ProblemType::BadRequest, format!("In anchor, {error}.")))?;
                Ok(Place::Anchor(id, self.anchor_offset.unwrap_or(0)))
            }
            (None, None, Some(cursor)) if self.anchor_offset.is_none() => cursor
                .parse()
                .map(Place::Cursor)
                .map_err(|error| ApiError::invalid("cursor", format!("In cursor, {error}."))),
            _ => Err(ApiError::invalid("position", "Give one of position, anchor (with anchorOffset) and cursor.")),
        }
    }

    async fn filter(&self, mail: &Mail) -> ApiResult<Option<Filter>> {
        let mut filters: Vec<Filter> = self.conditions()?.into_iter().map(Filter::from).collect();
        if let Some(q) = &self.q {
            filters.extend(search_box::read(mail, q, self.utc_offset).await?.filter);
        }
        search_box::all(filters)
    }

    fn conditions(&self) -> ApiResult<Vec<FilterCondition>> {
        let marks = [
            ("isUnread", Some(Keyword::SEEN), self.is_unread.map(|is_unread| !is_unread)),
            ("isFlagged", Some(Keyword::FLAGGED), self.is_flagged),
            ("hasKeyword", self.has_keyword.as_deref(), Some(true)),
            ("notKeyword", self.not_keyword.as_deref(), Some(false)),
        ];
        let mut conditions = Vec::new();
        for (parameter, keyword, is_set) in marks {
            let (Some(keyword), Some(is_set)) = (keyword, is_set) else { continue };
            let keyword: Keyword =
                keyword.parse().map_err(|error| ApiError::invalid(parameter, format!("Here, {error}.")))?;
            conditions.push(if is_set {
                FilterCondition { has_keyword: Some(keyword), ..FilterCondition::default() }
            } else {
                FilterCondition { not_keyword: Some(keyword), ..FilterCondition::default() }
            });
        }
        if self.has_attachment.is_some() {
            conditions.push(FilterCondition { has_attachment: self.has_attachment, ..FilterCondition::default() });
        }
        Ok(conditions)
    }

    /// What decides what the answer is: the mailbox's state, and what was asked. Another version of this program may
    /// answer otherwise.
    fn version(&self, state: &str, filter: Option<&Filter>, sort: &[Comparator]) -> ApiResult<String> {
        let asked = (&self.position, &self.anchor, &self.anchor_offset, &self.cursor, self.limit);
        serde_json::to_string(&(env!("CARGO_PKG_VERSION"), state, asked, filter, sort)).map_err(ApiError::internal)
    }
}
