//! The one request: `List-Unsubscribe=One-Click` (RFC 8058, section 3.2), and the status of its answer.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::address::is_public;
use crate::config::Cidr;

const BODY: &str = "List-Unsubscribe=One-Click";

/// The port of https. Others are where other services are.
const PORT: u16 = 443;

/// How much of an answer is read: its first line is all that is wanted.
const MAX_ANSWER: u64 = 4096;

/// How many of a name's addresses are tried.
const MAX_ADDRESSES: usize = 3;

/// Why a server was not told, or did not agree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Its address is none that a node asks.
    #[error("its address is none that may be asked")]
    Address,
    /// It cannot be reached, or its certificate is not good.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// It sends on to somewhere else, which RFC 8058 (section 3.1) forbids.
    #[error("it sends on to somewhere else ({0})")]
    Redirect(u16),
    /// It said no.
    #[error("it said no ({0})")]
    Status(u16),
}

/// Asks; fails unless the answer is yes.
pub(super) async fn post(url: &Url, tls: &Arc<rustls::ClientConfig>, allow: &[Cidr]) -> Result<(), Refusal> {
    let (host, port) = checked(url)?;
    let addresses = resolved(&host, port, allow).await?;
    let unreachable = |error: io::Error| Refusal::Unreachable(error.to_string());
    let tcp = connected(&addresses).await.map_err(unreachable)?;
    let name = match &host {
        Host::Domain(name) => ServerName::try_from(name.clone()).map_err(|_| Refusal::Address)?,
        Host::Ipv4(address) => ServerName::from(std::net::IpAddr::from(*address)),
        Host::Ipv6(address) => ServerName::from(std::net::IpAddr::from(*address)),
    };
    let mut stream = TlsConnector::from(Arc::clone(tls)).connect(name, tcp).await.map_err(unreachable)?;
    stream.write_all(request(url).as_bytes()).await.map_err(unreachable)?;
    stream.flush().await.map_err(unreachable)?;
    match status(&mut stream).await.map_err(unreachable)? {
        200..=299 => Ok(()),
        status @ 300..=399 => Err(Refusal::Redirect(status)),
        status => Err(Refusal::Status(status)),
    }
}

/// Host and port of an address that may be asked at all.
fn checked(url: &Url) -> Result<(Host<String>, u16), Refusal> {
    let is_plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    let host = url.host().filter(|_| is_plain).ok_or(Refusal::Address)?;
    Ok((host.to_owned(), url.port().unwrap_or(PORT)))
}

/// The addresses of a name, asked for once. One that is not a public one spoils them all: such a name has no honest use.
async fn resolved(host: &Host<String>, port: u16, allow: &[Cidr]) -> Result<Vec<SocketAddr>, Refusal> {
    let addresses: Vec<SocketAddr> = match host {
        Host::Domain(name) => {
            let found = lookup_host((name.as_str(), port)).await;
            found.map_err(|error| Refusal::Unreachable(error.to_string()))?.collect()
        }
        Host::Ipv4(address) => vec![SocketAddr::from((*address, port))],
        Host::Ipv6(address) => vec![SocketAddr::from((*address, port))],
    };
    let is_allowed = |address: &SocketAddr| allow.iter().any(|block| block.contains(address.ip()));
    let may_be_asked = |address: &SocketAddr| is_allowed(address) || (port == PORT && is_public(address.ip()));
    let all_may = !addresses.is_empty() && addresses.iter().all(may_be_asked);
    all_may.then_some(addresses).ok_or(Refusal::Address)
}

