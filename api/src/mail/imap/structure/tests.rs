//! Structures of everyday mail, and broken ones.

use super::*;
use bytes::Bytes;

fn structure(text: &str) -> Structure {
    let values = crate::mail::imap::value::read(&Bytes::from(text.to_owned()), 0);
    parse(values.first())
}

fn sections(parts: &[&Part]) -> Vec<String> {
    parts.iter().map(|part| part.section.clone()).collect()
}

const PLAIN: &str = r#"("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "QUOTED-PRINTABLE" 120 4 NIL NIL NIL NIL)"#;
const HTML: &str = r#"("TEXT" "HTML" ("CHARSET" "utf-8") NIL NIL "BASE64" 7800 100 NIL NIL NIL NIL)"#;
const LOGO: &str =
    r#"("IMAGE" "PNG" ("NAME" "logo.png") "<logo@x>" NIL "BASE64" 780 NIL ("INLINE" ("FILENAME" "logo.png")) NIL NIL)"#;
const PDF: &str = r#"("APPLICATION" "PDF" NIL NIL NIL "BASE64" 780000 NIL ("ATTACHMENT" ("FILENAME*" "utf-8''%C3%9Cbersicht.pdf")) NIL NIL)"#;

#[test]
fn a_single_text_is_section_1() {
    let Structure { root, warnings } = structure(PLAIN);
    let bodies = root.bodies();
    assert_eq!((sections(&bodies.text), sections(&bodies.html)), (vec!["1".to_owned()], vec!["1".to_owned()]));
    assert!(warnings.is_empty() && !root.has_attachment());
    assert_eq!(root.first_charset(), Some("utf-8"));
}

#[test]
fn an_everyday_newsletter_with_a_pdf() {
    let related = format!("({HTML}{LOGO} \"RELATED\" NIL NIL NIL)");
    let alternative = format!("({PLAIN}{related} \"ALTERNATIVE\" NIL NIL NIL)");
    let Structure { root, .. } = structure(&format!("({alternative}{PDF} \"MIXED\" (\"BOUNDARY\" \"x\") NIL NIL)"));
    let bodies = root.bodies();
    assert_eq!(sections(&bodies.text), ["1.1"]);
    assert_eq!(sections(&bodies.html), ["1.2.1"]);
    assert_eq!(sections(&bodies.attachments), ["1.2.2", "2"]);
    let pdf = root.find("2").unwrap();
    assert_eq!((pdf.name.as_deref(), pdf.encoding.decoded_size(pdf.octets)), (Some("Übersicht.pdf"), 570_000));
    assert!(root.has_attachment());
}

#[test]
fn a_picture_of_the_html_is_no_paper_clip() {
    let Structure { root, .. } = structure(&format!("({HTML}{LOGO} \"RELATED\" NIL NIL NIL)"));
    assert!(!root.has_attachment());
    assert_eq!(root.find("2").unwrap().cid.as_deref(), Some("logo@x"));
}

#[test]
fn an_html_only_alternative_serves_readers_of_text_too() {
    let Structure { root, .. } = structure(&format!("({HTML} \"ALTERNATIVE\" NIL NIL NIL)"));
    assert_eq!(sections(&root.bodies().text), ["1"]);
}

#[test]
fn a_forwarded_message_is_one_attachment() {
    let message = format!(
        "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 900 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) {PLAIN} 30 NIL (\"ATTACHMENT\" (\"FILENAME\" \"f.eml\")) NIL NIL)"
    );
    let Structure { root, .. } = structure(&format!("({PLAIN}{message} \"MIXED\" NIL NIL NIL)"));
    let bodies = root.bodies();
    assert_eq!(sections(&bodies.attachments), ["2"]);
    assert_eq!(bodies.attachments[0].name.as_deref(), Some("f.eml"));
}

#[test]
fn file_names_in_pieces_and_in_encoded_words() {
    let pieces = r#"("APPLICATION" "X" ("NAME*0*" "utf-8''a%20" "NAME*1" "b.txt") NIL NIL "7BIT" 3)"#;
    assert_eq!(structure(pieces).root.name.as_deref(), Some("a b.txt"));
    let words = r#"("APPLICATION" "X" ("NAME" "=?utf-8?B?w5xiZXIucGRm?=") NIL NIL "7BIT" 3)"#;
    assert_eq!(structure(words).root.name.as_deref(), Some("Über.pdf"));
}

#[test]
fn broken_structures_give_a_usable_email_and_a_warning() {
    for broken in ["", "NIL", "()", "((((", "(NIL NIL)", "(\"TEXT\""] {
        let Structure { root, .. } = structure(broken);
        let _ = root.bodies();
    }
    assert_eq!(structure("()").warnings.len(), 1);
    let empty = structure("(NIL \"MIXED\" (\"BOUNDARY\" \"x\") NIL NIL NIL)");
    assert_eq!(empty.root.media_type, "multipart/mixed");
    assert!(empty.root.bodies().text.is_empty());
}

#[test]
fn nesting_is_followed_as_far_as_an_email_can_show_it() {
    let nested = |depth: usize| format!("{}{PLAIN}{}", "(".repeat(depth), " \"MIXED\" NIL NIL NIL)".repeat(depth));
    let hundred = structure(&nested(100));
    assert!(hundred.warnings.is_empty());
    assert_eq!(hundred.root.bodies().text.len(), 1);
    let email = EmailId::new(gatepost_shared::id::MailboxId::new("INBOX").unwrap(), 1, 1).unwrap();
    let (tree, is_cut) = hundred.root.to_body_part(&email);
    assert!(is_cut);
    // A client can read what is sent to it.
    let json = serde_json::to_string(&tree).unwrap();
    assert!(serde_json::from_str::<EmailBodyPart>(&json).is_ok());
    assert_eq!(structure(&nested(20_000)).warnings.len(), 1);
}
