//! Rows of a list say how each mail begins, whether its server offers that or not.

use crate::scene::{HOMES, Reader};

fn letter(subject: &str, kind: &str, encoding: &str, body: &str) -> Vec<u8> {
    format!(
        "From: Bob <bob@example.org>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\
         Content-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn every_row_says_how_its_mail_begins() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let style = "p { color: red }\r\n".repeat(200);
        let alternative = "--b\r\nContent-Type: text/plain\r\n\r\nThe plain one\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>No\r\n--b--";
        for letter in [
            letter("plain", "text/plain", "7bit", "Dear Alice,\r\n\r\nthe plan is ready."),
            letter("encoded", "text/plain; charset=utf-8", "base64", "R3LDvMOfZSBhdXMgS8O2bG4="),
            letter("quoted", "text/plain; charset=iso-8859-1", "quoted-printable", "Gr=FC=DFe=20aus K=F6ln"),
            letter("page", "text/html; charset=utf-8", "8bit", &format!("<style>{style}</style><p>Our <b>offer</b>")),
            letter("both", "multipart/alternative; boundary=b", "7bit", alternative),
            letter("nothing", "text/plain", "7bit", ""),
            letter("picture", "image/gif", "base64", "R0lGODlhAQABAAAAACw="),
        ] {
            reader.finds(&letter);
        }
        let rows = reader.rows().await;
        let preview = |subject: &str| {
            let row = rows.iter().find(|row| row.subject.as_deref() == Some(subject)).expect("a row");
            row.preview.clone().unwrap_or_default()
        };
        for (subject, begins) in [
            ("plain", "Dear Alice, the plan is ready."),
            ("encoded", "Grüße aus Köln"),
            ("quoted", "Grüße aus Köln"),
            ("page", "Our offer"),
            ("both", "The plain one"),
            ("nothing", ""),
            ("picture", ""),
        ] {
            assert_eq!(preview(subject), begins, "{subject} on {home:?}");
        }
    }
}

#[tokio::test]
async fn quotes_above_an_answer_are_no_preview() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let body = "Bob wrote:\r\n> When do we meet?\r\n\r\nAt ten.";
        let email = reader.opens(&letter("answer", "text/plain", "7bit", body)).await;
        let preview = email.preview.expect("a preview");
        assert!(preview.contains("At ten."), "{home:?}: {preview}");
    }
}
