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
    let mut russian = b"From: ivan@example.org\r\nSubject: =?windows-1251?B?wvHy8OX34A==?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".to_vec();
    russian.extend(b"\xcf\xf0\xe8\xe2\xe5\xf2\r\n");
    let mut japanese = b"From: =?ISO-2022-JP?B?GyRCRURDZhsoQg==?= <tanaka@example.org>\r\nSubject: =?ISO-2022-JP?B?GyRCMnE1RCROMW8bKEI=?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n".to_vec();
    japanese.extend(b"\x1b$B2q5D$N7o\x1b(B\r\n");
    let german = "From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\r\nSubject: =?iso-8859-1?q?Gr=FC=DFe_aus_K=F6ln?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSch=F6ne Stra=DFe\r\n";
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

async fn no_search_becomes_a_command(scene: Scene) {
    scene.receives(&["safe"]);
    for text in [
        "\" OR ALL",
        "\\\" ALL",
        "x) (ALL",
        "{5}",
        "{5+}",
        "~{5}",
        "* ALL",
        "\\",
        "\"",
        "%",
        "a\u{2028}b",
        "𝕏",
        "\u{200f}x",
        &"x".repeat(998),
    ] {
        for property in ["text", "from", "subject", "body"] {
            let filter = json!({property: gatepost_shared::filter::phrase(text)});
            assert_eq!(scene.finds(json!({"filter": filter})).await.total, 0, "{filter}");
        }
        let filter = json!({"header": ["X-Odd", gatepost_shared::filter::phrase(text)]});
        assert_eq!(scene.finds(json!({"filter": filter})).await.total, 0, "{filter}");
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
