//! `mailto:` URLs (RFC 6068). They are written by whoever wrote the page or the mail that they stand in: what is read from
//! one is bounded, holds no control characters, and names nothing but who gets a message and what it begins with.

use crate::address::EmailAddress;
use crate::draft::recipients;
use crate::percent::decoded;

/// The longest URL that is read, in bytes: more than browsers hand to one another.
const MAX_URL: usize = 64 * 1024;

/// The most recipients of each kind.
const MAX_RECIPIENTS: usize = 100;

/// The longest subject, in bytes: a line of RFC 5322, section 2.1.1.
const MAX_SUBJECT: usize = 998;

/// What a `mailto:` URL asks for. Other header fields are a stranger's wishes, and left out (section 4); so are
/// attachments, which some programs once took from the person's disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailto {
    /// The recipients. Without names: those would be the stranger's words for somebody.
    pub to: Vec<EmailAddress>,
    /// Who gets a copy.
    pub cc: Vec<EmailAddress>,
    /// Who gets a copy without the others seeing it.
    pub bcc: Vec<EmailAddress>,
    /// The subject: one line, perhaps empty.
    pub subject: String,
    /// The text, with `\n` line ends; perhaps empty.
    pub body: String,
    /// The Message-ID that this would answer, without angle brackets.
    pub in_reply_to: Option<String>,
}

impl Mailto {
    /// Reads a URL. None for one of another kind, or one that is too long to be meant well.
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':').filter(|_| url.len() <= MAX_URL)?;
        if !scheme.trim_start().eq_ignore_ascii_case("mailto") {
            return None;
        }
        // A fragment means nothing here (section 2).
        let rest = rest.split('#').next().unwrap_or_default();
        let (to, fields) = rest.split_once('?').unwrap_or((rest, ""));
        let mut mailto = Self::default();
        add(&mut mailto.to, to);
        for field in fields.split('&') {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            mailto.take(&decoded(name).to_ascii_lowercase(), value);
        }
        Some(mailto)
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "to" => add(&mut self.to, value),
            "cc" => add(&mut self.cc, value),
            "bcc" => add(&mut self.bcc, value),
            "subject" => self.subject = line(&decoded(value)),
            // HTML's older pages give several, a paragraph each.
            "body" if self.body.is_empty() => self.body = lines(&decoded(value)),
            "body" => self.body = [&self.body, "\n", &lines(&decoded(value))].concat(),
            "in-reply-to" => self.in_reply_to = message_id(&decoded(value)),
            _ => {}
        }
    }
}

/// A subject from outside: one line, and not without end.
pub fn line(text: &str) -> String {
    let text = text.split(char::is_control).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ");
    text[..text.floor_char_boundary(MAX_SUBJECT)].to_owned()
}

/// A text from outside, with our line ends and no other control characters.
pub fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|letter| matches!(letter, '\n' | '\t') || !letter.is_control()).collect()
}

/// Addresses parted by commas, each percent-encoded by itself: a comma within one is `%2C`. What is none is passed over.
fn add(row: &mut Vec<EmailAddress>, list: &str) {
    let pieces = list.split(',').map(decoded).filter(|piece| !piece.contains(char::is_control));
    let found = pieces.flat_map(|piece| recipients::parse(&piece)).flatten();
    for address in found.map(|address| EmailAddress::bare(address.email)) {
        if row.len() < MAX_RECIPIENTS && !row.iter().any(|one| one.same_mailbox(&address)) {
            row.push(address);
        }
    }
}

