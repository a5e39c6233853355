//! A conversation across mailboxes: what belongs to it, what does not, and what strangers can do to it.

use std::time::{Duration, Instant};

use gatepost::mail::imap::Limits;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::ProblemType;
use gatepost_shared::thread::Conversation;

use crate::scene::{Scene, inbox, letter, mailbox, on_both_servers};

on_both_servers!(
    an_answer_stands_in_its_conversation_at_once,
    a_conversation_lies_across_mailboxes,
    answers_without_references_are_found_by_what_they_answer,
    a_subject_alone_joins_nothing,
    what_was_thrown_away_does_not_come_back,
    a_message_that_is_there_twice_is_shown_once,
    a_copied_message_id_hides_nothing,
    what_a_row_counts_is_found_behind_it,
    in_a_large_mailbox_the_index_tells_what_belongs_together,
    strange_message_ids_do_no_harm,
    ten_thousand_references_cost_little,
    an_email_that_is_gone_has_no_conversation,
);

/// Mailbox and subject of each email, in order.
fn told(conversation: &Conversation) -> Vec<(&str, &str)> {
    let told = conversation.list.iter().map(|member| &member.email);
    told.map(|email| (email.mailbox_id.name(), email.subject.as_deref().unwrap_or_default())).collect()
}

async fn an_answer_stands_in_its_conversation_at_once(scene: Scene) {
    scene.finds("INBOX", &letter("<plan@a.example>", "", "Plan"));
    let plan = scene.newest(&inbox()).await;
    let alone = scene.conversation(&plan).await;
    assert_eq!((told(&alone), alone.is_complete), (vec![("INBOX", "Plan")], true));

    scene.finds("Sent", &letter("<answer@me.example>", "<plan@a.example>", "Re: Plan"));
    let both = scene.conversation(&plan).await;
    assert_eq!(told(&both), [("INBOX", "Plan"), ("Sent", "Re: Plan")]);
    assert_eq!(both.list[1].parent_id.as_ref(), Some(&plan));
    assert_eq!(scene.conversation(&both.list[1].email.id).await, both, "it is the same from every email in it");
}

async fn a_conversation_lies_across_mailboxes(scene: Scene) {
    scene.elsewhere("INBOX").create("Projects").unwrap();
    scene.finds("Archive", &letter("<1@a.example>", "", "Trip"));
    scene.finds("Sent", &letter("<2@a.example>", "<1@a.example>", "Re: Trip"));
    scene.finds("Projects", &letter("<3@a.example>", "<1@a.example> <2@a.example>", "Re: Trip"));
    scene.finds("INBOX", &letter("<4@a.example>", "<1@a.example> <2@a.example> <3@a.example>", "Re: Trip"));
    scene.finds("INBOX", &letter("<9@a.example>", "", "Other"));
    let conversation = scene.conversation(&scene.email(&inbox(), "Re: Trip").await).await;
    let mut mailboxes: Vec<&str> = told(&conversation).into_iter().map(|(mailbox, _)| mailbox).collect();
    mailboxes.sort_unstable();
    assert_eq!(mailboxes, ["Archive", "INBOX", "Projects", "Sent"]);
    assert!(conversation.is_complete);
}

async fn answers_without_references_are_found_by_what_they_answer(scene: Scene) {
    let answer =
        |id: &str, to: &str| letter(id, "", "Re: Plan").replace("Date:", &format!("In-Reply-To: {to}\r\nDate:"));
    scene.finds("INBOX", &letter("<1@b.example>", "", "Plan"));
    scene.finds("INBOX", &answer("<2@b.example>", "<1@b.example>"));
    scene.finds("Sent", &answer("<3@b.example>", "<2@b.example>"));
    scene.finds("INBOX", &answer("<4@b.example>", "<3@b.example>"));
    let conversation = scene.conversation(&scene.email(&inbox(), "Plan").await).await;
    assert_eq!(conversation.list.len(), 4, "{:?}", told(&conversation));
    let parents: Vec<Option<usize>> = conversation
        .list
        .iter()
        .map(|member| conversation.list.iter().position(|other| Some(&other.email.id) == member.parent_id.as_ref()))
        .collect();
    assert_eq!(parents.iter().flatten().count(), 3);
}

async fn a_subject_alone_joins_nothing(scene: Scene) {
    scene.finds("INBOX", &letter("<1@c.example>", "", "Invoice"));
    scene.finds("INBOX", &letter("<2@c.example>", "", "Invoice"));
    scene.finds("INBOX", &letter("<3@c.example>", "<0@c.example>", "Invoice"));
    let invoice = scene.newest(&inbox()).await;
    assert_eq!(scene.conversation(&invoice).await.list.len(), 1);
}

async fn what_was_thrown_away_does_not_come_back(scene: Scene) {
    scene.finds("INBOX", &letter("<1@d.example>", "", "Plan"));
    scene.finds("Trash", &letter("<2@d.example>", "<1@d.example>", "Re: Plan"));
    scene.finds("Junk", &letter("<3@d.example>", "<1@d.example>", "Re: Plan"));
    let plan = scene.newest(&inbox()).await;
    assert_eq!(told(&scene.conversation(&plan).await), [("INBOX", "Plan")]);
    let thrown = scene.newest(&mailbox("Trash")).await;
    assert_eq!(scene.conversation(&thrown).await.list.len(), 2, "who looks into the bin sees what it belongs to");
}

