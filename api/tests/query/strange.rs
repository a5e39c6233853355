//! Searches for what is not plain English, and by people who want something else than to search.

use farm::Letter;
use gatepost_shared::problem::ProblemType;
use serde_json::json;

use crate::scene::{Scene, letter, on_both_servers};

on_both_servers!(letters_of_every_alphabet, no_search_becomes_a_command);

fn raw(bytes: impl AsRef<[u8]>) -> Letter {
    Letter { raw: bytes.as_ref().to_vec(), flags: String::new(), date: None }
}

async fn letters_of_every_alphabet(scene: Scene) {
    let russian = "From: ivan@example.org\r\nSubject: =?windows-1251?B?wvHy8OX34A==?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n0J/RgNC40LLQtdGC\r\n";
    let mut japanese = b"From: =?ISO-2022-JP?B?GyRCRURDZhsoQg==?= <tanaka@example.org>\r\nSubject: =?ISO-2022-JP?B?GyRCMnE1RCROMW8bKEI=?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n".to_vec();
    japanese.extend(b"\x1b$B2q5D$N7o\x1b(B\r\n");
    let german = "From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\r\nSubject: =?iso-8859-1?q?Gr=FC=DFe_aus_K=F6ln?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSch=C3=B6ne Stra=C3=9Fe\r\n";
    scene.has("INBOX", [raw(russian), raw(japanese), raw(german), letter("plain")]);
    for (q, expected) in [
        ("subject:Встреча", "Встреча"),
        ("subject:встреча", "Встреча"),
        ("body:Привет", "Встреча"),
        ("from:田中", "会議の縁"),
        ("会議", "会議の縁"),
        ("from:Jürgen", "Grüße aus Köln"),
        ("subject:köln", "Grüße aus Köln"),
        ("body:schöne", "Grüße aus Köln"),
        ("\"Grüße aus\"", "Grüße aus Köln"),
    ] {
        assert_eq!(scene.found(json!({"q": q})).await, [expected], "{q}");
    }
    assert_eq!(scene.found(json!({"q": "subject:plain -subject:köln"})).await, ["plain"]);
}

/// Told on Dovecot only: Cyrus 3.6 finds nothing in a text whose charset is not UTF-8, not even what is ASCII in it.
#[tokio::test]
async fn texts_in_the_charsets_of_old() {
    let scene = Scene::at(farm::Home::Mail02).await;
    let in_charset = |subject: &str, charset: &str, encoding: &str, text: &[u8]| {
        let mut letter = format!(
            "From: a@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        )
        .into_bytes();
        letter.extend(text);
        letter.extend(b"\r\n");
        raw(letter)
    };
    scene.has(
        "INBOX",
        [
            in_charset("base64", "windows-1251", "base64", b"z/Do4uXy"),
            in_charset("8bit", "windows-1251", "8bit", b"\xcf\xf0\xe8\xe2\xe5\xf2"),
            in_charset("koi8", "koi8-r", "quoted-printable", b"=F0=D2=C9=D7=C5=D4"),
            in_charset("latin", "iso-8859-1", "quoted-printable", b"sch=F6ne Stra=DFe"),
        ],
    );
    assert_eq!(scene.found(json!({"q": "body:Привет"})).await, ["8bit", "base64", "koi8"]);
    assert_eq!(scene.found(json!({"q": "body:Schöne"})).await, ["latin"]);
}

async fn no_search_becomes_a_command(scene: Scene) {
    scene.receives(&["safe"]);
    let long = "x".repeat(998 - 2);
    for text in
        ["\" OR ALL", "\\\" ALL", "x) (ALL", "{5}", "{5+}", "~{5}", "* ALL", "\\", "NIL \"", "%%", "a\u{2028}b", &long]
    {
        for property in ["text", "from", "subject", "body"] {
            let filter = json!({property: gatepost_shared::filter::phrase(text)});
            assert_eq!(scene.finds(json!({"filter": filter})).await.total, 0, "{filter}");
        }
        let filter = json!({"header": ["X-Odd", gatepost_shared::filter::phrase(text)]});
        assert_eq!(scene.finds(json!({"filter": filter})).await.total, 0, "{filter}");
    }
    // What servers make of a lone quote, or of letters that they take for others or for none, is theirs.
    for text in ["\"", "𝕏", "\u{200f}x", "\u{301}"] {
        let filter =
            json!({"from": gatepost_shared::filter::phrase(text), "subject": gatepost_shared::filter::phrase(text)});
        assert!(scene.finds(json!({"filter": filter})).await.total <= 1, "{filter}");
    }
    for filter in [
        json!({"text": "x\r\nA1 DELETE INBOX"}),
        json!({"from": "x\u{0}y"}),
        json!({"header": ["X Y"]}),
        json!({"header": ["X\r\nA1 NOOP"]}),
        json!({"hasKeyword": "x) (ALL"}),
        json!({"hasKeyword": "x\r\nA1 DELETE INBOX"}),
    ] {
        let answer = scene.browser.post("/emails/query", &json!({"filter": filter})).await;
        answer.assert_problem(ProblemType::InvalidProperties);
    }
    assert_eq!(scene.subjects("").await, ["safe"]);
}
