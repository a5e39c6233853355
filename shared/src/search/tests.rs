//! What people type, what it means, and that writing it back means the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::filter::FilterCondition;
use crate::id::MailboxId;
use crate::mailbox::{MailboxRights, Role};

fn mailbox(path: &[&str], role: Option<Role>) -> Mailbox {
    Mailbox {
        id: MailboxId::new(path.join("/")).unwrap(),
        name: (*path.last().unwrap()).to_owned(),
        parent_id: None,
        path: path.iter().map(|part| (*part).to_owned()).collect(),
        role,
        sort_order: 0,
        total_emails: 0,
        unread_emails: 0,
        my_rights: MailboxRights::ALL,
        is_subscribed: true,
        is_selectable: true,
        state: None,
    }
}

fn mailboxes() -> Vec<Mailbox> {
    vec![
        mailbox(&["INBOX"], Some(Role::Inbox)),
        mailbox(&["Papierkorb"], Some(Role::Trash)),
        mailbox(&["Work"], None),
        mailbox(&["Work", "Old things"], None),
        mailbox(&["Home", "Old things"], None),
        mailbox(&["Überweisungen"], None),
    ]
}

/// Noon on 23 November 2026 in UTC, an hour later in the person's zone.
fn context(mailboxes: &[Mailbox]) -> Context<'_> {
    Context { now: "2026-11-23T12:00:00Z".parse().unwrap(), utc_offset: 60, mailboxes }
}

fn read(text: &str) -> Parsed {
    parse(text, &context(&mailboxes()))
}

fn filter(text: &str) -> Value {
    let parsed = read(text);
    assert_eq!(parsed.problems, [], "{text}");
    serde_json::to_value(parsed.query.filter).unwrap()
}

fn problems(text: &str) -> Vec<(&str, ProblemKind)> {
    let problems = read(text).problems.into_iter();
    problems.map(|problem| (&text[problem.place.clone()], problem.kind)).collect()
}

fn all(filters: &Value) -> Value {
    json!({"operator": "AND", "conditions": filters})
}

fn any(filters: &Value) -> Value {
    json!({"operator": "OR", "conditions": filters})
}

fn none(filter: &Value) -> Value {
    json!({"operator": "NOT", "conditions": [filter]})
}

