//! Texts whose sender says the wrong charset, or none.

use crate::scene::{HOMES, Reader, shown};

fn letter(kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "From: Bob <bob@example.org>\r\nSubject: x\r\nMIME-Version: 1.0\r\n{kind}Content-Transfer-Encoding: 8bit\r\n\r\n"
    );
    [head.as_bytes(), body, b"\r\n"].concat()
}

#[tokio::test]
async fn texts_are_read_as_they_were_meant() {
    let russian = b"<html><head><meta http-equiv='Content-Type' content='text/html; charset=windows-1251'></head><body>\xcf\xf0\xe8\xe2\xe5\xf2";
    let cases: [(&str, &[u8], &str); 9] = [
        ("Content-Type: text/html\r\n", russian, "Привет"),
        ("Content-Type: text/html; charset=x-unknown\r\n", russian, "Привет"),
        ("Content-Type: text/plain; charset=iso-8859-1\r\n", "Grüße".as_bytes(), "Grüße"),
        ("Content-Type: text/plain; charset=utf-8\r\n", b"Gr\xfc\xdfe", "Grüße"),
        ("Content-Type: text/plain\r\n", b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe", "Grüße"),
        ("Content-Type: text/plain; charset=koi8-r\r\n", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"),
        ("Content-Type: text/plain; charset=gb18030\r\n", b"\xc4\xe3\xba\xc3", "你好"),
        ("Content-Type: text/plain; charset=utf-7\r\n", b"1 +- 1", "1 +- 1"),
        ("", b"caf\xe9", "café"),
    ];
    for home in HOMES {
        let reader = Reader::at(home).await;
        for (kind, body, meant) in cases {
            let email = reader.opens(&letter(kind, body)).await;
            assert_eq!(shown(&email).trim(), meant, "{home:?}: {kind}");
        }
    }
}

#[tokio::test]
async fn the_frame_shows_html_in_the_charset_that_it_names() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let body = b"<meta charset=\"windows-1251\"><p>\xcf\xf0\xe8\xe2\xe5\xf2</p>";
        let id = reader.receives(&letter("Content-Type: text/html\r\n", body)).await;
        let document = reader.browser.get(&format!("/emails/{id}/html")).await.text;
        assert!(document.contains("<p>Привет</p>"), "{home:?}: {document}");
    }
}
