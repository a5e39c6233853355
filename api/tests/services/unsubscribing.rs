//! Off a mailing list.

use farm::Home;
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;
use serde_json::json;

use crate::list_server::ListServer;
use crate::scene::{Scene, await_sunk, on_both_servers, sunk, unique};

on_both_servers!(
    one_click_is_one_post_to_the_lists_own_server,
    by_mail_the_list_is_written_to_once,
    a_list_that_nobody_vouches_for_is_asked_about_first,
);

const VOUCHED: &str = "Authentication-Results: mx.example.org; dkim=pass header.d=elsewhere.test\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

fn letter(header: &str, ways: &str) -> String {
    format!(
        "{header}From: News <news@elsewhere.test>\r\nTo: you@example.org\r\nSubject: News\r\nList-Unsubscribe: {ways}\r\n\
         List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nNews.\r\n"
    )
}

async fn one_click_is_one_post_to_the_lists_own_server(home: Home) {
    let list = ListServer::answering(OK).await;
    let reader = Scene::with(home, &list.allowed()).await;
    assert_eq!(reader.browser.get("/session").await.json()["capabilities"]["oneClickUnsubscribe"], json!(true));
    let id = reader.finds(&letter(VOUCHED, &format!("<mailto:leave@elsewhere.test>, <{}>", list.url))).await;
    let answer = reader.does(&id, "unsubscribe", &json!({})).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({"way": "oneClick", "told": "127.0.0.1"})));
    let asked = list.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].starts_with("POST /leave?id=4711 HTTP/1.1\r\n"), "{}", asked[0]);
    assert!(asked[0].ends_with("\r\n\r\nList-Unsubscribe=One-Click"), "{}", asked[0]);
    let said = asked[0].to_ascii_lowercase();
    assert!(!said.contains("cookie") && !said.contains("referer") && !said.contains(&reader.person.name), "{said}");
}

async fn by_mail_the_list_is_written_to_once(home: Home) {
    let reader = Scene::at(home).await;
    let list = format!("leave-{}@elsewhere.test", unique());
    let id = reader.finds(&letter(VOUCHED, &format!("<mailto:{list}?subject=leave%20me&body=please%0Ago>"))).await;
    for _ in 0..2 {
        let answer = reader.does(&id, "unsubscribe", &json!({})).await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::OK, json!({"way": "mail", "told": list})),
            "{}",
            answer.text
        );
    }
    let mail = String::from_utf8_lossy(&await_sunk(&list).await.raw).into_owned();
    assert!(mail.contains("Subject: leave me\r\n") && mail.contains("please\r\ngo"), "{mail}");
    assert!(mail.contains(&reader.person.address), "{mail}");
    assert_eq!(sunk(&list).len(), 1);
    let no_click = reader.does(&id, "unsubscribe", &json!({"way": "oneClick"})).await;
    no_click.assert_problem(ProblemType::InvalidProperties);
}

async fn a_list_that_nobody_vouches_for_is_asked_about_first(home: Home) {
    let list = ListServer::answering(OK).await;
    let reader = Scene::with(home, &list.allowed()).await;
    let forged = "Authentication-Results: mx.elsewhere.test; dkim=pass header.d=elsewhere.test\r\n";
    let failed = "Authentication-Results: mx.example.org; dkim=fail header.d=elsewhere.test\r\n";
    for header in ["", forged, failed] {
        let id = reader.finds(&letter(header, &format!("<{}>", list.url))).await;
        reader.does(&id, "unsubscribe", &json!({})).await.assert_problem(ProblemType::UnverifiedSender);
        assert!(list.asked().is_empty(), "{header}");
    }
    let id = reader.finds(&letter("", &format!("<{}>", list.url))).await;
    let answer = reader.does(&id, "unsubscribe", &json!({"evenIfUnverified": true})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(list.asked().len(), 1);
    let plain = reader.finds("From: a@elsewhere.test\r\nSubject: no list\r\n\r\nx\r\n").await;
    reader.does(&plain, "unsubscribe", &json!({})).await.assert_problem(ProblemType::InvalidProperties);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_near_the_node_is_never_asked() {
    let list = ListServer::answering(OK).await;
    let reader = Scene::with(Home::Mail01, &format!("[unsubscribe]\n{}", list.trusted())).await;
    let port = list.url.rsplit(':').next().unwrap().split('/').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "127.1"] {
        let id = reader.finds(&letter(VOUCHED, &format!("<https://{host}:{port}/leave>"))).await;
        reader.does(&id, "unsubscribe", &json!({})).await.assert_problem(ProblemType::UnsubscribeRefused);
    }
    assert!(list.asked().is_empty(), "no connection was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed_and_a_no_is_a_no() {
    let other = ListServer::answering(OK).await;
    for (answer, words) in [
        ("HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\n\r\n", "somewhere else"),
        ("HTTP/1.1 410 Gone\r\n\r\n", "410"),
        ("220 mail.elsewhere.test ESMTP\r\n", "HTTP"),
        ("", "cannot be reached"),
    ] {
        let list = ListServer::answering(answer).await;
        let reader = Scene::with(Home::Mail01, &list.allowed()).await;
        let id = reader.finds(&letter(VOUCHED, &format!("<{}>", list.url))).await;
        let refused = reader.does(&id, "unsubscribe", &json!({})).await;
        refused.assert_problem(ProblemType::UnsubscribeRefused);
        assert!(refused.problem().detail.contains(words), "{}", refused.text);
        assert_eq!(list.asked().len(), 1);
        // A certificate that nobody vouches for is no list's.
        let id = reader.finds(&letter(VOUCHED, &format!("<{}>", other.url))).await;
        reader.does(&id, "unsubscribe", &json!({})).await.assert_problem(ProblemType::UnsubscribeRefused);
    }
    assert!(other.asked().iter().all(String::is_empty), "nothing was said to a server that proved nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_switched_off_there_is_mail() {
    let list = ListServer::answering(OK).await;
    let reader = Scene::with(Home::Mail01, "[unsubscribe]\none_click = false\n").await;
    assert_eq!(reader.browser.get("/session").await.json()["capabilities"]["oneClickUnsubscribe"], json!(false));
    let robot = format!("leave-{}@elsewhere.test", unique());
    let id = reader.finds(&letter(VOUCHED, &format!("<{}>, <mailto:{robot}>", list.url))).await;
    reader.does(&id, "unsubscribe", &json!({"way": "oneClick"})).await.assert_problem(ProblemType::NotAvailable);
    let answer = reader.does(&id, "unsubscribe", &json!({})).await;
    assert_eq!(answer.json()["way"], json!("mail"), "{}", answer.text);
    await_sunk(&robot).await;
    assert!(list.asked().is_empty());
}
