//! Where links may lead: to the web, to a mail address, to a telephone, or within the mail.

use url::Url;

use super::names;

/// The link target as a browser would read it, or none when it leads anywhere else (`javascript:`, `data:`,
/// `file:`, a path on our own host). The URL is written anew, so that what was judged is what is followed.
pub(super) fn href(value: &str) -> Option<String> {
    let value = value.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    if let Some(anchor) = value.strip_prefix('#') {
        return names::id(anchor).map(|id| format!("#{id}"));
    }
    let url = absolute(value)?;
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
}

/// An absolute URL. One without a scheme (`//host/path`) is taken as https.
pub(super) fn absolute(value: &str) -> Option<Url> {
    if value.starts_with("//") {
        return Url::parse(&format!("https:{value}")).ok();
    }
    Url::parse(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_web_to_people_and_within_the_mail() {
        assert_eq!(href("https://example.org/a?b=c&d").as_deref(), Some("https://example.org/a?b=c&d"));
        assert_eq!(href(" \n//example.org/x").as_deref(), Some("https://example.org/x"));
        assert_eq!(href("mailto:bob@example.org?subject=Hi").as_deref(), Some("mailto:bob@example.org?subject=Hi"));
        assert_eq!(href("tel:+441234").as_deref(), Some("tel:+441234"));
        assert_eq!(href("#top").as_deref(), Some("#m-top"));
    }

    #[test]
    fn links_lead_nowhere_else() {
        for target in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "vbscript:x",
            "data:text/html,<script>",
            "file:///etc/passwd",
            "blob:https://x/y",
            "/api/v1/session",
            "about:blank",
            "filesystem:https://x/",
            "view-source:https://x/",
            "",
            "#",
            "ws://x/",
            "intent://x/",
        ] {
            assert_eq!(href(target), None, "{target}");
        }
    }
}
