//! What a sending server offers (RFC 5321, section 4.1.1.1), and what can be asked of it.

use gatepost_shared::date::UtcDate;

use super::reply::Reply;
use super::{Delivery, Envelope};
use crate::mail::error::MailError;

/// What the server offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// RFC 3207.
    pub(super) starttls: bool,
    pub(super) auth_plain: bool,
    pub(super) auth_login: bool,
    /// RFC 1870: whether a size may be announced.
    pub(super) takes_size: bool,
    /// The largest message in bytes; none when there is no limit that we know of.
    pub max_size: Option<u64>,
    /// RFC 6152: bytes beyond ASCII in bodies.
    pub takes_8bit: bool,
    /// RFC 6531: addresses beyond ASCII.
    pub takes_utf8: bool,
    /// RFC 3461: word of what became of a message.
    pub takes_dsn: bool,
    /// RFC 4865: the longest that a message is held before it is sent, in seconds; 0 when it is sent at once.
    pub max_hold: u64,
}

impl Offers {
    /// Reads the answer to EHLO.
    pub(super) fn of(reply: &Reply) -> Self {
        let mut offers = Self::default();
        for line in reply.lines.iter().skip(1) {
            // `AUTH=PLAIN` is how servers before RFC 2554 spelled it.
            let line = line.to_ascii_uppercase().replacen("AUTH=", "AUTH ", 1);
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("STARTTLS") => offers.starttls = true,
                Some("8BITMIME") => offers.takes_8bit = true,
                Some("SMTPUTF8") => offers.takes_utf8 = true,
                Some("DSN") => offers.takes_dsn = true,
                Some("FUTURERELEASE") => {
                    offers.max_hold = words.next().and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
                }
                Some("SIZE") => {
                    offers.takes_size = true;
                    // 0 means "no fixed limit" (RFC 1870, section 4).
                    offers.max_size = words.next().and_then(|size| size.parse().ok()).filter(|size| *size > 0);
                }
                Some("AUTH") => {
                    for mechanism in words {
                        offers.auth_plain |= mechanism == "PLAIN";
                        offers.auth_login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }

    /// Whether the server can do what is asked, told before a byte of the message is sent. `now` in seconds since 1970.
    pub(super) fn check(&self, envelope: &Envelope, size: u64, is_8bit: bool, now: i64) -> Result<(), MailError> {
        if let Some(max) = self.max_size.filter(|max| size > *max) {
            return Err(MailError::TooLarge(format!(
                "The message has {} MB, and the sending server takes {} MB at most. Send fewer or smaller files.",
                size.div_ceil(1_000_000),
                max / 1_000_000
            )));
        }
        let no = |sentence: String| Err(MailError::InvalidMessage(sentence));
        let beyond = envelope.to.iter().chain([&envelope.from]).find(|address| !address.is_ascii());
        if let Some(address) = beyond.filter(|_| !self.takes_utf8) {
            return no(format!(
                "The sending server cannot write to \"{address}\": it takes no letters outside a-z before the @."
            ));
        }
        if is_8bit && !self.takes_8bit {
            return no("The sending server does not take this message as it stands (8BITMIME). Forward it in the text instead of as a file.".to_owned());
        }
        if envelope.delivery.notices.is_some() && !self.takes_dsn {
            return no("The sending server gives no word of delivery (DSN). Send it without asking for one.".to_owned());
        }
        let wait = envelope.delivery.hold_until.map(|until| until.seconds() - now);
        match wait.map(u64::try_from) {
            Some(_) if self.max_hold == 0 => {
                no("The sending server cannot send later (FUTURERELEASE). Send it now, or keep the draft.".to_owned())
            }
            Some(Err(_)) => no("The time to send it is past. Choose a later one, or send it now.".to_owned()),
            Some(Ok(wait)) if wait > self.max_hold => no(format!(
                "The sending server keeps a message for {} hours at most. Choose an earlier time.",
                self.max_hold / 3600
            )),
            None | Some(Ok(_)) => Ok(()),
        }
    }

    /// MAIL with the parameters that the server knows.
    pub(super) fn mail_command(&self, envelope: &Envelope, size: u64) -> String {
        let Delivery { notices, hold_until } = &envelope.delivery;
        let mut command = format!("MAIL FROM:<{}>", envelope.from);
        if self.takes_size {
            command += &format!(" SIZE={size}");
        }
        if self.takes_8bit {
            command += " BODY=8BITMIME";
        }
        if envelope.to.iter().chain([&envelope.from]).any(|address| !address.is_ascii()) {
            command += " SMTPUTF8";
        }
        if let Some(notices) = notices {
            let returned = if notices.is_full { "FULL" } else { "HDRS" };
            command += &format!(" RET={returned} ENVID={}", xtext(&notices.envelope_id));
        }
        if let Some(until) = hold_until {
            command += &format!(" HOLDUNTIL={until}");
        }
        command
    }
}

/// RCPT for one recipient.
pub(super) fn rcpt_command(envelope: &Envelope, address: &str) -> String {
    let Some(notices) = &envelope.delivery.notices else { return format!("RCPT TO:<{address}>") };
    let on = notices.on.iter().map(|on| on.word()).collect::<Vec<_>>().join(",");
    // RFC 6533, section 3: the type of an address beyond ASCII.
    let kind = if address.is_ascii() { "rfc822" } else { "utf-8" };
    format!("RCPT TO:<{address}> NOTIFY={on} ORCPT={kind};{}", xtext(address))
}

/// RFC 3461, section 4: printable ASCII without `+` and `=`, the rest as `+XX`. Letters beyond ASCII stay with
/// SMTPUTF8 (RFC 6533, section 3, utf-8-addr-unitext).
fn xtext(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if (c.is_ascii_graphic() && c != '+' && c != '=') || !c.is_ascii() {
            encoded.push(c);
        } else {
            encoded += &format!("+{:02X}", u32::from(c));
        }
    }
    encoded
}

/// The time now, in seconds since 1970.
pub(super) fn now() -> i64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    UtcDate::from_seconds(i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)).seconds()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_leaves_its_parameter(text in "\\PC{0,40}|[\\x00-\\x7f]{0,40}") {
            let encoded = xtext(&text);
            prop_assert!(!encoded.chars().any(|c| c.is_ascii_control() || c == ' ' || c == '='), "{}", encoded);
        }
    }
}
