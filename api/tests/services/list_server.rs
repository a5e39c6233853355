//! The server of a mailing list, on loopback: it speaks TLS with a certificate of its own, gives one scripted answer to
//! everybody, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A list's server.
pub(crate) struct ListServer {
    /// `https://127.0.0.1:PORT/leave?id=4711`
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
    folder: TempDir,
}

impl ListServer {
    /// Opens one that always answers so.
    pub(crate) async fn answering(answer: &'static str) -> Self {
        gatepost::tls::install_provider();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("list.pem"), made.cert.pem()).expect("a file");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key);
        let acceptor = TlsAcceptor::from(Arc::new(config.expect("a server's configuration")));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("https://{}/leave?id=4711", listener.local_addr().expect("its address"));
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let heard = asked.clone();
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                heard.lock().expect("no panic").push(String::new());
                let Ok(mut stream) = acceptor.accept(tcp).await else { continue };
                let mut request = vec![0; 4096];
                let read = stream.read(&mut request).await.unwrap_or_default();
                let text = String::from_utf8_lossy(&request[..read]).into_owned();
                *heard.lock().expect("no panic").last_mut().expect("this one") = text;
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { url, asked, folder }
    }

    /// What it was asked so far: a connection each, empty when nothing was said.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }

    /// What an operator would write whose own list server this is.
    pub(crate) fn allowed(&self) -> String {
        format!("[unsubscribe]\nallow = [\"127.0.0.1\"]\n{}", self.trusted())
    }

    /// Only that its certificate is good.
    pub(crate) fn trusted(&self) -> String {
        format!("ca_file = \"{}\"\n", self.folder.path().join("list.pem").display())
    }
}
