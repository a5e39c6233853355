//! The Content-Security-Policy of a mail's document (CSP Level 3): the wall behind the sanitiser. What a mail could
//! smuggle past every filter still runs nothing and loads nothing.
//!
//! A header rather than `<meta>`: that would hold only from where it is parsed, and a frame's `srcdoc` would inherit the
//! application's policy, which forbids the inline styles that mail is made of.

use axum::http::HeaderValue;

use crate::mail::html::Remote;

/// The directives that hold in every case, each with its reason.
const DIRECTIVES: &[&str] = &[
    // The frame's own sandbox holds only within our page; this one holds when the URL is opened by itself, too. Links
    // open in new tabs, which are pages like any other. `allow-same-origin` lets our page read the height and lets
    // pictures of the mail come with the session's cookie. `allow-scripts` must never stand beside it: together they
    // would let the document take the sandbox off.
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin",
    // Nothing that is not named below: no script, frame, font, object, connection, media.
    "default-src 'none'",
    // Mail is styled by attributes and style blocks; the sanitiser has read each declaration.
    "style-src 'unsafe-inline'",
    // Only our own page may show it.
    "frame-ancestors 'self'",
    // No <base> may turn links elsewhere: ours has no address, so this does not forbid it.
    "base-uri 'none'",
    // No form may send anything anywhere.
    "form-action 'none'",
];

/// Pictures: of the mail itself (`'self'`), and written into it (`data:`).
const OWN_PICTURES: &str = "img-src 'self' data:";

/// And those of anybody, once the person has asked for them.
const ALL_PICTURES: &str = "img-src 'self' data: https: http:";

/// The header of a mail's document.
pub fn mail_document(remote: Remote) -> HeaderValue {
    let pictures = match remote {
        Remote::Blocked => OWN_PICTURES,
        Remote::Allowed => ALL_PICTURES,
    };
    let policy = format!("{}; {pictures}", DIRECTIVES.join("; "));
    // Made of the constants above only; a policy that cannot be sent becomes the strictest one.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("sandbox; default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_never_runs_scripts() {
        for remote in [Remote::Blocked, Remote::Allowed] {
            let policy = mail_document(remote);
            let policy = policy.to_str().unwrap();
            assert!(policy.starts_with("sandbox "));
            assert!(policy.contains("default-src 'none'"));
            for word in ["script", "allow-forms", "allow-top-navigation", "unsafe-eval", "*"] {
                assert!(!policy.contains(word), "{word} in {policy}");
            }
        }
    }

    #[test]
    fn other_servers_are_asked_only_when_the_person_has_said_so() {
        assert!(!mail_document(Remote::Blocked).to_str().unwrap().contains("http"));
        assert!(mail_document(Remote::Allowed).to_str().unwrap().contains("img-src 'self' data: https: http:"));
    }
}
