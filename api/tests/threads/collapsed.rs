//! A list in which each conversation is one row.

use farm::Farm;
use gatepost::mail::imap::Mail;
use gatepost_shared::query::Window;

use crate::lesser::mail_without;
use crate::scene::{Scene, inbox, letter, on_both_servers};

on_both_servers!(
    a_conversation_is_the_row_of_its_newest_email,
    conversations_are_read_by_windows,
    what_comes_and_goes_is_drawn_together_anew,
    a_list_is_collapsed_when_asked_for,
    filters_and_orders_are_drawn_together,
);

async fn list(mail: &Mail) -> Window {
    mail.collapsed_window(&inbox(), 0, 50).await.expect("an answer").expect("a list that is drawn together")
}

/// Subject, number of emails and number of unread ones of each row.
fn told(window: &Window) -> Vec<(&str, u32, u32)> {
    let row = |row: &gatepost_shared::email::EmailSummary| {
        let thread = row.thread.as_ref().expect("a row of a collapsed list");
        (thread.total_emails, thread.unread_emails)
    };
    let rows = window.list.iter().map(|email| (email.subject.as_deref().unwrap_or_default(), row(email)));
    rows.map(|(subject, (total, unread))| (subject, total, unread)).collect()
}

/// The same, by what the conversation is about: of emails that are equal in a list's order and came in the same second,
/// either may be the row.
fn topics(window: &Window) -> Vec<(&str, u32, u32)> {
    let rows = told(window).into_iter();
    rows.map(|(subject, total, unread)| (subject.trim_start_matches("Re: "), total, unread)).collect()
}

async fn a_conversation_is_the_row_of_its_newest_email(scene: Scene) {
    scene.finds("INBOX", &letter("<1@a.example>", "", "Plan"));
    scene.finds("INBOX", &letter("<2@a.example>", "", "Other"));
    let carol = letter("<3@a.example>", "<1@a.example>", "Re: Plan").replace("Bob Brandt <bob", "Carol <carol");
    scene.finds("INBOX", &carol);
    scene.elsewhere("INBOX").command("STORE 1 +FLAGS (\\Seen \\Flagged)").unwrap();
    let mail = scene.mail().await;
    let window = list(&mail).await;
    assert_eq!(told(&window), [("Re: Plan", 2, 1), ("Other", 1, 1)]);
    assert_eq!((window.total, &window.state), (2, &scene.window(&inbox()).await.state));
    let thread = window.list[0].thread.as_ref().unwrap();
    let uids: Vec<u32> = thread.email_ids.iter().map(|id| id.uid).collect();
    assert_eq!((uids, thread.is_flagged), (vec![3, 1], true));
    let participants: Vec<&str> = thread.participants.iter().map(|author| author.email.as_str()).collect();
    assert_eq!(participants, ["carol@example.org", "bob@example.org"]);
    assert!(window.list[1].thread.as_ref().unwrap().email_ids.is_empty(), "a row that is alone names nothing twice");
}

async fn conversations_are_read_by_windows(scene: Scene) {
    for number in 0..6 {
        scene.finds("INBOX", &letter(&format!("<{number}@b.example>"), "", &format!("note {number}")));
    }
    scene.finds("INBOX", &letter("<answer@b.example>", "<0@b.example>", "Re: note 0"));
    let mail = scene.mail().await;
    let mut subjects = Vec::new();
    for position in [0, 2, 4, 6] {
        let window = mail.collapsed_window(&inbox(), position, 2).await.unwrap().unwrap();
        assert_eq!((window.position, window.total), (position, 6));
        subjects.extend(window.list.into_iter().filter_map(|row| row.subject));
    }
    assert_eq!(subjects, ["Re: note 0", "note 5", "note 4", "note 3", "note 2", "note 1"]);
}

