//! The one place from which a node asks servers that strangers name: one POST to a mailing list (RFC 8058), and nothing else.
//!
//! What a mail says must not make a node a way into the farm's network. So: https only, on its own port; the name is
//! resolved once, every address of it must be a public one, and the connection goes to just that address; no
//! redirect is followed; nothing of the answer is passed on but whether it was yes.

mod address;
mod post;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;
use url::Url;

use crate::config::{Cidr, Unsubscribe};
use crate::tls::{self, TlsError};

pub use post::Refusal;

/// How long all of it may take. A person is waiting.
const PATIENCE: Duration = Duration::from_secs(15);

/// What strangers' servers are asked with.
pub struct Outside {
    tls: Arc<rustls::ClientConfig>,
    allow: Vec<Cidr>,
}

impl Outside {
    /// As configured; none when it is switched off, or when this machine has no certificate authorities to check strangers with.
    ///
    /// # Errors
    /// When a file of authorities is named and cannot be used.
    pub fn new(config: &Unsubscribe) -> Result<Option<Self>, TlsError> {
        if !config.one_click {
            return Ok(None);
        }
        match tls::client_config(config.ca.as_deref()) {
            Ok(tls) => {
                let mut tls = (*tls).clone();
                tls.alpn_protocols = vec![b"http/1.1".to_vec()];
                Ok(Some(Self { tls: Arc::new(tls), allow: config.allow.clone() }))
            }
            Err(error) if config.ca.is_some() => Err(error),
            Err(error) => {
                tracing::warn!(%error, "lists cannot be left with one click: see `unsubscribe.ca_file`");
                Ok(None)
            }
        }
    }

    /// Tells a list's server that the person wants no more of it; the name of the server.
    pub async fn unsubscribe(&self, url: &str) -> Result<String, Refusal> {
        let url = Url::parse(url).map_err(|_| Refusal::Address)?;
        let server = url.host_str().unwrap_or_default().to_owned();
        match timeout(PATIENCE, post::post(&url, &self.tls, &self.allow)).await {
            Ok(answer) => answer.map(|()| server),
            Err(_) => Err(Refusal::Unreachable("no answer in time".to_owned())),
        }
    }
}
