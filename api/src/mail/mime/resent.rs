//! A message passed on as it is (RFC 5322, section 3.6.6): a block of `Resent-` fields above everything that it has.
//!
//! Above that block, and taken off on the way out, stand our own fields: what is redirected, and who gets it. Whatever
//! the original claims of itself in such fields comes below and is not read.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::{Draft, DraftAction, DraftReference};
use gatepost_shared::id::EmailId;

use super::compose::{REFERENCE_FIELD, Stamp, date};
use super::header::Header;

/// The last line of the block: what follows is the original.
const END: &str = "X-Gatepost-Original: below\r\n";

/// The block for a message that `draft.from` passes on to `draft.to`, `cc` and `bcc`.
pub fn block(draft: &Draft, original: &EmailId, stamp: &Stamp) -> Vec<u8> {
    let mut header = Header::default();
    header.words(REFERENCE_FIELD, &["redirect", &original.to_string()]);
    header.addresses("Resent-From", std::slice::from_ref(&draft.from));
    header.addresses("Resent-To", &draft.to);
    header.addresses("Resent-Cc", &draft.cc);
    header.addresses("Resent-Bcc", &draft.bcc);
    header.text("Resent-Date", &date(stamp.date));
    header.message_ids("Resent-Message-ID", [stamp.message_id.as_str()]);
    let mut bytes = header.into_bytes();
    bytes.extend_from_slice(END.as_bytes());
    bytes
}

/// The block of a stored message, if it begins with one.
pub fn block_of(header: &[u8]) -> Option<&[u8]> {
    let begins = format!("{REFERENCE_FIELD}: redirect ");
    if !header.starts_with(begins.as_bytes()) {
        return None;
    }
    let at = header.windows(END.len()).position(|line| line == END.as_bytes())?;
    header.get(..at)
}

/// Reads a block: the envelope as a draft's recipients, and the Resent-Message-ID.
pub(super) fn read(block: &[u8]) -> (Draft, Option<String>) {
    let text = String::from_utf8_lossy(block).replace("\r\n ", " ");
    let field = |name: &str| {
        text.split("\r\n")
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(|value| value.trim().to_owned()))
    };
    let people = |name: &str| -> Vec<EmailAddress> {
        let line = format!("To: {}\r\n\r\n", field(name).unwrap_or_default());
        mail_parser::MessageParser::new()
            .parse_headers(line.as_bytes())
            .map(|message| super::parse::people(message.to()))
            .unwrap_or_default()
    };
    let reference = field(REFERENCE_FIELD).and_then(|words| {
        let email_id = words.strip_prefix("redirect ")?.trim().parse().ok()?;
        Some(DraftReference { email_id, action: DraftAction::Redirect })
    });
    let draft = Draft {
        from: people("Resent-From").into_iter().next().unwrap_or_default(),
        to: people("Resent-To"),
        cc: people("Resent-Cc"),
        bcc: people("Resent-Bcc"),
        reference,
        ..Draft::default()
    };
    let message_id = field("Resent-Message-ID").map(|id| id.trim_matches(['<', '>']).to_owned());
    (draft, message_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatepost_shared::id::MailboxId;

    #[test]
    fn a_block_comes_back_and_what_the_original_claims_is_not_read() {
        let original = EmailId::new(MailboxId::new("INBOX").unwrap(), 1, 7).unwrap();
        let draft = Draft {
            from: EmailAddress::named("Alice", "alice@example.org"),
            to: vec![EmailAddress::named("J\u{f6}rg, the \"Cook\"", "joerg@example.org")],
            bcc: vec![EmailAddress::bare("boss@elsewhere.example")],
            ..Draft::default()
        };
        let stamp = Stamp { version: String::new(), ..Stamp::now("resent.key@example.org".to_owned()) };
        let mut message = block(&draft, &original, &stamp);
        message.extend_from_slice(b"Resent-To: evil@x.org\r\nX-Gatepost-Reference: reply E1\r\nSubject: x\r\n\r\nbody");
        let (read, message_id) = read(block_of(&message).unwrap());
        assert_eq!(message_id.as_deref(), Some("resent.key@example.org"));
        assert_eq!(read.reference.clone().unwrap().email_id, original);
        assert_eq!(Draft { reference: None, ..read }, draft);
        assert_eq!(block_of(b"Subject: x\r\nX-Gatepost-Reference: redirect E1\r\n"), None);
    }
}
