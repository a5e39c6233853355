//! Windows by place and by email, what they leave out, and answers that need not be sent twice.

use gatepost_shared::mutation::{EmailPatch, SetEmails};
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};

use crate::scene::{Scene, Stored as _, ids, inbox, letter, on_both_servers, subjects};

on_both_servers!(
    a_window_at_any_depth,
    a_window_around_an_email,
    what_is_marked_deleted_is_gone,
    what_has_not_changed_is_not_sent_again,
    a_mailbox_without_mail
);

async fn a_window_at_any_depth(scene: Scene) {
    scene.has("INBOX", (1..=60).map(|number| letter(&format!("letter {number:02}"))));
    let page = scene.inbox("?position=50&limit=7").await;
    assert_eq!((page.position, page.total), (50, 60));
    let expected: Vec<String> = (4..=10).rev().map(|number| format!("letter {number:02}")).collect();
    assert_eq!(subjects(&page), expected);

    let sorted = scene.inbox("?position=50&limit=7&sort=subject").await;
    let expected: Vec<String> = (51..=57).map(|number| format!("letter {number:02}")).collect();
    assert_eq!((sorted.total, subjects(&sorted)), (60, expected));
    assert_eq!(page.state, sorted.state, "whatever the order, the state is the mailbox's");

    for order in ["", "&sort=subject", "&isUnread=true"] {
        let past_the_end = scene.inbox(&format!("?position=60{order}")).await;
        assert_eq!((past_the_end.total, past_the_end.list.len(), past_the_end.cursor), (60, 0, None), "{order}");
    }
}

async fn a_window_around_an_email(scene: Scene) {
    scene.receives(&["a", "b", "c", "d", "e"]);
    let all = scene.inbox("").await;
    let anchor = &all.list[2].id;
    for (page, position, expected) in [
        (format!("?anchor={anchor}&limit=2"), 2, vec!["c", "b"]),
        (format!("?anchor={anchor}&anchorOffset=-1&limit=3"), 1, vec!["d", "c", "b"]),
        (format!("?anchor={anchor}&anchorOffset=-9&limit=2"), 0, vec!["e", "d"]),
        (format!("?anchor={anchor}&anchorOffset=1&limit=2"), 3, vec!["b", "a"]),
        (format!("?anchor={anchor}&anchorOffset=-1&limit=3&sort=subject"), 1, vec!["b", "c", "d"]),
        (format!("?anchor={anchor}&isUnread=true&limit=1"), 2, vec!["c"]),
    ] {
        let window = scene.inbox(&page).await;
        assert_eq!(
            (window.position, subjects(&window)),
            (position, expected.into_iter().map(str::to_owned).collect()),
            "{page}"
        );
    }

    let gone = anchor.clone();
    let destroy = SetEmails { destroy: vec![gone.clone()], ..SetEmails::default() };
    scene.browser.post("/emails/set", &serde_json::to_value(destroy).expect("JSON")).await;
    for order in ["", "&sort=subject", "&isUnread=true"] {
        let answer = scene.browser.get(&format!("/mailboxes/{}/emails?anchor={gone}{order}", inbox())).await;
        answer.assert_problem(ProblemType::NotFound);
    }
    let elsewhere = scene.mailbox("Trash").await;
    let answer = scene.browser.get(&format!("/mailboxes/{elsewhere}/emails?anchor={}", all.list[0].id)).await;
    answer.assert_problem(ProblemType::NotFound);
}

async fn what_is_marked_deleted_is_gone(scene: Scene) {
    let letters = (0..9).map(|number| {
        let is_deleted = number == 1 || number == 6;
        letter(&format!("letter {number}")).marked(if is_deleted { "\\Deleted" } else { "" })
    });
    scene.has("INBOX", letters);
    let mut seen = Vec::new();
    for position in [0, 2, 4, 6] {
        let window = scene.inbox(&format!("?position={position}&limit=2")).await;
        assert_eq!(window.total, 7);
        seen.extend(subjects(&window));
    }
    let expected: Vec<String> = [8, 7, 5, 4, 3, 2, 0].iter().map(|number| format!("letter {number}")).collect();
    assert_eq!(seen, expected, "every place holds one, whichever windows are asked for");

    // Another program deletes one while this one looks.
    let mut other = scene.other_program();
    other.select("INBOX").expect("it looks at the inbox");
    other.command("STORE 9 +FLAGS.SILENT (\\Deleted)").expect("it deletes the newest");
    assert_eq!(scene.subjects("?limit=2").await, ["letter 7", "letter 5"]);
    assert_eq!(scene.inbox("?sort=subject").await.total, 6);
    assert_eq!(scene.found(serde_json::json!({"q": "subject:letter"})).await.len(), 6);

    other.command("EXPUNGE").expect("it cleans up");
    assert_eq!(scene.inbox("?limit=3").await.total, 6);
}

async fn what_has_not_changed_is_not_sent_again(scene: Scene) {
    scene.receives(&["one", "two"]);
    for page in ["", "?sort=-size", "?isUnread=true", "?hasAttachment=false", "?q=hello"] {
        let path = format!("/mailboxes/{}/emails{page}", inbox());
        let tag = scene.browser.get(&path).await.header("etag").to_owned();
        let again = || async {
            let request = scene.browser.request(Method::GET, &path).header("if-none-match", &tag);
            request.send().await.expect("an answer").status()
        };
        assert_eq!(again().await, StatusCode::NOT_MODIFIED, "{page}");
        let other =
            scene.browser.request(Method::GET, &format!("{path}{}limit=1", if page.is_empty() { "?" } else { "&" }));
        let other = other.header("if-none-match", &tag).send().await.expect("an answer");
        assert_eq!(other.status(), StatusCode::OK, "{page}: a tag is of one window");

        let id = ids(&scene.inbox("").await)[0].clone();
        let mark = EmailPatch::mark(format!("mark{}", page.len()).parse().expect("a keyword"), true);
        let change = SetEmails { update: [(id, mark)].into(), ..SetEmails::default() };
        scene.browser.post("/emails/set", &serde_json::to_value(change).expect("JSON")).await;
        assert_eq!(again().await, StatusCode::OK, "{page}: a mark is a change");
    }
}

async fn a_mailbox_without_mail(scene: Scene) {
    for page in ["", "?sort=from", "?isUnread=true", "?hasAttachment=true&sort=-receivedAt", "?q=hello"] {
        let window = scene.inbox(page).await;
        assert_eq!((window.total, window.list.len(), window.cursor), (0, 0, None), "{page}");
    }
    assert_eq!(scene.finds(serde_json::json!({"q": "hello"})).await.total, 0);
}