/// A connection to one of just these addresses: the name is not looked up again, or it could mean another place by now.
async fn connected(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in addresses.iter().take(MAX_ADDRESSES) {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// No cookie, no name, no referrer. A parsed URL is printable ASCII without blanks, so it cannot end its line.
fn request(url: &Url) -> String {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let (agent, length) = (concat!("Gatepost/", env!("CARGO_PKG_VERSION")), BODY.len());
    format!(
        "POST {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\nAccept: */*\r\nConnection: close\r\n\r\n{BODY}"
    )
}

/// The status of the answer; what comes before it (1xx, RFC 9110, section 15.2) is passed over.
async fn status(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<u16> {
    let mut stream = stream.take(MAX_ANSWER);
    let mut answer = Vec::new();
    let mut piece = [0; 512];
    loop {
        if let Some(status) = final_status(&answer)? {
            return Ok(status);
        }
        match stream.read(&mut piece).await? {
            0 => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            read => answer.extend_from_slice(&piece[..read]),
        }
    }
}

/// The status in what has come so far; none when more is needed.
fn final_status(mut answer: &[u8]) -> io::Result<Option<u16>> {
    loop {
        let Some(end) = answer.windows(2).position(|bytes| bytes == b"\r\n") else { return Ok(None) };
        let line = std::str::from_utf8(&answer[..end]).unwrap_or_default();
        let mut words = line.split(' ');
        let is_http = words.next().is_some_and(|version| version.starts_with("HTTP/1."));
        let status: Option<u16> = words
            .next()
            .filter(|word| is_http && word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|word| word.parse().ok());
        match status {
            None => return Err(io::Error::other("it does not speak HTTP")),
            Some(100..=199) => match answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                Some(end) => answer = &answer[end + 4..],
                None => return Ok(None),
            },
            Some(status) => return Ok(Some(status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    async fn asked(text: &str, allow: &[&str]) -> Result<Vec<SocketAddr>, Refusal> {
        let allow: Vec<Cidr> = allow.iter().map(|block| block.parse().unwrap()).collect();
        let (host, port) = checked(&url(text))?;
        resolved(&host, port, &allow).await
    }

    #[tokio::test]
    async fn only_public_addresses_by_https_on_its_own_port_are_asked() {
        assert!(asked("https://8.8.8.8/u?a=b", &[]).await.is_ok());
        for address in [
            "http://8.8.8.8/",
            "https://8.8.8.8:22/",
            "https://me@8.8.8.8/",
            "https://me:x@8.8.8.8/",
            "ftp://8.8.8.8/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:8.8.8.8]/",
            "https://169.254.169.254/latest",
            "https://[fe80::1]/",
            "https://localhost/",
            "https://10.0.0.1/",
            "https://192.168.0.1:443/",
        ] {
            assert_eq!(asked(address, &[]).await, Err(Refusal::Address), "{address}");
        }
    }

    #[tokio::test]
    async fn an_address_of_the_farms_own_is_asked_where_the_operator_says_so() {
        assert!(asked("https://127.0.0.1:8443/", &["127.0.0.1"]).await.is_ok());
        assert_eq!(asked("https://127.0.0.2:8443/", &["127.0.0.1"]).await, Err(Refusal::Address));
    }

    #[test]
    fn a_request_says_nothing_of_the_person_and_ends_where_it_should() {
        let request = request(&url("https://Lists.example:8443/leave\r\n/x y?id=1&k=\"\r\nX: y#fragment"));
        let lines: Vec<&str> = request.split("\r\n").collect();
        assert_eq!(lines[0], "POST /leave/x%20y?id=1&k=%22X:%20y HTTP/1.1");
        assert_eq!(lines[1], "Host: lists.example:8443");
        assert_eq!((lines.len(), lines[lines.len() - 1]), (9, "List-Unsubscribe=One-Click"));
    }

    #[test]
    fn the_status_is_found_behind_provisional_ones() {
        assert_eq!(final_status(b"HTTP/1.1 200 OK\r\n").unwrap(), Some(200));
        assert_eq!(final_status(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\n").unwrap(), Some(302));
        assert_eq!(final_status(b"HTTP/1.1 100 Continue\r\nX: ").unwrap(), None);
        assert_eq!(final_status(b"HTTP/1.1 20").unwrap(), None);
        assert!(final_status(b"SSH-2.0-x\r\n").is_err());
        assert!(final_status(b"HTTP/1.1 +20\r\n").is_err());
    }
}