async fn what_comes_and_goes_is_drawn_together_anew(scene: Scene) {
    let mail = scene.mail().await;
    assert_eq!(list(&mail).await.total, 0);
    scene.finds("INBOX", &letter("<1@c.example>", "", "Plan"));
    scene.finds("INBOX", &letter("<2@c.example>", "", "Other"));
    assert_eq!(told(&list(&mail).await), [("Other", 1, 1), ("Plan", 1, 1)]);
    scene.finds("INBOX", &letter("<3@c.example>", "<1@c.example>", "Re: Plan"));
    assert_eq!(told(&list(&mail).await), [("Re: Plan", 2, 2), ("Other", 1, 1)]);
    let mut elsewhere = scene.elsewhere("INBOX");
    elsewhere.command("UID STORE 1 +FLAGS (\\Seen)").unwrap();
    assert_eq!(told(&list(&mail).await), [("Re: Plan", 2, 1), ("Other", 1, 1)]);
    elsewhere.command("UID STORE 3 +FLAGS (\\Deleted)").unwrap();
    assert_eq!(told(&list(&mail).await), [("Other", 1, 1), ("Plan", 1, 0)]);
    elsewhere.command("EXPUNGE").unwrap();
    assert_eq!(told(&list(&mail).await), [("Other", 1, 1), ("Plan", 1, 0)]);
}

async fn a_list_is_collapsed_when_asked_for(scene: Scene) {
    scene.finds("INBOX", &letter("<1@e.example>", "", "Plan"));
    scene.finds("INBOX", &letter("<2@e.example>", "<1@e.example>", "Re: Plan"));
    let emails = format!("/mailboxes/{}/emails", inbox());
    let window: Window = scene.read(&format!("{emails}?collapseThreads=true")).await;
    assert_eq!(told(&window), [("Re: Plan", 2, 2)]);
    let plain: Window = scene.read(&emails).await;
    assert_eq!((plain.total, plain.list[0].thread.is_none()), (2, true));
}

async fn filters_and_orders_are_drawn_together(scene: Scene) {
    for (number, (refers, subject)) in
        [("", "Plan"), ("", "Zebra"), ("<1@f.example>", "Re: Plan"), ("", "Apple"), ("<2@f.example>", "Re: Zebra")]
            .into_iter()
            .enumerate()
    {
        scene.finds("INBOX", &letter(&format!("<{}@f.example>", number + 1), refers, subject));
    }
    scene.elsewhere("INBOX").command("STORE 1,5 +FLAGS (\\Flagged)").unwrap();
    let emails = format!("/mailboxes/{}/emails?collapseThreads=true", inbox());
    let read = async |query: &str| -> Window { scene.read(&format!("{emails}&{query}")).await };
    assert_eq!(told(&read("").await), [("Re: Zebra", 2, 2), ("Apple", 1, 1), ("Re: Plan", 2, 2)]);
    let flagged = read("isFlagged=true").await;
    assert_eq!(told(&flagged), [("Re: Zebra", 2, 2), ("Plan", 2, 2)], "the row matches, its conversation is whole");
    assert_eq!(topics(&read("sort=subject").await), [("Apple", 1, 1), ("Plan", 2, 2), ("Zebra", 2, 2)]);
    assert_eq!(told(&read("q=subject:zebra").await), [("Re: Zebra", 2, 2)]);

    let first = read("limit=2").await;
    let cursor = first.cursor.clone().expect("there is more");
    let rest = read(&format!("limit=2&cursor={cursor}")).await;
    assert_eq!((told(&rest), rest.position, rest.total, &rest.cursor), (vec![("Re: Plan", 2, 2)], 2, 3, &None));
    let sorted = read("sort=subject&limit=1").await;
    let cursor = sorted.cursor.expect("there is more");
    assert_eq!(topics(&read(&format!("sort=subject&limit=1&cursor={cursor}")).await), [("Plan", 2, 2)]);

    // An email that is no row stands for its conversation.
    let plan = &rest.list[0].thread.as_ref().unwrap().email_ids[1];
    assert_eq!(told(&read(&format!("anchor={plan}&limit=1")).await), [("Re: Plan", 2, 2)]);
    assert_eq!(told(&read(&format!("anchor={plan}&anchorOffset=-1&limit=1")).await), [("Apple", 1, 1)]);
    let gone = plan.to_string();
    let refused = scene.browser.get(&format!("{emails}&isFlagged=true&q=subject:zebra&anchor={gone}")).await;
    refused.assert_problem(gatepost_shared::problem::ProblemType::NotFound);
}

#[tokio::test]
async fn a_server_that_cannot_thread_leaves_the_list_as_it_is() {
    let (person, mail) = mail_without(&["THREAD"]).await;
    Farm::shared().append(&person, "INBOX", letter("<1@d.example>", "", "Plan").as_bytes(), "").unwrap();
    assert_eq!(mail.collapsed_window(&inbox(), 0, 50).await.unwrap(), None);
    assert!(mail.window(&inbox(), 0, 50).await.unwrap().list[0].thread.is_none());
}
