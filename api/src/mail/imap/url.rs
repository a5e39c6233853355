//! IMAP URLs (RFC 5092): how a server is told of bytes that it has already. Relative ones only: they name what is in
//! the account that asks.

use std::fmt::Write as _;

use gatepost_shared::id::BlobId;

use super::utf7;

/// The URL of a part of a message, or of the whole message:
/// `/Drafts;UIDVALIDITY=3/;UID=20/;SECTION=2`. Holds printable ASCII only, whatever the mailbox is called.
pub(super) fn of(blob: &BlobId) -> String {
    let email = blob.email();
    // In a URL a name is UTF-8, however the protocol spells it (section 3).
    let mailbox = utf7::decode(email.mailbox().name());
    let mut url = format!("/{};UIDVALIDITY={}/;UID={}", percent_encoded(&mailbox), email.uid_validity, email.uid);
    if !blob.section().is_empty() {
        // Writing to a text cannot fail.
        let _ = write!(url, "/;SECTION={}", blob.section());
    }
    url
}

/// RFC 5092's enc-mailbox: what is neither unreserved nor the sign between levels is encoded.
fn percent_encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len() + 8);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatepost_shared::id::{EmailId, MailboxId};
    use proptest::prelude::*;

    fn url(mailbox: &str, section: &str) -> String {
        let email = EmailId::new(MailboxId::new(mailbox).unwrap(), 3, 20).unwrap();
        of(&BlobId::new(email, section).unwrap())
    }

    #[test]
    fn a_url_names_a_part_or_the_whole_message() {
        assert_eq!(url("Drafts", "2.1"), "/Drafts;UIDVALIDITY=3/;UID=20/;SECTION=2.1");
        assert_eq!(url("Work/A&APY-B &- C", ""), "/Work/A%C3%B6B%20%26%20C;UIDVALIDITY=3/;UID=20");
    }

    proptest! {
        #[test]
        fn no_name_can_leave_the_url(name in "[^\\p{Cc}]{1,40}") {
            let url = url(&name, "1");
            let path = url.strip_suffix(";UIDVALIDITY=3/;UID=20/;SECTION=1").unwrap();
            prop_assert!(path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)), "{}", url);
        }
    }
}
