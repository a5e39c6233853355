//! The directory in LDAP: `replicas` keeps the connections and chooses among them, `search` asks one question of one
//! of them, `map` turns an entry into an [`Account`](crate::directory::Account).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use gatepost_shared::address::EmailAddress;
use tokio_util::sync::CancellationToken;

use crate::config::Ldap;
use crate::directory::cache::CachedDirectory;
use crate::directory::{Directory, DirectoryError, Found};
use crate::tls::{self, TlsError};

pub mod map;
pub mod replicas;
pub mod search;

use replicas::Replicas;

/// The directory, asked each time.
pub struct LdapDirectory {
    replicas: Arc<Replicas>,
    config: Arc<Ldap>,
}

/// Opens the directory, with a memory in front. Its replicas are looked after until `shutdown` is cancelled.
pub fn open(config: &Ldap, shutdown: CancellationToken) -> Result<Arc<dyn Directory>, TlsError> {
    let config = Arc::new(config.clone());
    let tls = tls::client_config(config.ca.as_deref())?;
    let replicas = Arc::new(Replicas::new(&config, &tls));
    tokio::spawn(shutdown.run_until_cancelled_owned(replicas::look_after(replicas.clone(), config.probe_every)));
    let (fresh, stale) = (config.fresh, config.stale);
    Ok(Arc::new(CachedDirectory::new(LdapDirectory { replicas, config }, fresh, stale)))
}

impl LdapDirectory {
    async fn look_up(&self, login: &str) -> Result<Found, DirectoryError> {
        let Some(filter) = search::filter(&self.config.filter, login) else { return Ok(Found::Nobody) };
        let entries = self.replicas.search(&filter, 2).await?;
        map::found(&entries, &self.config)
    }

    async fn search(&self, words: &[String], limit: usize) -> Result<Vec<EmailAddress>, DirectoryError> {
        if !self.config.suggest {
            return Ok(Vec::new());
        }
        let Some(filter) = search::suggest_filter(&self.config.attributes, words) else { return Ok(Vec::new()) };
        let size = i32::try_from(limit).unwrap_or(i32::MAX);
        let entries = self.replicas.search(&filter, size).await?;
        Ok(entries.iter().filter_map(|entry| map::person(entry, &self.config)).collect())
    }
}

impl Directory for LdapDirectory {
    fn find<'a>(&'a self, login: &'a str, _client: Option<IpAddr>) -> BoxFuture<'a, Result<Found, DirectoryError>> {
        self.look_up(login).boxed()
    }

    fn suggest<'a>(
        &'a self,
        words: &'a [String],
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<EmailAddress>, DirectoryError>> {
        self.search(words, limit).boxed()
    }

    fn is_healthy(&self) -> bool {
        self.replicas.any_up()
    }

    fn check(&self) -> BoxFuture<'_, bool> {
        self.replicas.probe_all().boxed()
    }
}

/// Asks each replica once, and says how long it took or what is wrong: for `gatepost check`.
pub async fn check_replicas(config: &Ldap) -> Result<Vec<(String, Result<Duration, search::SearchError>)>, TlsError> {
    let tls = tls::client_config(config.ca.as_deref())?;
    Ok(Replicas::new(config, &tls).check_each().await)
}
