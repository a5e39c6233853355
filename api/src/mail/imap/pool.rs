//! The node's pool: whose connections are warm.
//!
//! It holds nothing that a restart may not lose. An account is found by a digest of server, name and
//! password, so that somebody with another password never gets a connection that was opened with the right
//! one. An account lives as long as somebody holds it: a request, or the task of a warm connection.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};

use super::Login;
use super::account::{Account, Common};
use super::lane::WeakAccount;

/// Stands for server, name and password: of no use to anybody who finds it in a memory dump of another process.
type Key = [u8; 32];

/// All accounts of a node.
#[derive(Debug)]
pub(super) struct Pool {
    common: Arc<Common>,
    /// Makes keys differ from process to process.
    salt: [u8; 32],
    accounts: Mutex<HashMap<Key, WeakAccount>>,
}

impl Pool {
    pub(super) fn new(common: Common) -> Self {
        let mut salt = [0; 32];
        // Without randomness the keys are digests all the same; they are never shown to anybody.
        let _ = getrandom::fill(&mut salt);
        Self { common: Arc::new(common), salt, accounts: Mutex::default() }
    }

    /// The account of this login: the one that has warm connections, or a new one.
    pub(super) fn account(&self, login: Login) -> Arc<Account> {
        let key = self.key(&login);
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = accounts.get(&key).and_then(WeakAccount::upgrade) {
            return account;
        }
        accounts.retain(|_, account| account.strong_count() > 0);
        let account = Arc::new(Account::new(login, Arc::clone(&self.common)));
        accounts.insert(key, Arc::downgrade(&account));
        account
    }

    /// How many connections are open.
    pub(super) fn open_connections(&self) -> usize {
        self.common.limits.connections.saturating_sub(self.common.connections.available_permits())
    }

    fn key(&self, login: &Login) -> Key {
        let port = login.server.port.to_be_bytes();
        let server = format!("{:?} {}", login.server.tls, login.server.server_name);
        let parts = [
            login.server.host.as_bytes(),
            port.as_slice(),
            server.as_bytes(),
            login.user.as_bytes(),
            login.password.expose_secret().as_bytes(),
        ];
        let mut digest = Sha256::new_with_prefix(self.salt);
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        digest.finalize().into()
    }
}
