//! How certificates of other servers are checked: against a file of authorities, or against the system's.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// Why certificates cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of authorities cannot be used.
    #[error("the certificate authorities in {path} cannot be used: {reason}", path = path.display())]
    Authorities {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The system's authorities cannot be used.
    #[error("the system's certificate authorities cannot be used: {0}")]
    System(rustls::Error),
}

/// A client that trusts the authorities in `ca` (PEM) and no others, or the system's when there is no such file.
pub fn client_config(ca: Option<&Path>) -> Result<Arc<ClientConfig>, TlsError> {
    install_provider();
    let builder = ClientConfig::builder();
    let config = match ca {
        Some(path) => builder.with_root_certificates(authorities(path)?).with_no_client_auth(),
        None => builder.with_platform_verifier().map_err(TlsError::System)?.with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

/// Makes ring the process's cryptography. Calling it again changes nothing.
pub fn install_provider() {
    // An error means that one is installed already: by an earlier call, since nothing else here installs any.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn authorities(path: &Path) -> Result<RootCertStore, TlsError> {
    let wrong = |reason: String| TlsError::Authorities { path: path.to_owned(), reason };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))? {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(wrong("it holds no certificate".to_owned()));
    }
    Ok(roots)
}
