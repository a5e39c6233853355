//! The drawer is no mailbox of the API: whoever names it, or an email in it, by an id is told that it is not there, or a
//! program that may read mail could read settings and contacts, and one that may change mail could change tokens. Of what
//! lies there only uploads have ids that are of use, and those only as files.

use gatepost_shared::id::{BlobId, EmailId, MailboxId};

use crate::error::{ApiError, ApiResult};
use crate::mail::imap::{Mail, is_own};
use crate::mail::send::upload::is_upload;

/// Fails when one of these mailboxes is the drawer. Ids in paths have been checked ([`super::extract::Id`]).
pub fn check<'a>(mailboxes: impl IntoIterator<Item = &'a MailboxId>) -> ApiResult<()> {
    if mailboxes.into_iter().any(is_own) { Err(ApiError::not_found("mailbox")) } else { Ok(()) }
}

/// Whether these bytes lie in the drawer, as uploads do.
pub fn is_in_drawer(blob: &BlobId) -> bool {
    is_own(blob.email().mailbox())
}

/// Fails when these bytes are the drawer's and no upload.
pub async fn check_blob(mail: &Mail, blob: &BlobId) -> ApiResult<()> {
    if is_in_drawer(blob) && !is_upload(mail, blob).await? { Err(ApiError::not_found("file")) } else { Ok(()) }
}

/// The ids that may name something; the others, in the drawer, name nothing.
pub fn part(ids: Vec<EmailId>) -> (Vec<EmailId>, Vec<EmailId>) {
    ids.into_iter().partition(|id| !is_own(id.mailbox()))
}
