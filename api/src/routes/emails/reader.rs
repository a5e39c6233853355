//! Who reads: what an opened email is judged by.

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;

use crate::config::Config;
use crate::directory::Account;
use crate::mail::reader::Context;

/// The person with this account, on this farm. Whom else they know is not asked for: it would cost a look into their
/// contacts for each email.
pub fn context(account: &Account, config: &Config) -> Arc<Context> {
    let named = |address: &EmailAddress| EmailAddress {
        name: address.name.clone().or_else(|| Some(account.display_name.clone())),
        email: address.email.clone(),
    };
    let own: Vec<EmailAddress> = account.addresses.iter().map(named).collect();
    let domains = own.iter().filter_map(|address| Some(address.email.rsplit_once('@')?.1.to_owned()));
    let own_hosts = domains.chain([account.backend.name.clone(), account.backend.imap.host.clone()]).collect();
    Arc::new(Context { own_hosts, own, known: Vec::new(), trusted_servers: config.authserv_ids.clone() })
}
