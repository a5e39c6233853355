//! The static directory: one server holds everybody's mail, and everybody who knows a password there is somebody.

use std::net::IpAddr;

use futures::FutureExt;
use futures::future::BoxFuture;
use gatepost_shared::address::EmailAddress;

use crate::config::Fixed;
use crate::directory::{Account, Directory, DirectoryError, Found};

/// One server for everybody.
#[derive(Debug)]
pub struct FixedDirectory {
    fixed: Fixed,
}

impl FixedDirectory {
    /// A directory of this server.
    pub fn new(fixed: Fixed) -> Self {
        Self { fixed }
    }

    /// The login name is what was typed; the address is the same, with the domain where it has none.
    fn account(&self, login: &str) -> Account {
        let address = if login.contains('@') { login.to_owned() } else { format!("{login}@{}", self.fixed.domain) };
        Account {
            login: login.to_owned(),
            imap_user: login.to_owned(),
            display_name: address.clone(),
            addresses: vec![EmailAddress::bare(address)],
            backend: self.fixed.backend.clone(),
        }
    }
}

impl Directory for FixedDirectory {
    fn find<'a>(&'a self, login: &'a str, _client: Option<IpAddr>) -> BoxFuture<'a, Result<Found, DirectoryError>> {
        async move { Ok(Found::Account(Box::new(self.account(login)))) }.boxed()
    }

    fn is_healthy(&self) -> bool {
        true
    }

    fn check(&self) -> BoxFuture<'_, bool> {
        async { true }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Directory as Kind};

    async fn found(login: &str) -> Account {
        let config = Config::fixed(None, "imaps://mail.example.org", None).unwrap();
        let Kind::Fixed(fixed) = config.directory else { panic!("a static directory") };
        match FixedDirectory::new(*fixed).find(login, None).await.unwrap() {
            Found::Account(account) => *account,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn whoever_signs_in_has_the_address_that_they_typed() {
        assert_eq!(found("alice@example.com").await.addresses[0].email, "alice@example.com");
        assert_eq!(found("alice").await.addresses[0].email, "alice@example.org");
        assert_eq!(found("alice").await.imap_user, "alice");
    }
}
