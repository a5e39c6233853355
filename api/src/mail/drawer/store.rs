//! What the drawer needs of a person's mail: the seam at which the tests put a mailbox in which everything happens in
//! every order.

use std::future::Future;

use super::view::View;
use crate::mail::error::MailError;

/// The mailbox that the drawer is.
pub trait Store: Send + Sync {
    /// What lies in it now. `known` is what was seen earlier, of which nothing is read again; none as an answer means
    /// that it still holds. A drawer that does not exist is empty.
    fn look(&self, known: &View) -> impl Future<Output = Result<Option<View>, MailError>> + Send;

    /// Stores a message; makes the mailbox if need be. After an error it may be stored or not.
    fn put(&self, message: Vec<u8>) -> impl Future<Output = Result<(), MailError>> + Send;

    /// Deletes these messages for ever. Those that are gone already do not matter.
    fn remove(&self, uid_validity: u32, uids: Vec<u32>) -> impl Future<Output = Result<(), MailError>> + Send;
}
