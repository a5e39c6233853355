//! Hostile and honest mail. The payloads are our own, after the classes of published attacks on webmail (Roundcube,
//! SnappyMail, Zimbra, SOGo, Horde; mutation XSS; CSS exfiltration).

mod dark;
mod faithful;
mod hostile_size;
mod payloads;
mod remote_loads;
mod soup;
mod verdict;

use std::collections::HashMap;
use std::sync::Arc;

use super::cap::cap;
use super::images::Images;
use super::sanitise::{Fragment, clean};
use super::view::{Palette, Scheme, View};
use super::{Options, Remote, Sanitised, sanitise};

/// The mail as it is shown while remote pictures are held back.
fn shown(html: &str) -> Sanitised {
    sanitise(html, &Options::default())
}

/// The mail as it is shown after the person has asked for remote pictures.
fn shown_with_pictures(html: &str) -> Sanitised {
    sanitise(html, &Options { remote: Remote::Allowed, ..Options::default() })
}

/// The mail's part of the document.
fn cleaned(html: &str, remote: Remote) -> Fragment {
    clean(cap(html), &Arc::new(View { images: Images::new(HashMap::new(), remote), palette: Palette::Light }))
}

/// The mail's part of the document, as a mail again.
fn as_mail(fragment: &Fragment) -> String {
    let mut body = String::new();
    for (name, value) in &fragment.body_attributes {
        body.extend([" ", name, "=\""]);
        super::names::escape(value, &mut body);
        body.push('"');
    }
    format!("<style>{}</style><body{body}>{}", fragment.css, fragment.body)
}

/// Asserts that sanitising what was sanitised takes nothing away and adds nothing: no second reader finds more in it than
/// the first. (Where elements are nested in forbidden ways a second parse may order them anew: that is HTML.)
fn assert_stable(html: &str) {
    for remote in [Remote::Blocked, Remote::Allowed] {
        let once = cleaned(html, remote);
        let twice = cleaned(&as_mail(&once), remote);
        assert_eq!(twice.css, once.css, "from {html}");
        assert_eq!(twice.body_attributes, once.body_attributes, "from {html}");
        assert_eq!(verdict::substance(&twice.body), verdict::substance(&once.body), "from {html}");
    }
}
