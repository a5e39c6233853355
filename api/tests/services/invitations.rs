//! Invitations answered.

use farm::Home;
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::scene::{Scene, on_both_servers, unique};

on_both_servers!(
    the_organizer_is_told_by_who_was_invited,
    an_answer_can_be_changed,
    what_is_no_invitation_to_the_person_is_not_answered,
);

fn invitation(organizer: &str, attendee: &str, summary: &str, method: &str) -> String {
    format!(
        "From: {organizer}\r\nTo: {attendee}\r\nSubject: Invitation: {summary}\r\nMessage-ID: <{summary}@elsewhere.test>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/calendar; charset=utf-8; method={method}\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:{method}\r\n\
         BEGIN:VEVENT\r\nUID:{summary}@calendar.test\r\nSEQUENCE:3\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;TZID=Europe/Berlin:20261201T100000\r\n\
         DTEND;TZID=Europe/Berlin:20261201T110000\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261201T090000\r\nSUMMARY:{summary}\\, größer\r\n\
         ORGANIZER;CN=Olga:mailto:{organizer}\r\nATTENDEE;CN=Somebody;PARTSTAT=NEEDS-ACTION:mailto:other@elsewhere.test\r\n\
         ATTENDEE;CN=You;PARTSTAT=NEEDS-ACTION:mailto:{attendee}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

async fn two(home: Home) -> (Scene, Scene) {
    (Scene::at(home).await, Scene::at(Home::Mail01).await)
}

async fn marks(guest: &Scene, id: &str) -> Vec<String> {
    let keywords = guest.opens(id).await["keywords"].clone();
    let answers = ["$accepted", "$declined", "$tentative"];
    answers.into_iter().filter(|name| keywords[name] == json!(true)).map(str::to_owned).collect()
}

async fn the_organizer_is_told_by_who_was_invited(home: Home) {
    let (guest, host) = two(home).await;
    let word = unique();
    let id = guest.finds(&invitation(&host.person.address, &guest.person.address, &word, "REQUEST")).await;
    let answer =
        guest.does(&id, "invitation", &json!({"partstat": "ACCEPTED", "comment": "Gladly,\nwith cake; thanks."})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let reply = host.receives(&format!("Accepted: {word}, größer")).await;
    assert_eq!(reply["from"][0]["email"], json!(guest.person.address));
    let event = &reply["calendarEvents"][0];
    assert_eq!((&event["method"], &event["sequence"]), (&json!("REPLY"), &json!(3)), "{event}");
    assert_eq!(event["uid"], json!(format!("{word}@calendar.test")));
    assert_eq!(event["recurrenceId"]["utc"], json!("2026-12-01T08:00:00Z"), "{event}");
    assert_eq!(event["organizer"]["email"], json!(host.person.address));
    let attendees = event["attendees"].as_array().expect("who answers");
    assert_eq!(attendees.len(), 1);
    assert_eq!(
        (&attendees[0]["address"]["email"], &attendees[0]["status"]),
        (&json!(guest.person.address), &json!("ACCEPTED"))
    );
    let words: String =
        reply["bodyValues"].as_object().unwrap().values().filter_map(|value| value["value"].as_str()).collect();
    assert!(words.contains("with cake; thanks.") && words.contains("has accepted"), "{words}");
    assert_eq!(marks(&guest, &id).await, ["$accepted"]);
}

async fn an_answer_can_be_changed(home: Home) {
    let (guest, host) = two(home).await;
    let word = unique();
    let id = guest.finds(&invitation(&host.person.address, &guest.person.address, &word, "REQUEST")).await;
    for (partstat, title, mark) in [("TENTATIVE", "Tentative", "$tentative"), ("DECLINED", "Declined", "$declined")] {
        let uid = format!("{word}@calendar.test");
        let answer = guest.does(&id, "invitation", &json!({"partstat": partstat, "uid": uid})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let reply: Value = host.receives(&format!("{title}: {word}, größer")).await;
        assert_eq!(reply["calendarEvents"][0]["attendees"][0]["status"], json!(partstat));
        assert_eq!(marks(&guest, &id).await, [mark]);
    }
}

async fn what_is_no_invitation_to_the_person_is_not_answered(home: Home) {
    let guest = Scene::at(home).await;
    let (own, word) = (guest.person.address.clone(), unique());
    let yes = json!({"partstat": "ACCEPTED"});
    for raw in [
        invitation("olga@elsewhere.test", "nobody@elsewhere.test", &word, "REQUEST"),
        invitation("olga@elsewhere.test", &own, &word, "CANCEL"),
        invitation("not an address", &own, &word, "REQUEST"),
        "From: a@elsewhere.test\r\nSubject: x\r\n\r\nCome!\r\n".to_owned(),
    ] {
        let id = guest.finds(&raw).await;
        guest.does(&id, "invitation", &yes).await.assert_problem(ProblemType::InvalidProperties);
        assert_eq!(marks(&guest, &id).await, [""; 0]);
    }
    let id = guest.finds(&invitation("olga@elsewhere.test", &own, &word, "REQUEST")).await;
    for wrong in [
        json!({"partstat": "PERHAPS"}),
        json!({"partstat": "ACCEPTED", "uid": "another"}),
        json!({"partstat": "ACCEPTED", "comment": "x".repeat(4001)}),
        json!({"partstat": "ACCEPTED", "comment": "\u{7}"}),
    ] {
        guest.does(&id, "invitation", &wrong).await.assert_problem(ProblemType::InvalidProperties);
    }
}
