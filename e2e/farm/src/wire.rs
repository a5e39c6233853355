//! Lines over TCP, with or without TLS: what the small SMTP and IMAP clients of the farm stand on. Blocking, for trusted servers.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::error::{Doing, FarmError};

/// A farm's server answers sooner than this, even when a mailbox of 100,000 is being indexed.
const PATIENCE: Duration = Duration::from_mins(2);

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// A connection to one server.
pub(crate) struct Wire {
    /// For errors: "mail01.example.org".
    host: String,
    stream: BufReader<Stream>,
}

impl Wire {
    pub(crate) fn connect(host: &str, address: Ipv4Addr, port: u16) -> Result<Self, FarmError> {
        let stream = TcpStream::connect((address, port)).doing(|| format!("reach {host} at {address}:{port}"))?;
        stream
            .set_read_timeout(Some(PATIENCE))
            .and_then(|()| stream.set_nodelay(true))
            .doing(|| format!("set up {host}"))?;
        Ok(Self { host: host.into(), stream: BufReader::with_capacity(1 << 16, Stream::Plain(stream)) })
    }

    /// Begins TLS, and checks that the server is who it says.
    pub(crate) fn secure(self, ca: &Path) -> Result<Self, FarmError> {
        let Self { host, stream } = self;
        let Stream::Plain(plain) = stream.into_inner() else {
            return Err(FarmError::Tls { host, words: "it was begun already".into() });
        };
        let tls = session(&host, ca).map_err(|words| FarmError::Tls { host: host.clone(), words })?;
        let stream = Stream::Tls(Box::new(StreamOwned::new(tls, plain)));
        Ok(Self { host, stream: BufReader::with_capacity(1 << 16, stream) })
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> Result<(), FarmError> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes).and_then(|()| stream.flush()).doing(|| format!("write to {}", self.host))
    }

    /// One line without its end.
    pub(crate) fn line(&mut self) -> Result<String, FarmError> {
        let mut line = Vec::new();
        let read = self.stream.read_until(b'\n', &mut line);
        let read = read.and_then(|n| if n == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(n) });
        read.doing(|| format!("read from {}", self.host))?;
        Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
    }

    /// So many bytes, as text.
    pub(crate) fn octets(&mut self, count: usize) -> Result<String, FarmError> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes).doing(|| format!("read from {}", self.host))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn session(host: &str, ca: &Path) -> Result<ClientConnection, String> {
    let certificate = CertificateDer::from_pem_file(ca).map_err(|error| error.to_string())?;
    let mut roots = RootCertStore::empty();
    roots.add(certificate).map_err(|error| error.to_string())?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
    ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(buffer),
            Self::Tls(stream) => stream.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
