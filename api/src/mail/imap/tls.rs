//! TLS towards mail servers: whom to trust.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file with the certificate authority cannot be read, or holds no certificate.
    #[error("the file with the certificate authority is not usable: {0}")]
    Authority(String),
    /// The system's own trust store cannot be used.
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] rustls::Error),
}

/// A client configuration that trusts the authorities in this PEM file, or the system's when there is none.
///
/// The process-wide provider must be ring: `rustls::crypto::ring::default_provider().install_default()`
/// comes first in `main`.
pub fn client_config(authority: Option<&Path>) -> Result<Arc<ClientConfig>, TlsError> {
    let config = match authority {
        Some(file) => ClientConfig::builder().with_root_certificates(roots(file)?).with_no_client_auth(),
        None => ClientConfig::builder().with_platform_verifier()?.with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

fn roots(file: &Path) -> Result<RootCertStore, TlsError> {
    let refused = |reason: String| TlsError::Authority(format!("{}: {reason}", file.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| refused(error.to_string()))? {
        let certificate = certificate.map_err(|error| refused(error.to_string()))?;
        roots.add(certificate).map_err(|error| refused(error.to_string()))?;
    }
    if roots.is_empty() { Err(refused("it holds no certificate".to_owned())) } else { Ok(roots) }
}