/// A Message-ID (RFC 5322, section 3.6.4) without its angle brackets; none where it is not one.
fn message_id(text: &str) -> Option<String> {
    let text = text.trim();
    let id = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    let is_id = id.len() <= MAX_SUBJECT
        && id.contains('@')
        && id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte));
    is_id.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(url: &str) -> Mailto {
        Mailto::parse(url).unwrap()
    }

    fn addresses(row: &[EmailAddress]) -> Vec<&str> {
        row.iter().map(|address| address.email.as_str()).collect()
    }

    #[test]
    fn the_examples_of_rfc_6068() {
        assert_eq!(addresses(&read("mailto:chris@example.com").to), ["chris@example.com"]);
        let mail = read("mailto:infobot@example.com?subject=current-issue");
        assert_eq!((addresses(&mail.to), mail.subject.as_str()), (vec!["infobot@example.com"], "current-issue"));
        assert_eq!(
            read("mailto:infobot@example.com?body=send%20current-issue%0D%0Asend%20index").body,
            "send current-issue\nsend index"
        );
        let mail = read("mailto:list@example.org?In-Reply-To=%3C3469A91.D10AF4C@example.com%3E");
        assert_eq!(mail.in_reply_to.as_deref(), Some("3469A91.D10AF4C@example.com"));
        let mail = read("mailto:joe@example.com?cc=bob@example.com&body=hello");
        assert_eq!((addresses(&mail.cc), mail.body.as_str()), (vec!["bob@example.com"], "hello"));
        let two = ["addr1@an.example", "addr2@an.example"];
        for url in [
            "mailto:addr1@an.example,addr2@an.example",
            "mailto:?to=addr1@an.example,addr2@an.example",
            "mailto:addr1@an.example?to=addr2@an.example",
        ] {
            assert_eq!(addresses(&read(url).to), two);
        }
        assert_eq!(addresses(&read("mailto:gorby%25kremvax@example.com").to), ["gorby%kremvax@example.com"]);
        assert_eq!(
            addresses(&read("mailto:unlikely%3Faddress@example.com?blat=foop").to),
            ["unlikely?address@example.com"]
        );
        assert_eq!(read("mailto:user@example.org?subject=caf%C3%A9").subject, "café");
        assert_eq!(addresses(&read("mailto:user@%E7%B4%8D%E8%B1%86.example.org").to), ["user@納豆.example.org"]);
    }

    #[test]
    fn a_plus_is_a_plus_and_a_fragment_is_nothing() {
        let mail = read("MAILTO:bill+ietf@example.org?Subject=1+1#top");
        assert_eq!((addresses(&mail.to), mail.subject.as_str()), (vec!["bill+ietf@example.org"], "1+1"));
    }

    #[test]
    fn what_a_stranger_may_not_wish_for_is_left_out() {
        let mail = read(
            "mailto:a%0d%0ab@x.example,%22Your%20boss%22%20%3Cc@x.example%3E,nobody,C@x.example?from=boss@x.example\
             &attach=/etc/passwd&attachment=x&reply-to=d@x.example&subject=a%0d%0aBcc:%20e@x.example&body=%00%1b[31mred\
             &in-reply-to=%3Ca@b%3E%0d%0aBcc:%20e@x.example&bcc=f@x.example&html-body=%3Cb%3E",
        );
        let named = Mailto {
            to: vec![EmailAddress::bare("c@x.example")],
            bcc: vec![EmailAddress::bare("f@x.example")],
            subject: "a Bcc: e@x.example".to_owned(),
            body: "[31mred".to_owned(),
            ..Mailto::default()
        };
        assert_eq!(mail, named);
    }

    #[test]
    fn nothing_is_without_end() {
        let many: Vec<String> = (0..1000).map(|number| format!("a{number}@x.example")).collect();
        let mail = read(&format!("mailto:{}?cc=b@x.example&subject={}", many.join(","), "ü".repeat(2000)));
        assert_eq!((mail.to.len(), mail.cc.len(), mail.subject.len()), (MAX_RECIPIENTS, 1, MAX_SUBJECT));
        assert_eq!(Mailto::parse(&format!("mailto:?body={}", "x".repeat(MAX_URL))), None);
        for other in ["", "a@x.example", "https://x.example", "javascript:alert(1)", "xmailto:a@x.example"] {
            assert_eq!(Mailto::parse(other), None);
        }
    }

    proptest! {
        #[test]
        fn no_url_makes_it_panic_or_smuggles_a_line(rest in "([a-z@.?&=,%<>\"]|subject=|&cc=|%0d|%0a|%2C|.){0,60}") {
            let mail = read(&format!("mailto:{rest}"));
            prop_assert!(!mail.subject.contains(char::is_control));
            prop_assert!(!mail.body.contains('\r'));
            for address in [&mail.to, &mail.cc, &mail.bcc].into_iter().flatten() {
                prop_assert!(recipients::validate(&address.email).is_ok() && address.name.is_none());
            }
        }
    }
}
