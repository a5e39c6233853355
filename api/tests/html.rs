//! Mail as HTML, from a real server to the document that the frame shows.

mod common;

use common::{Browser, Node};
use farm::{Farm, Home, Person};
use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::problem::ProblemType;
use gatepost_shared::query::Window;
use reqwest::StatusCode;

/// A letter with a hostile body, a picture of its own, and one on a stranger's server.
const LETTER: &str = "From: Eve <eve@example.com>\r\n\
    Subject: Look\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/related; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <body bgcolor=3D\"#ffeecc\" onload=3D\"alert(1)\"><script>alert(2)</script>\r\n\
    <p style=3D\"color:#cc0000;position:fixed\">Gr=FC=DFe</p>\r\n\
    <img src=3D\"cid:dot@example.com\" onerror=3D\"alert(3)\"><img src=3D\"https://tracker.example/pixel.gif\">\r\n\
    --b\r\nContent-Type: image/gif\r\nContent-ID: <dot@example.com>\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=\r\n--b--\r\n";

struct Reader {
    farm: &'static Farm,
    person: Person,
    browser: Browser,
    _node: Node,
}

impl Reader {
    async fn at(home: Home) -> Self {
        let farm = Farm::shared();
        let (person, node) = (farm.newcomer(home), Node::start(farm).await);
        let browser = node.sign_in(&person.name).await;
        Self { farm, person, browser, _node: node }
    }

    async fn finds(&self, letter: &str) -> EmailId {
        self.farm.append(&self.person, "INBOX", letter.as_bytes(), "").expect("a stored message");
        let inbox = MailboxId::new("INBOX").expect("a mailbox name");
        let answer = self.browser.get(&format!("/mailboxes/{inbox}/emails")).await;
        let window: Window = serde_json::from_str(&answer.text).expect("a window");
        window.list.first().expect("a message in the inbox").id.clone()
    }
}

#[tokio::test]
async fn html_mail_is_a_harmless_document_with_its_own_pictures() {
    for home in [Home::Mail01, Home::Mail03] {
        let reader = Reader::at(home).await;
        let id = reader.finds(LETTER).await;

        let document = reader.browser.get(&format!("/emails/{id}/html")).await;
        assert_eq!(document.status, StatusCode::OK, "{}", document.text);
        assert_eq!(document.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(document.header("x-content-type-options"), "nosniff");
        assert_eq!(document.header("referrer-policy"), "no-referrer");
        assert_eq!(document.header("x-gatepost-blocked"), "1");
        let policy = document.header("content-security-policy");
        assert!(policy.starts_with("sandbox ") && !policy.contains("script") && !policy.contains("https:"), "{policy}");
        for gone in ["script", "onload", "onerror", "alert", "position", "tracker.example"] {
            assert!(!document.text.contains(gone), "{gone} in {}", document.text);
        }
        for kept in ["Grüße", "color:#cc0000;", "<body bgcolor=\"#ffeecc\"", "<html data-blocked=\"1\">"] {
            assert!(document.text.contains(kept), "{kept} is missing from {}", document.text);
        }

        // The picture that the mail brings along is served to the frame.
        let url =
            document.text.split("src=\"/api/v1").nth(1).and_then(|rest| rest.split('"').next()).expect("a picture");
        let picture = reader.browser.get(url).await;
        assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, "image/gif"));
    }
}

#[tokio::test]
async fn pictures_of_strangers_are_loaded_when_the_person_asks() {
    let reader = Reader::at(Home::Mail01).await;
    let id = reader.finds(LETTER).await;
    let document = reader.browser.get(&format!("/emails/{id}/html?remote=1")).await;
    assert!(document.text.contains("src=\"https://tracker.example/pixel.gif\""), "{}", document.text);
    assert!(document.header("content-security-policy").contains("img-src 'self' data: https: http:"));
    assert_eq!(document.header("x-gatepost-blocked"), "0");
}

#[tokio::test]
async fn html_mail_is_shown_in_the_theme_that_the_person_reads_in() {
    let reader = Reader::at(Home::Mail01).await;
    let id = reader.finds(LETTER).await;
    let dark = reader.browser.get(&format!("/emails/{id}/html?scheme=dark")).await;
    assert!(dark.text.contains("data-scheme=\"dark\"") && !dark.text.contains("#ffeecc"), "{}", dark.text);
    let light = reader.browser.get(&format!("/emails/{id}/html?scheme=light")).await;
    assert!(!light.text.contains("data-scheme") && light.text.contains("#ffeecc"), "{}", light.text);
    reader.browser.get(&format!("/emails/{id}/html?scheme=blue")).await.assert_problem(ProblemType::BadRequest);
}

#[tokio::test]
async fn what_is_missing_from_a_document_is_told_as_data() {
    let reader = Reader::at(Home::Mail01).await;
    let long = format!("Content-Type: text/html\r\n\r\n{}", "<p>word</p>\r\n".repeat(90_000));
    let id = reader.finds(&long).await;
    let document = reader.browser.get(&format!("/emails/{id}/html")).await;
    assert_eq!(document.header("x-gatepost-warnings"), "htmlCut");
    assert!(document.text[..200].contains("data-warnings=\"htmlCut\""), "{}", &document.text[..200]);
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    let reader = Reader::at(Home::Mail01).await;
    let id = reader.finds("Subject: plain\r\n\r\nHello\r\n").await;
    reader.browser.get(&format!("/emails/{id}/html")).await.assert_problem(ProblemType::NotFound);
    reader.browser.get(&format!("/emails/{id}/html?remote=x")).await.assert_problem(ProblemType::BadRequest);
    reader.browser.get("/emails/nonsense/html").await.assert_problem(ProblemType::BadRequest);
}
