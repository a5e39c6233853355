//! What a reader is told of an email beside its text: where it really comes from, the way off a list, invitations, and
//! files inside Outlook's `winmail.dat`.
//!
//! Pure functions over bytes that a stranger wrote: none panics, each is linear in what it is given and bounded in
//! what it gives. No I/O: the relay fetches, and hands over.

pub mod authentication;
pub mod calendar;
pub mod fields;
pub mod mailing_list;
pub mod people;
pub mod sender;
pub mod tnef;

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;

use self::people::People;

/// Who reads, and whom they know: what an email is judged by.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The person's own names and addresses.
    pub own: Vec<EmailAddress>,
    /// People whom they know: contacts. May be empty.
    pub known: Arc<People>,
    /// The servers whose `Authentication-Results` are believed, as the operator names them (RFC 8601, section 5).
    pub trusted_servers: Vec<String>,
    /// The names of the farm's own mail server and domains: theirs are shown, though nobody promises that they are not
    /// forged.
    pub own_hosts: Vec<String>,
}

/// The domain of an address, in lower case.
fn domain_of(address: &str) -> Option<String> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.trim_end_matches(['.', '>']);
    (!domain.is_empty()).then(|| domain.to_lowercase())
}
