//! Pictures: which of them are shown, and from where. `cid:` from the mail itself, `data:` in raster formats, remote
//! ones when the person has asked for them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

use super::links::absolute;

/// Whether pictures may be loaded from other servers, which tells them that and when the mail is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Remote {
    /// Held back and counted.
    #[default]
    Blocked,
    /// Loaded.
    Allowed,
}

/// Knows the pictures of one mail.
pub(super) struct Images {
    cid: HashMap<String, String>,
    remote: Remote,
    held_back: AtomicU32,
}

/// Formats that hold pixels only. SVG is a document, and can load others.
const RASTER: &[&str] = &["png", "jpeg", "jpg", "gif", "webp", "avif", "bmp", "x-icon", "vnd.microsoft.icon"];

impl Images {
    pub(super) fn new(cid: HashMap<String, String>, remote: Remote) -> Self {
        Self { cid, remote, held_back: AtomicU32::new(0) }
    }

    /// How many remote pictures were held back.
    pub(super) fn held_back(&self) -> u32 {
        self.held_back.load(Ordering::Relaxed)
    }

    /// The URL to load a picture from, or none when nothing is to be loaded.
    pub(super) fn url(&self, reference: &str) -> Option<String> {
        let reference = reference.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
        let (scheme, rest) = reference.split_once(':').unwrap_or_default();
        if scheme.eq_ignore_ascii_case("cid") {
            return self.attached(rest);
        }
        if scheme.eq_ignore_ascii_case("data") {
            return raster(rest);
        }
        let url = absolute(reference).filter(|url| matches!(url.scheme(), "http" | "https"))?;
        match self.remote {
            Remote::Allowed => Some(url.into()),
            Remote::Blocked => {
                self.held_back.fetch_add(1, Ordering::Relaxed);
                None
            }
        }
    }

    /// A part of the mail by its Content-ID, which a URL may spell with percent signs (RFC 2392, section 2).
    fn attached(&self, content_id: &str) -> Option<String> {
        let decoded = percent_encoding::percent_decode_str(content_id).decode_utf8_lossy();
        self.cid.get(content_id).or_else(|| self.cid.get(&*decoded)).cloned()
    }
}

/// An inline picture, written anew: `data:image/<raster>;base64,<base64>` and nothing between.
fn raster(rest: &str) -> Option<String> {
    let (kind, bytes) = rest.split_once(',')?;
    let format = kind.strip_prefix("image/")?.strip_suffix(";base64")?;
    let bytes: String = bytes.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let is_base64 = bytes.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    (RASTER.contains(&format) && is_base64).then(|| format!("data:image/{format};base64,{bytes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images(remote: Remote) -> Images {
        let cid = HashMap::from([("logo@x".to_owned(), "/api/v1/blobs/Babc".to_owned())]);
        Images::new(cid, remote)
    }

    #[test]
    fn parts_of_the_mail_are_found_by_their_content_id() {
        let images = images(Remote::Blocked);
        assert_eq!(images.url("cid:logo@x").as_deref(), Some("/api/v1/blobs/Babc"));
        assert_eq!(images.url("CID:logo%40x").as_deref(), Some("/api/v1/blobs/Babc"));
        assert_eq!(images.url("cid:other"), None);
        assert_eq!(images.held_back(), 0);
    }

    #[test]
    fn only_raster_pictures_may_be_inline() {
        let images = images(Remote::Allowed);
        assert_eq!(images.url("data:image/png;base64,iVBO\r\nRw0=").as_deref(), Some("data:image/png;base64,iVBORw0="));
        for hostile in [
            "data:image/svg+xml;base64,PHN2Zz4=",
            "data:image/s\tvg+xml;base64,PHN2Zz4=",
            "data:text/html,x",
            "data:image/png;charset=x;base64,AA",
            "data:image/png,<svg",
            "data:,x",
            "data:image/png;base64,<svg>",
        ] {
            assert_eq!(images.url(hostile), None, "{hostile}");
        }
    }

    #[test]
    fn remote_pictures_are_held_back_and_counted_until_asked_for() {
        let blocked = images(Remote::Blocked);
        assert_eq!(blocked.url("https://t.example/p.gif"), None);
        assert_eq!(blocked.url("//t.example/p.gif"), None);
        assert_eq!(blocked.held_back(), 2);
        let allowed = images(Remote::Allowed);
        assert_eq!(allowed.url("//t.example/p.gif").as_deref(), Some("https://t.example/p.gif"));
        for other in ["ftp://t.example/p.gif", "file:///etc/x", "/api/v1/session", "p.gif", "javascript:x"] {
            assert_eq!(allowed.url(other), None, "{other}");
        }
        assert_eq!(allowed.held_back(), 0);
    }
}
