//! Mail servers written as URLs: `imaps://mail.example.org`, `smtp+starttls://mail.example.org:587`.

use std::net::IpAddr;

use crate::directory::{ServerAddress, TlsMode};

/// The protocol that a URL is expected to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Reading mail.
    Imap,
    /// Sending mail.
    Submission,
    /// Rules for arriving mail.
    Sieve,
}

/// Parses a server's URL. `tls_name` is the name that its certificate must carry, where it is not the host.
pub fn parse(protocol: Protocol, url: &str, tls_name: Option<&str>) -> Result<ServerAddress, String> {
    let (scheme, rest) = url.split_once("://").ok_or_else(|| hint(protocol, url))?;
    let (tls, default_port) = mode(protocol, &scheme.to_ascii_lowercase()).ok_or_else(|| hint(protocol, url))?;
    let (host, port) = split_port(rest.trim_end_matches('/'), default_port).ok_or_else(|| hint(protocol, url))?;
    if tls == TlsMode::Plain && !is_loopback(&host) {
        return Err(format!("`{url}` would send passwords in the clear; use {}", examples(protocol)));
    }
    let server_name = tls_name.map_or_else(|| host.clone(), ToOwned::to_owned);
    Ok(ServerAddress { host, port, tls, server_name })
}

/// The protection and the usual port of a scheme (RFC 8314, sections 3.2 and 3.3).
fn mode(protocol: Protocol, scheme: &str) -> Option<(TlsMode, u16)> {
    Some(match (protocol, scheme) {
        (Protocol::Imap, "imaps") => (TlsMode::Implicit, 993),
        (Protocol::Imap, "imap+starttls") => (TlsMode::StartTls, 143),
        (Protocol::Imap, "imap") => (TlsMode::Plain, 143),
        (Protocol::Submission, "smtps") => (TlsMode::Implicit, 465),
        (Protocol::Submission, "smtp+starttls") => (TlsMode::StartTls, 587),
        (Protocol::Submission, "smtp") => (TlsMode::Plain, 587),
        // RFC 5804 has one port, and STARTTLS on it; some servers speak TLS at once.
        (Protocol::Sieve, "sieves") => (TlsMode::Implicit, 4190),
        (Protocol::Sieve, "sieve+starttls") => (TlsMode::StartTls, 4190),
        (Protocol::Sieve, "sieve") => (TlsMode::Plain, 4190),
        _ => return None,
    })
}

fn split_port(authority: &str, default_port: u16) -> Option<(String, u16)> {
    let (host, port) = match authority.rsplit_once(':') {
        // An IPv6 address stands in brackets, so a colon inside them begins no port.
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, default_port),
    };
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    is_host(host).then(|| (host.to_ascii_lowercase(), port))
}

/// Whether this can be a host: a name of letters, digits, dots and hyphens (RFC 1123, section 2.1), or an address.
pub fn is_host(text: &str) -> bool {
    if text.parse::<IpAddr>().is_ok() {
        return true;
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Whether nothing leaves this machine on the way to the host.
pub fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn hint(protocol: Protocol, url: &str) -> String {
    format!("`{url}` is not the address of a server; write {}", examples(protocol))
}

fn examples(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Imap => "imaps://mail.example.org or imap+starttls://mail.example.org:143",
        Protocol::Submission => "smtps://mail.example.org or smtp+starttls://mail.example.org:587",
        Protocol::Sieve => "sieve+starttls://mail.example.org",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_host_port_and_protection() {
        let server = parse(Protocol::Imap, "imaps://127.0.0.11:1993", Some("mail01.example.org")).unwrap();
        assert_eq!((server.host.as_str(), server.port, server.tls), ("127.0.0.11", 1993, TlsMode::Implicit));
        assert_eq!(server.server_name, "mail01.example.org");
        let server = parse(Protocol::Submission, "smtp+starttls://Mail.example.org/", None).unwrap();
        assert_eq!((server.host.as_str(), server.port, server.tls), ("mail.example.org", 587, TlsMode::StartTls));
        let server = parse(Protocol::Imap, "imaps://[2001:db8::1]", None).unwrap();
        assert_eq!((server.host.as_str(), server.port), ("2001:db8::1", 993));
    }

    #[test]
    fn passwords_go_in_the_clear_to_this_machine_only() {
        assert!(parse(Protocol::Imap, "imap://127.0.0.1:143", None).is_ok());
        assert!(parse(Protocol::Imap, "imap://mail.example.org", None).unwrap_err().contains("in the clear"));
    }

    #[test]
    fn nonsense_is_refused() {
        for url in
            ["mail.example.org", "https://x", "smtps://x", "imaps://", "imaps://a b", "imaps://x:99999", "imaps://u@x"]
        {
            assert!(parse(Protocol::Imap, url, None).is_err(), "{url}");
        }
    }
}
