//! Mailing lists: `List-Id` (RFC 2919), `List-Unsubscribe` and its kin (RFC 2369), one click (RFC 8058).

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::{MailTarget, MailingList, Unsubscribe};
use gatepost_shared::mailto::Mailto;
use url::Url;

use super::fields;

/// The most URLs of one field that are looked at.
const MAX_URLS: usize = 20;

/// The longest URL.
const MAX_URL: usize = 4096;

/// The longest name of a list.
const MAX_NAME: usize = 255;

/// What a header says of the list that the email came by; none when it says nothing.
pub fn of(header: &[u8]) -> Option<MailingList> {
    let first = |name: &str| fields::values(header, name).into_iter().next().unwrap_or_default();
    let (name, id) = identity(&first("List-Id"));
    let is_one_click = first("List-Unsubscribe-Post").trim().eq_ignore_ascii_case("List-Unsubscribe=One-Click");
    let list = MailingList {
        id,
        name,
        post: urls(&first("List-Post")).iter().find_map(mail_target),
        archive: page(&urls(&first("List-Archive"))),
        unsubscribe: unsubscribe(&urls(&first("List-Unsubscribe")), is_one_click),
    };
    (list != MailingList::default()).then_some(list)
}

/// `The weekly <weekly.example.org>`.
fn identity(field: &str) -> (Option<String>, Option<String>) {
    let (name, rest) = field.split_once('<').unwrap_or(("", field));
    let clean = |text: &str| {
        let line: String = text.trim().trim_matches('"').chars().filter(|letter| !letter.is_control()).collect();
        Some(line[..line.floor_char_boundary(MAX_NAME)].to_owned()).filter(|line| !line.is_empty())
    };
    let id = rest.split('>').next().unwrap_or_default();
    (clean(name), clean(id).filter(|id| !id.contains(char::is_whitespace)))
}

fn unsubscribe(urls: &[Url], is_one_click: bool) -> Option<Unsubscribe> {
    let mail = urls.iter().find_map(mail_target);
    let url = page(urls);
    let is_one_click = is_one_click && url.as_deref().is_some_and(|url| url.starts_with("https:"));
    (mail.is_some() || url.is_some()).then_some(Unsubscribe { mail, url, is_one_click })
}

/// The page to open: by https, or else by http.
fn page(urls: &[Url]) -> Option<String> {
    let by = |scheme: &str| urls.iter().find(|url| url.scheme() == scheme && url.has_host());
    by("https").or_else(|| by("http")).map(ToString::to_string)
}

/// URLs in angle brackets, parted by commas; comments and what else stands between are passed over. Blanks inside are
/// from folding (RFC 2369, section 2).
fn urls(field: &str) -> Vec<Url> {
    let inside = field.split('<').skip(1).filter_map(|rest| Some(rest.split_once('>')?.0));
    let url = |text: &str| {
        let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        (text.len() <= MAX_URL).then(|| Url::parse(&text).ok()).flatten()
    };
    inside.take(MAX_URLS).filter_map(url).collect()
}

/// A message to one address; copies and other fields are a stranger's wishes, and left out.
fn mail_target(url: &Url) -> Option<MailTarget> {
    let Mailto { to, subject, body, .. } = Mailto::parse(url.as_str())?;
    let [to] = <[EmailAddress; 1]>::try_from(to).ok()?;
    Some(MailTarget { to: to.email, subject, body })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unsubscribe_of(field: &str, post: &str) -> Unsubscribe {
        let header = format!("List-Unsubscribe: {field}\r\nList-Unsubscribe-Post: {post}\r\n");
        of(header.as_bytes()).and_then(|list| list.unsubscribe).unwrap_or_default()
    }

    #[test]
    fn both_ways_off_a_list_are_found() {
        let found = unsubscribe_of(
            "(Use this) <mailto:leave@list.example?subject=unsubscribe%20me&body=a%0D%0Ab&bcc=x@y.example>,\r\n <https://list.example/u?a=b\r\n\t&c=d>",
            "List-Unsubscribe=One-Click",
        );
        let mail = MailTarget {
            to: "leave@list.example".to_owned(),
            subject: "unsubscribe me".to_owned(),
            body: "a\nb".to_owned(),
        };
        assert_eq!(found.mail, Some(mail));
        assert_eq!((found.url.as_deref(), found.is_one_click), (Some("https://list.example/u?a=b&c=d"), true));
    }

    #[test]
    fn one_click_is_https_and_said_by_the_sender() {
        assert!(!unsubscribe_of("<http://list.example/u>", "List-Unsubscribe=One-Click").is_one_click);
        assert!(!unsubscribe_of("<https://list.example/u>", "").is_one_click);
        assert!(!unsubscribe_of("<mailto:a@list.example>", "List-Unsubscribe=One-Click").is_one_click);
    }

    #[test]
    fn nothing_else_is_offered() {
        for field in [
            "<javascript:alert(1)>",
            "<mailto:>",
            "<mailto:a@x.example,b@x.example>",
            "<mailto:a%0d%0ab@x.example>",
            "https://x.example/",
            "<data:text/html,x>",
            "<https:>",
            "<",
        ] {
            assert_eq!(unsubscribe_of(field, ""), Unsubscribe::default(), "{field}");
        }
        assert_eq!(of(b"Subject: x\r\n"), None);
    }

    #[test]
    fn a_list_says_its_name_and_where_to_write() {
        let header = b"List-Id: \"The Weekly\" <weekly.example.org>\r\nList-Post: NO\r\nList-Archive: <https://example.org/a>\r\n";
        let list = of(header).unwrap();
        assert_eq!((list.name.as_deref(), list.id.as_deref()), (Some("The Weekly"), Some("weekly.example.org")));
        assert_eq!((list.post, list.archive.as_deref()), (None, Some("https://example.org/a")));
        assert_eq!(of(b"List-Id: bare.example.org\r\n").unwrap().id.as_deref(), Some("bare.example.org"));
    }

    proptest! {
        #[test]
        fn no_field_makes_it_panic_or_offers_anything_but_the_web_and_mail(field in "(<|>|mailto:|https://|[a-z@.?&=%,]|.){0,60}") {
            let found = unsubscribe_of(&field, "List-Unsubscribe=One-Click");
            prop_assert!(found.url.is_none_or(|url| url.starts_with("https://") || url.starts_with("http://")));
            prop_assert!(found.mail.is_none_or(|mail| mail.to.contains('@') && !mail.subject.chars().any(char::is_control)));
        }
    }
}
