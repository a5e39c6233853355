//! The drawer is no mailbox of the API: whoever names it by its id is told that it is not there, or a program that may
//! change mail could change settings, contacts and tokens.

use gatepost_shared::id::MailboxId;

use crate::error::{ApiError, ApiResult};
use crate::mail::imap::is_own;

/// Fails when one of these mailboxes is the drawer.
pub fn check<'a>(mailboxes: impl IntoIterator<Item = &'a MailboxId>) -> ApiResult<()> {
    if mailboxes.into_iter().any(is_own) { Err(ApiError::not_found("mailbox")) } else { Ok(()) }
}
