//! Addresses beyond ASCII: a domain has a spelling in ASCII (RFC 5890), the part before the `@` has none (RFC 6531).

use std::borrow::Cow;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{Draft, recipients};

use super::header;

/// The address with its domain in ASCII (`xn--`), or as it is when the domain has no such spelling.
pub fn with_ascii_domain(address: &str) -> Cow<'_, str> {
    match address.rsplit_once('@') {
        Some((local, domain)) if !domain.is_ascii() => match url::Host::parse(domain) {
            Ok(url::Host::Domain(domain)) => format!("{local}@{domain}").into(),
            _ => address.into(),
        },
        _ => address.into(),
    }
}

/// The address as it stands in a header of ASCII (RFC 5322); none when it is no address, or can stand only in one of
/// UTF-8 (RFC 6532).
pub fn in_ascii(address: &str) -> Option<Cow<'_, str>> {
    recipients::validate(address).ok()?;
    Some(with_ascii_domain(address)).filter(|address| address.is_ascii())
}

/// Header fields that must be in UTF-8, since an address in them has no other spelling: for a server that takes them
/// (SMTPUTF8). The fields, each with its line end, and their names, which they take the place of.
pub fn fields_in_utf8(draft: &Draft) -> (Vec<u8>, Vec<&'static str>) {
    let fields = [
        ("From", std::slice::from_ref(&draft.from)),
        ("Reply-To", &draft.reply_to),
        ("To", &draft.to),
        ("Cc", &draft.cc),
    ];
    let (mut bytes, mut names) = (Vec::new(), Vec::new());
    for (name, people) in fields {
        let valid: Vec<&EmailAddress> = people.iter().filter(|one| recipients::validate(&one.email).is_ok()).collect();
        if valid.iter().any(|one| in_ascii(&one.email).is_none()) {
            let written: Vec<String> = valid.into_iter().map(header::mailbox).collect();
            bytes.extend_from_slice(format!("{name}: {}\r\n", written.join(",\r\n ")).as_bytes());
            names.push(name);
        }
    }
    (bytes, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_has_an_ascii_spelling_and_a_local_part_has_none() {
        assert_eq!(in_ascii("joe@m\u{fc}nchen.example").as_deref(), Some("joe@xn--mnchen-3ya.example"));
        assert_eq!(in_ascii("j\u{f6}rg@x.org"), None);
        assert_eq!(in_ascii("half-typed"), None);
    }

    #[test]
    fn only_fields_that_need_it_are_written_in_utf8() {
        let draft = Draft {
            from: EmailAddress::bare("alice@example.org"),
            to: vec![EmailAddress::named("J\u{f6}rg\r\nBcc: x", "j\u{f6}rg@x.org"), EmailAddress::bare("bob@x.org")],
            ..Draft::default()
        };
        let (bytes, names) = fields_in_utf8(&draft);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(names, ["To"]);
        assert!(text.ends_with("<j\u{f6}rg@x.org>,\r\n bob@x.org\r\n") && !text.contains("\r\nBcc"), "{text}");
    }
}
