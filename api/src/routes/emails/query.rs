//! `POST /emails/query`: a search in one mailbox, several, or all; as one answer, or line by line as it is found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt as _};
use gatepost_shared::email::EmailSummary;
use gatepost_shared::filter::{Comparator, Filter, MAX_MAILBOXES, SortProperty};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mailbox::{Mailbox, Role};
use gatepost_shared::problem::Problem;
use gatepost_shared::query::{FoundEmails, FoundLine, MAX_LIMIT, MAX_SNIPPETS, QueryEmails, Snippet};

use super::search_box;
use crate::error::{ApiError, ApiResult};
use crate::mail::imap::{Find, Finding, FoundEmail, Mail};
use crate::mail::problem::problem_of;
use crate::routes::extract::JsonBody;
use crate::routes::{ndjson, own};
use crate::session::extract::SignedIn;

/// Searches. With `Accept: application/x-ndjson` the answer is a stream of lines: emails as they are found, mailbox by
/// mailbox, each mailbox's newest first, to be sorted in by date; and at the end a line of the type `done`. Whoever
/// closes the connection ends the search. Mailboxes that cannot be searched are named and do not spoil the rest.
///
/// A message that stands in several mailboxes is found in each of them.
#[utoipa::path(
    post,
    path = "/emails/query",
    operation_id = "queryEmails",
    tag = "emails",
    request_body = QueryEmails,
    responses(
        (status = 200, description = "What matches; the lines of a stream are each a FoundLine", content(
            (FoundEmails = "application/json"),
            (FoundLine = "application/x-ndjson"),
        )),
        (status = 422, description = "invalidProperties: the filter, `q` or the sort cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn query(
    SignedIn { mail, .. }: SignedIn,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<QueryEmails>,
) -> ApiResult<Response> {
    let wants_lines = ndjson::is_wanted(&headers);
    check(&asked, wants_lines)?;
    let position = asked.position;
    let find = understand(&mail, asked).await?;
    if wants_lines {
        return Ok(ndjson::answer(lines(mail.find(find))));
    }
    let found = mail.find_window(find, position).await?;
    let failed = found.failed.into_iter().map(|(mailbox, error)| (mailbox, problem_of(error))).collect();
    let (list, snippets) = parted(found.list);
    Ok(Json(FoundEmails { position, total: found.total, list, snippets, failed, is_partial: found.is_partial })
        .into_response())
}

fn check(asked: &QueryEmails, wants_lines: bool) -> ApiResult<()> {
    let most = if asked.snippets { MAX_SNIPPETS } else { MAX_LIMIT };
    if asked.limit == 0 || asked.limit > most {
        return Err(ApiError::invalid("limit", format!("Ask for 1 to {most} rows.")));
    }
    if wants_lines && asked.position > 0 {
        return Err(ApiError::invalid("position", "A search that streams begins at 0."));
    }
    if wants_lines && !asked.sort.is_empty() {
        return Err(ApiError::invalid("sort", "A search that streams is newest first."));
    }
    if asked.mailbox_ids.as_ref().is_some_and(|ids| ids.len() > MAX_MAILBOXES) {
        return Err(ApiError::invalid(
            "mailboxIds",
            format!("Name at most {MAX_MAILBOXES} mailboxes, or none for all."),
        ));
    }
    search_box::check_sort(&asked.sort)
}

async fn understand(mail: &Mail, asked: QueryEmails) -> ApiResult<Find> {
    let mut filters: Vec<Filter> = asked.filter.into_iter().collect();
    let mut everywhere = false;
    if let Some(q) = &asked.q {
        let query = search_box::read(mail, q, asked.utc_offset).await?;
        filters.extend(query.filter);
        everywhere = query.everywhere;
    }
    let filter = search_box::all(filters)?;
    let mailboxes = match asked.mailbox_ids {
        Some(ids) => {
            own::check(&ids)?;
            let mut known = BTreeSet::new();
            ids.into_iter().filter(|id| known.insert(id.clone())).collect()
        }
        None => searched(&mail.mailboxes().await?, filter.as_ref(), everywhere),
    };
    let by_default = || vec![Comparator::descending(SortProperty::ReceivedAt)];
    Ok(Find {
        filter: filter.map(Arc::new),
        sort: if asked.sort.is_empty() { by_default() } else { asked.sort },
        mailboxes,
        limit: asked.limit,
        has_snippets: asked.snippets,
    })
}

/// Every mailbox that can be read; Trash and Junk only when they are asked for.
fn searched(tree: &[Mailbox], filter: Option<&Filter>, everywhere: bool) -> Vec<MailboxId> {
    let mut named = BTreeSet::new();
    if let Some(filter) = filter {
        collect_named(filter, &mut named);
    }
    let is_searched = |mailbox: &&Mailbox| {
        let is_unwanted = matches!(mailbox.role, Some(Role::Junk | Role::Trash));
        let is_readable = mailbox.is_selectable && mailbox.my_rights.may_read_items;
        is_readable && (!is_unwanted || everywhere || named.contains(&mailbox.id))
    };
    tree.iter().filter(is_searched).map(|mailbox| mailbox.id.clone()).collect()
}

/// The mailboxes that a filter names.
fn collect_named(filter: &Filter, named: &mut BTreeSet<MailboxId>) {
    match filter {
        Filter::Condition(condition) => named.extend(condition.in_mailbox.clone()),
        Filter::Operator(operator) => operator.conditions.iter().for_each(|filter| collect_named(filter, named)),
    }
}

/// Rows and, by their ids, what matches in them.
fn parted(found: Vec<FoundEmail>) -> (Vec<EmailSummary>, BTreeMap<EmailId, Snippet>) {
    let snippets = found.iter().filter_map(|found| Some((found.email.id.clone(), found.snippet.clone()?))).collect();
    (found.into_iter().map(|found| found.email).collect(), snippets)
}

/// What the last line says.
#[derive(Default)]
struct Sum {
    total: u32,
    failed: Vec<MailboxId>,
    is_partial: bool,
}

/// The lines of a search; the last one sums up.
fn lines(findings: BoxStream<'static, Finding>) -> impl Stream<Item = FoundLine> {
    stream::unfold(Some((findings, Sum::default())), |state| async {
        let (mut findings, mut sum) = state?;
        if let Some(finding) = findings.next().await {
            return Some((sum.note(finding), Some((findings, sum))));
        }
        let Sum { total, failed, is_partial } = sum;
        Some((FoundLine::Done { total, failed, is_partial }, None))
    })
}

impl Sum {
    fn note(&mut self, finding: Finding) -> FoundLine {
        match finding {
            Finding::Emails(found) => {
                let (list, snippets) = parted(found);
                FoundLine::Emails { list, snippets }
            }
            Finding::Searched(mailbox_id, total, is_partial) => {
                self.total = self.total.saturating_add(total);
                self.is_partial |= is_partial;
                FoundLine::Mailbox { mailbox_id, total }
            }
            Finding::Failed(mailbox_id, error) => {
                self.failed.push(mailbox_id.clone());
                FoundLine::Failed { mailbox_id, problem: Box::new(problem_of(error)) }
            }
        }
    }
}
