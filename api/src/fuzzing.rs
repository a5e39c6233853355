//! The door for fuzzers: each function takes any bytes and checks what must hold for all of them.
//!
//! `fuzz/` hands them what libFuzzer finds; the tests below hand them what proptest makes up, so that they are true on
//! every machine. It is no part of the node: the feature `fuzzing` or a test opens it.

use gatepost_shared::date::UtcDate;
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::search::{self, Context};

pub use crate::mail::html::fuzzing::{cap as html_cap, filter as html_filter};
pub use crate::mail::imap::fuzzing::{framing, response};

/// Ids: whatever is taken for one is spelled in the one way that there is.
///
/// # Panics
/// When it is not.
pub fn ids(text: &str) {
    let check = |told: Option<String>| assert!(told.is_none_or(|told| told == text), "{text} is spelled otherwise");
    check(text.parse::<MailboxId>().ok().map(|id| id.to_string()));
    check(text.parse::<EmailId>().ok().map(|id| id.to_string()));
    check(text.parse::<BlobId>().ok().map(|id| id.to_string()));
}

/// The search box's language: reading never fails, and what was read can be written and read again.
///
/// # Panics
/// When it cannot.
pub fn search_grammar(text: &str) {
    let context = Context { now: UtcDate::from_seconds(1_795_000_000), utc_offset: 60, mailboxes: &[] };
    let read = search::parse(text, &context);
    for term in &read.terms {
        assert!(
            text.get(term.place.clone()).is_some() && text.get(term.value.clone()).is_some(),
            "{term:?} in {text:?}"
        );
    }
    let written = search::print(&read.query, &context).expect("what was read can be written");
    let again = search::parse(&written, &context);
    assert_eq!(again.query, read.query, "{text:?} was written as {written:?}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What servers say, in pieces: most of it is nearly right.
    fn said() -> impl Strategy<Value = Vec<u8>> {
        let word = prop_oneof![
            prop::sample::select(vec![
                "* ",
                "1 FETCH (",
                "UID 7 ",
                "FLAGS (\\Seen) ",
                "BODY[] ",
                "BODYSTRUCTURE (",
                "(",
                ")",
                "NIL",
                " ",
                "\"a\\\"b\" ",
                "{3}\r\nabc",
                "{5}\r\n",
                "~{2}\r\n",
                "{99999999999}\r\n",
                "\r\n",
                "\n",
                "* SEARCH 1 2 ",
                "* LIST () \"/\" INBOX",
                "* STATUS INBOX (MESSAGES 3 ",
                "* ESEARCH (TAG \"x\") UID ALL 1:4294967295 ",
                "* VANISHED (EARLIER) 1:9 ",
                "A1 OK [COPYUID 1 2:3 4:5] done",
                "* OK [UIDVALIDITY ",
                "+ ",
                "* NAMESPACE ((\"\" \"/\")) ",
                "* THREAD (1 2)(3",
                "\"TEXT\" \"PLAIN\" ",
                "\"MIXED\" ",
                "\"message\" \"rfc822\" ",
            ])
            .prop_map(|word| word.as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..6),
        ];
        prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
    }

    /// What people and attackers type into the search box.
    fn typed() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            prop::sample::select(vec![
                "from:",
                "subject:",
                "in:",
                "is:unread",
                "before:2026-11-23",
                "newer_than:3d",
                "larger:5M",
                "has:attachment",
                "-",
                "\"",
                "\\\"",
                "(",
                ")",
                " ",
                " OR ",
                "OR",
                ":",
                "keyword:$junk",
                "in:anywhere",
                "é",
                "to:\"a b\"",
            ])
            .prop_map(ToOwned::to_owned),
            "\\PC{0,4}",
        ];
        prop::collection::vec(word, 0..30).prop_map(|words| words.concat())
    }

    /// Mail as attackers write it.
    fn markup() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                "<div>",
                "</div>",
                "<table><tr><td>",
                "</table>",
                "<style>",
                "</style>",
                "<svg>",
                "<math><mi>",
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<a href='javascript:x'>",
                "<p style='background:url(//x)'>",
                "<!--",
                "-->",
                "<![CDATA[",
                "<template>",
                "<form action=x>",
                "<base href=//x>",
                "<meta http-equiv=refresh content=0>",
                "&lt;",
                "<b",
                "\"",
                "'",
                ">",
                "<",
            ])
            .prop_map(ToOwned::to_owned),
            "\\PC{0,6}",
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn framing_holds(bytes in said(), step in any::<u8>()) {
            framing(&[&[step], bytes.as_slice()].concat());
        }

        #[test]
        fn responses_hold(bytes in said()) {
            response(&bytes);
        }

        #[test]
        fn ids_hold(text in "[MEB][A-Za-z0-9_-]{0,60}|\\PC{0,20}") {
            ids(&text);
        }

        #[test]
        fn the_search_grammar_holds(text in typed()) {
            search_grammar(&text);
        }

        #[test]
        fn the_cap_holds(mail in markup()) {
            html_cap(&mail);
        }

        #[test]
        fn the_filter_holds(mail in markup()) {
            html_filter(&mail);
        }
    }
}