async fn a_message_that_is_there_twice_is_shown_once(scene: Scene) {
    let message = letter("<1@e.example>", "", "To the list");
    scene.finds("Sent", &message);
    let sent = scene.newest(&mailbox("Sent")).await;
    scene.finds(
        "INBOX",
        &format!("Received: from list.example by mx.example; Mon, 23 Nov 2026 09:31:00 +0000\r\n{message}"),
    );
    let received = scene.newest(&inbox()).await;
    let conversation = scene.conversation(&received).await;
    assert_eq!(conversation.list.len(), 1);
    let mut ids: Vec<&EmailId> = conversation.list[0].copy_ids.iter().collect();
    ids.push(&conversation.list[0].email.id);
    ids.sort();
    let mut both = [&sent, &received];
    both.sort();
    assert_eq!(ids, both);
}

async fn a_copied_message_id_hides_nothing(scene: Scene) {
    scene.finds("INBOX", &letter("<1@f.example>", "", "Account"));
    let forged = letter("<1@f.example>", "", "Account").replace("bob@example.org", "mallory@elsewhere.test");
    scene.finds("INBOX", &forged);
    let conversation = scene.conversation(&scene.newest(&inbox()).await).await;
    let mut authors: Vec<&str> = conversation.list.iter().map(|member| member.email.from[0].email.as_str()).collect();
    authors.sort_unstable();
    assert_eq!(authors, ["bob@example.org", "mallory@elsewhere.test"]);
}

async fn what_a_row_counts_is_found_behind_it(scene: Scene) {
    scene.finds("INBOX", &letter("<a@j.example>", "", "One"));
    scene.finds("INBOX", &letter("<b@j.example>", "<a@j.example>", "Re: One"));
    scene.finds("INBOX", &letter("<x@j.example>", "", "Two"));
    // A stranger refers to both, so that a server may take them for one.
    let both = "<a@j.example> <b@j.example> <x@j.example>";
    scene.finds("INBOX", &letter("<evil@j.example>", both, "Re: Two"));
    let list = scene.mail().await.collapsed_window(&inbox(), 0, 50).await.unwrap().unwrap().list;
    let mut seen = 0;
    for row in list {
        let conversation = scene.conversation(&row.id).await;
        assert_eq!(conversation.list.len(), usize::try_from(row.thread.unwrap().total_emails).unwrap());
        seen += conversation.list.len();
    }
    assert_eq!(seen, 4);
}

async fn in_a_large_mailbox_the_index_tells_what_belongs_together(scene: Scene) {
    scene.finds("INBOX", &letter("<1@k.example>", "", "Plan"));
    scene.finds("Sent", &letter("<2@k.example>", "<1@k.example>", "Re: Plan"));
    scene.finds("INBOX", &letter("<3@k.example>", "<1@k.example> <2@k.example>", "Re: Plan"));
    scene.finds("Sent", &letter("<4@k.example>", "<1@k.example> <2@k.example> <3@k.example>", "Re: Plan"));
    // To an answer of mine that nothing in the inbox speaks of yet, by a program that sends no references.
    let answer = letter("<5@k.example>", "", "Re: Plan").replace("Date:", "In-Reply-To: <4@k.example>\r\nDate:");
    scene.finds("INBOX", &answer);
    let mail = scene.mail_with(Limits { large: 0, ..Limits::default() }).await;
    let conversation = mail.conversation(&scene.email(&inbox(), "Plan").await).await.unwrap();
    assert_eq!(conversation.list.len(), 5, "{:?}", told(&conversation));
}

async fn strange_message_ids_do_no_harm(scene: Scene) {
    let strange = ["<a\"b@x>", "<a\\b@x>", "<x\" OR ALL \"@x>", "<{3}@x>", "<ü@x>", "<>", "no brackets", "<*%@x>"];
    for (number, id) in strange.iter().enumerate() {
        scene.finds("INBOX", &letter(id, "", &format!("strange {number}")));
        scene.finds("INBOX", &letter(&format!("<answer-{number}@g.example>"), id, &format!("Re: strange {number}")));
    }
    for row in scene.window(&inbox()).await.list {
        let conversation = scene.conversation(&row.id).await;
        let subject = row.subject.unwrap_or_default().replace("Re: ", "");
        assert!((1..=2).contains(&conversation.list.len()), "{subject}: {:?}", told(&conversation));
        assert!(told(&conversation).iter().all(|(_, of)| of.ends_with(&subject)), "{:?}", told(&conversation));
    }
    let quoted = scene.conversation(&scene.email(&inbox(), "strange 0").await).await;
    assert_eq!(quoted.list.len(), 2, "a quote in an id is no reason not to find it");
}

async fn ten_thousand_references_cost_little(scene: Scene) {
    scene.finds("INBOX", &letter("<victim@h.example>", "", "Victim"));
    let ids: Vec<String> = (0..10_000).map(|number| format!("<{number}@h.example>")).collect();
    scene.finds("INBOX", &letter("<hostile@h.example>", &ids.join("\r\n "), "Hostile"));
    let started = Instant::now();
    let conversation = scene.conversation(&scene.newest(&inbox()).await).await;
    assert_eq!(told(&conversation), [("INBOX", "Hostile")]);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

async fn an_email_that_is_gone_has_no_conversation(scene: Scene) {
    scene.finds("INBOX", &letter("<1@i.example>", "", "Here"));
    let here = scene.newest(&inbox()).await;
    let gone = EmailId::new(inbox(), here.uid_validity, here.uid + 1).unwrap();
    scene.browser.get(&format!("/emails/{gone}/thread")).await.assert_problem(ProblemType::NotFound);
    let stale = EmailId::new(inbox(), here.uid_validity + 1, here.uid).unwrap();
    scene.browser.get(&format!("/emails/{stale}/thread")).await.assert_problem(ProblemType::StaleId);
    scene.browser.get("/emails/nonsense/thread").await.assert_problem(ProblemType::BadRequest);
}
