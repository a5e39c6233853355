//! Who reads: what an opened email is judged by.

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;

use crate::mail::reader::Context;
use crate::session::SignedIn;
use crate::state::AppState;

/// The person who is signed in, on this farm, with whom they know.
pub async fn context(state: &AppState, who: &SignedIn) -> Arc<Context> {
    let (account, config) = (&who.account, &state.config);
    let named = |address: &EmailAddress| EmailAddress {
        name: address.name.clone().or_else(|| Some(account.display_name.clone())),
        email: address.email.clone(),
    };
    let own: Vec<EmailAddress> = account.addresses.iter().map(named).collect();
    let domains = own.iter().filter_map(|address| Some(address.email.rsplit_once('@')?.1.to_owned()));
    let own_hosts = domains.chain([account.backend.name.clone(), account.backend.imap.host.clone()]).collect();
    Arc::new(Context {
        own_hosts,
        own,
        known: who.drawer(state).people().await,
        trusted_servers: config.authserv_ids.clone(),
    })
}
