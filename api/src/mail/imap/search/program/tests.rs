//! What filters become, and that no text becomes anything but a text.

use proptest::prelude::*;

use super::*;
use crate::mail::imap::encode::Piece;

fn inbox() -> MailboxId {
    MailboxId::new("INBOX").unwrap()
}

fn program(filter: &str, has_attachment: bool) -> Program {
    let moment = "2026-03-01T12:00:00Z".parse().unwrap();
    let received_before = BTreeMap::from([(moment, SequenceSet::range(5, 7))]);
    let yes = if has_attachment { vec![Question::HasAttachment, Question::Named("x".to_owned())] } else { Vec::new() };
    let facts = Facts { mailbox: &inbox(), yes: &yes, received_before: &received_before };
    Program::new(Some(&serde_json::from_str(filter).unwrap()), &facts)
}

/// The command's text; a literal reads `{its bytes}`.
fn written(program: &Program) -> String {
    let command = program.write(Command::new("SEARCH"));
    let pieces = command.pieces().iter();
    pieces
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Literal(bytes) => format!("{{{}}}", String::from_utf8_lossy(bytes)),
        })
        .collect()
}

#[test]
fn each_property_is_a_key() {
    for (filter, expected) in [
        ("{}", ""),
        (r#"{"from":"alice"}"#, r#" FROM "alice""#),
        (r#"{"to":"a","cc":"b","bcc":"c"}"#, r#" TO "a" CC "b" BCC "c""#),
        (r#"{"subject":"two words"}"#, r#" SUBJECT "two" SUBJECT "words""#),
        (r#"{"subject":"\"one phrase\""}"#, r#" SUBJECT "one phrase""#),
        (r#"{"text":"x","body":"y"}"#, r#" BODY "y" TEXT "x""#),
        (r#"{"subject":"Grüße"}"#, " SUBJECT {Grüße}"),
        (r#"{"header":["List-Id"]}"#, r#" HEADER "List-Id" """#),
        (r#"{"header":["List-Id","rust"]}"#, r#" HEADER "List-Id" "rust""#),
        (r#"{"hasKeyword":"$seen"}"#, " SEEN"),
        (r#"{"notKeyword":"$seen"}"#, " UNSEEN"),
        (r#"{"hasKeyword":"$label1","notKeyword":"work"}"#, " KEYWORD $label1 UNKEYWORD work"),
        (r#"{"minSize":1000,"maxSize":2000}"#, " LARGER 999 SMALLER 2000"),
        (r#"{"minSize":0}"#, ""),
        (r#"{"minSize":99999999999}"#, " LARGER 4294967295"),
        (r#"{"before":"2026-03-01T12:00:00Z"}"#, " OR UID 5:7 BEFORE 28-Feb-2026"),
        (r#"{"after":"2026-03-01T12:00:00Z"}"#, " NOT OR UID 5:7 BEFORE 28-Feb-2026"),
        (r#"{"after":"2020-01-01T00:00:00Z"}"#, " NOT BEFORE 31-Dec-2019"),
        (r#"{"after":"1969-01-01T00:00:00Z"}"#, ""),
        (r#"{"inMailbox":"MSU5CT1g"}"#, ""),
        (r#"{"hasAttachment":true}"#, ""),
        (r#"{"attachmentName":"x","from":"a"}"#, r#" FROM "a""#),
    ] {
        assert_eq!(written(&program(filter, true)), format!("SEARCH UNDELETED{expected}"), "{filter}");
    }
}

#[test]
fn operators_nest() {
    let tree = r#"{"operator":"OR","conditions":[{"from":"a","to":"b"},{"operator":"NOT","conditions":[{"text":"c"},{"hasKeyword":"x"}]},{"cc":"d"}]}"#;
    assert_eq!(
        written(&program(tree, true)),
        r#"SEARCH UNDELETED OR (FROM "a" TO "b") OR (NOT TEXT "c" UNKEYWORD x) CC "d""#
    );
    let not = r#"{"operator":"NOT","conditions":[{"from":"a","to":"b"}]}"#;
    assert_eq!(written(&program(not, true)), r#"SEARCH UNDELETED NOT (FROM "a" TO "b")"#);
}

#[test]
fn what_can_be_known_before_is_not_asked() {
    for filter in [
        r#"{"hasAttachment":false}"#,
        r#"{"maxSize":0}"#,
        r#"{"inMailbox":"MQXJjaGl2ZQ","from":"a"}"#,
        r#"{"inMailboxOtherThan":["MSU5CT1g"]}"#,
        r#"{"before":"1960-01-01T00:00:00Z"}"#,
        r#"{"operator":"NOT","conditions":[{}]}"#,
        r#"{"operator":"AND","conditions":[{"from":"a"},{"operator":"OR","conditions":[{"maxSize":0},{"hasAttachment":false}]}]}"#,
    ] {
        assert!(program(filter, true).is_nothing(), "{filter}");
    }
    assert_eq!(
        written(&program(r#"{"operator":"NOT","conditions":[{"hasAttachment":false}]}"#, true)),
        "SEARCH UNDELETED"
    );
}

#[test]
fn the_charset_is_the_plainest_that_will_do() {
    assert_eq!(program(r#"{"text":"plain"}"#, true).charset(), "US-ASCII");
    assert_eq!(program(r#"{"operator":"NOT","conditions":[{"from":"Zoë"}]}"#, true).charset(), "UTF-8");
}

proptest! {
    /// What an attacker, or a person, types cannot end its string, the line, or become another key.
    #[test]
    fn no_text_leaves_its_place(text in "[ -~]{0,20}|(?s).{1,20}|[\"\\\\(){}*\r\n ]{1,10}", name in "[!-9;-~]{1,10}") {
        let header = serde_json::json!({"header": [name, text]});
        let filter = serde_json::json!({"operator": "NOT", "conditions": [{"from": text}, {"subject": text}, header]});
        prop_assume!(serde_json::from_value::<Filter>(filter.clone()).is_ok());
        let command = program(&filter.to_string(), true).write(Command::new("SEARCH"));
        for piece in command.pieces() {
            if let Piece::Text(text) = piece {
                prop_assert!(text.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
                let bare = text.replace("\\\\", "").replace("\\\"", "");
                for (place, outside) in bare.split('"').enumerate() {
                    let is_ours = |word: &str| matches!(word, "" | "SEARCH" | "UNDELETED" | "NOT" | "FROM" | "SUBJECT" | "HEADER");
                    prop_assert!(place % 2 == 1 || outside.split([' ', '(', ')']).all(is_ours), "{:?}", text);
                }
            }
        }
    }
}