#[test]
fn words_and_phrases_are_looked_for_in_everything() {
    assert_eq!(filter("  hello "), json!({"text": "hello"}));
    assert_eq!(filter("hello world"), all(&json!([{"text": "hello"}, {"text": "world"}])));
    assert_eq!(filter(r#""hello world""#), json!({"text": "\"hello world\""}));
    assert_eq!(filter(r#""a \"b\" \\""#), json!({"text": r#""a \"b\" \\""#}));
    assert_eq!(filter("don't"), json!({"text": "don't"}));
    assert_eq!(filter("https://example.org/x"), json!({"text": "https://example.org/x"}));
    assert_eq!(filter(""), Value::Null);
    assert_eq!(filter(" \t"), Value::Null);
}

#[test]
fn every_operator_has_its_meaning() {
    for (text, expected) in [
        ("from:alice", json!({"from": "alice"})),
        ("FROM:alice", json!({"from": "alice"})),
        (r#"to:"Bob Brandt""#, json!({"to": "\"Bob Brandt\""})),
        ("cc:carol@example.org", json!({"cc": "carol@example.org"})),
        ("bcc:dave", json!({"bcc": "dave"})),
        ("subject:Grüße", json!({"subject": "Grüße"})),
        ("body:x", json!({"body": "x"})),
        ("filename:report.pdf", json!({"attachmentName": "report.pdf"})),
        (r#"filename:"annual report""#, json!({"attachmentName": "\"annual report\""})),
        ("has:attachment", json!({"hasAttachment": true})),
        ("is:unread", json!({"notKeyword": "$seen"})),
        ("is:read", json!({"hasKeyword": "$seen"})),
        ("is:starred", json!({"hasKeyword": "$flagged"})),
        ("is:answered", json!({"hasKeyword": "$answered"})),
        ("keyword:$label1", json!({"hasKeyword": "$label1"})),
        ("in:inbox", json!({"inMailbox": MailboxId::new("INBOX").unwrap()})),
        ("in:trash", json!({"inMailbox": MailboxId::new("Papierkorb").unwrap()})),
        ("in:WORK", json!({"inMailbox": MailboxId::new("Work").unwrap()})),
        (r#"in:"work/old things""#, json!({"inMailbox": MailboxId::new("Work/Old things").unwrap()})),
        ("in:überweisungen", json!({"inMailbox": MailboxId::new("Überweisungen").unwrap()})),
        ("before:2026-01-02", json!({"before": "2026-01-01T23:00:00Z"})),
        ("after:2026/1/2", json!({"after": "2026-01-01T23:00:00Z"})),
        ("on:2026-01-02", json!({"after": "2026-01-01T23:00:00Z", "before": "2026-01-02T23:00:00Z"})),
        ("after:yesterday", json!({"after": "2026-11-21T23:00:00Z"})),
        ("newer_than:3d", json!({"after": "2026-11-19T23:00:00Z"})),
        ("older_than:1w", json!({"before": "2026-11-15T23:00:00Z"})),
        ("larger:5M", json!({"minSize": 5_242_880})),
        ("smaller:10kb", json!({"maxSize": 10_240})),
        ("larger:1g", json!({"minSize": 1_073_741_824})),
        ("smaller:500", json!({"maxSize": 500})),
    ] {
        assert_eq!(filter(text), expected, "{text}");
    }
    assert!(read("x in:anywhere").query.everywhere);
}

#[test]
fn a_minus_negates_and_or_binds_closer_than_a_space() {
    let (a, b, c) = (json!({"text": "a"}), json!({"text": "b"}), json!({"text": "c"}));
    assert_eq!(filter("-a"), none(&a));
    assert_eq!(filter("--a"), a);
    assert_eq!(filter("-(-a)"), none(&none(&a)));
    assert_eq!(filter("a OR b c"), all(&json!([any(&json!([a, b])), c])));
    assert_eq!(filter("a b OR c"), all(&json!([a, any(&json!([b, c]))])));
    assert_eq!(filter("a OR b OR c"), any(&json!([a, b, c])));
    assert_eq!(filter("a OR (b c)"), any(&json!([a, all(&json!([b, c]))])));
    assert_eq!(filter("-(a OR b)"), none(&any(&json!([a, b]))));
    assert_eq!(filter("(a)(b)"), all(&json!([a, b])));
    assert_eq!(filter("-from:a"), none(&json!({"from": "a"})));
    assert_eq!(filter("a or b"), all(&json!([a, {"text": "or"}, b])), "or is a word, OR an operator");
    assert_eq!(filter("a - b"), all(&json!([a, {"text": "-"}, b])));
    assert_eq!(filter("mother-in-law"), json!({"text": "mother-in-law"}));
}

#[test]
fn what_cannot_be_understood_is_said_and_left_out() {
    use ProblemKind::*;
    for (text, place, kind) in [
        ("from: a", "from:", NoValue),
        ("before:christmas", "before:christmas", NotADay),
        ("on:2026-02-30", "on:2026-02-30", NotADay),
        ("newer_than:soon", "newer_than:soon", NotALength),
        ("larger:huge", "larger:huge", NotASize),
        ("is:blue", "is:blue", NotAWord),
        ("keyword:\"a b\"", "keyword:\"a b\"", NotAKeyword),
        ("in:nowhere", "in:nowhere", NoSuchMailbox),
        ("in:\"old things\"", "in:\"old things\"", NoSuchMailbox),
        ("\"open", "\"open", OpenQuote),
        ("(a", "(", OpenParenthesis),
        ("a)", ")", NothingToClose),
        ("OR a", "OR", LonelyOr),
        ("a OR", "OR", LonelyOr),
    ] {
        assert_eq!(problems(text), [(place, kind)], "{text}");
    }
    assert_eq!(serde_json::to_value(read("(a \"b c").query.filter).unwrap(), filter("a \"b c\""));
    assert!(!NotADay.is_forgiven() && OpenQuote.is_forgiven());
}

#[test]
fn terms_say_where_they_stand() {
    let parsed = read("x -from:\"Bob B\" is:");
    let terms: Vec<_> = parsed
        .terms
        .iter()
        .map(|term| (term.place.clone(), term.operator, term.value.clone(), term.is_negated))
        .collect();
    assert_eq!(
        terms,
        [
            (0..1, None, 0..1, false),
            (3..15, Some(Operator::From), 8..15, true),
            (16..19, Some(Operator::Is), 19..19, false),
        ]
    );
}

#[test]
fn the_worst_texts_are_read_in_no_time_and_within_limits() {
    let as_deep_as_may_be = "-(a b OR ".repeat(3) + "-a";
    assert!(read(&as_deep_as_may_be).query.filter.is_some());
    let deep = "(".repeat(MAX_QUERY);
    let many = "a OR ".repeat(MAX_QUERY / 5);
    let minuses = "-".repeat(MAX_QUERY) + "(a";
    let nested = "-(a b OR ".repeat(200);
    assert!(problems(&many).contains(&(&many, ProblemKind::TooLong)));
    for text in
        [deep, many, minuses, nested, "\"".repeat(5000), "x".repeat(5000), "from:".repeat(400), "ü".repeat(1001)]
    {
        let parsed = read(&text);
        if let Some(filter) = &parsed.query.filter {
            assert_eq!(filter.check(), Ok(()), "{text}");
        }
    }
}

#[test]
fn what_this_language_cannot_say_is_not_written() {
    let mailboxes = mailboxes();
    for condition in [
        FilterCondition { text: Some("two words".to_owned()), ..FilterCondition::default() },
        FilterCondition { before: Some("2026-01-01T12:00:00Z".parse().unwrap()), ..FilterCondition::default() },
        FilterCondition { has_attachment: Some(false), ..FilterCondition::default() },
        FilterCondition { from: Some("a".to_owned()), to: Some("b".to_owned()), ..FilterCondition::default() },
        FilterCondition::default(),
    ] {
        let query = Query { filter: Some(condition.into()), everywhere: false };
        assert_eq!(print(&query, &context(&mailboxes)), None, "{query:?}");
    }
}

/// Something that a person could have typed.
fn typed() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-zü:@.'\\\\-]{1,8}",
        "\"[a-zü \"'\\\\():-]{0,8}\"?",
        prop::sample::select(vec![
            "from:",
            "subject:",
            "filename:",
            "is:unread",
            "is:read",
            "has:attachment",
            "in:trash",
            "in:\"work/old things\"",
            "in:anywhere",
            "before:2026-01-02",
            "on:2025-12-31",
            "newer_than:2w",
            "larger:5M",
            "smaller:1000",
            "keyword:x",
            "OR",
            "(",
            ")",
            "-",
            "-(",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec((word, prop::sample::select(vec![" ", ""])), 0..14)
        .prop_map(|words| words.into_iter().map(|(word, space)| word + space).collect())
}

proptest! {
    #[test]
    fn what_was_read_can_be_written_and_means_the_same(text in typed()) {
        let mailboxes = mailboxes();
        let context = context(&mailboxes);
        let query = parse(&text, &context).query;
        let written = print(&query, &context);
        prop_assert!(written.is_some(), "{:?}", query);
        let again = parse(&written.unwrap(), &context);
        prop_assert_eq!(&again.problems, &[]);
        prop_assert_eq!(again.query, query);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "(?s).{0,200}|[a:\"()\\\\ OR-]{0,200}") {
        let parsed = read(&text);
        for term in parsed.terms {
            prop_assert!(text.get(term.place).is_some() && text.get(term.value).is_some());
        }
        for problem in parsed.problems {
            prop_assert!(text.get(problem.place).is_some());
        }
        if let Some(filter) = parsed.query.filter {
            prop_assert_eq!(filter.check(), Ok(()));
        }
    }
}
