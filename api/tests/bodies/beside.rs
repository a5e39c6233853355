//! What a reader is told beside the text: who it is from, how to get off a list, what one is invited to.

use farm::{Farm, Home};
use gatepost::config::Config;
use gatepost_shared::email::{Email, Verdict, WarningKind};
use std::path::Path;

use crate::common::{Node, config_text};
use crate::scene::{HOMES, Reader};

fn letter(fields: &str) -> Vec<u8> {
    format!("{fields}Subject: x\r\nMIME-Version: 1.0\r\n\r\nHello\r\n").into_bytes()
}

#[tokio::test]
async fn verdicts_of_the_own_server_are_shown_and_forged_ones_are_not() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let genuine = "Authentication-Results: mx.example.org; spf=fail smtp.mailfrom=x@evil.example\r\n";
        let forged =
            "Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\r\nFrom: a@bank.example\r\n";
        let email = reader.opens(&letter(&format!("{genuine}{forged}"))).await;
        let found = email.authentication.expect("verdicts");
        assert_eq!(found.spf.expect("spf").result, Verdict::Fail, "{home:?}");
        assert!(found.dmarc.is_none() && !found.is_trusted);

        let foreign =
            "Authentication-Results: mx.evil.example; dmarc=pass header.from=bank.example\r\nFrom: a@bank.example\r\n";
        assert_eq!(reader.opens(&letter(foreign)).await.authentication, None);
    }
}

#[tokio::test]
async fn servers_that_the_operator_names_are_trusted() {
    let farm = Farm::shared();
    let text = config_text(farm).replacen("[mail]", "[mail]\nauthserv_ids = [\"mx.partner.example\"]", 1);
    let node = Node::with(Config::parse(&text, Path::new("/")).expect("a valid configuration")).await;
    let reader = Reader::at(Home::Mail01).await;
    let id = reader
        .receives(&letter(
            "Authentication-Results: mx.partner.example; dkim=pass header.d=shop.example\r\nFrom: a@shop.example\r\n",
        ))
        .await;
    let browser = node.sign_in(&reader.person.name).await;
    let email: Email = serde_json::from_str(&browser.get(&format!("/emails/{id}")).await.text).expect("an email");
    let found = email.authentication.expect("verdicts");
    assert_eq!((found.is_trusted, found.dkim[0].result), (true, Verdict::Pass));
}

#[tokio::test]
async fn senders_who_pretend_are_pointed_out() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let pretends = letter("From: \"boss@example.org\" <x@evil.example>\r\nReply-To: y@other.example\r\n");
        let kinds: Vec<_> = reader.opens(&pretends).await.warnings.iter().map(|warning| warning.kind).collect();
        assert_eq!(kinds, [WarningKind::NameHoldsAddress, WarningKind::ReplyToElsewhere], "{home:?}");
        let lookalike = reader.opens(&letter("From: a@examp1e.org\r\n")).await;
        assert_eq!(lookalike.warnings[0].kind, WarningKind::DomainLooksLike, "{home:?}");
        assert_eq!(lookalike.warnings[0].values["known"], "example.org");
        assert!(reader.opens(&letter("From: Bob <bob@example.org>\r\n")).await.warnings.is_empty());
    }
}

#[tokio::test]
async fn who_pretends_to_be_one_of_the_contacts_is_pointed_out() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let from = letter("From: \"Greta Gruber\" <greta@e1sewhere.example>\r\n");
        assert_eq!(reader.opens(&from).await.warnings, [], "{home:?}: nobody knows her");
        let greta = serde_json::json!({
            "name": {"full": "Greta Gruber"}, "emails": [{"address": "greta@elsewhere.example"}],
        });
        assert_eq!(reader.browser.post("/contacts", &greta).await.status, 201);
        let kinds: Vec<_> = reader.opens(&from).await.warnings.iter().map(|warning| warning.kind).collect();
        assert_eq!(kinds, [WarningKind::DomainLooksLike, WarningKind::NameOfSomebodyKnown], "{home:?}");
        let herself = letter("From: \"Greta Gruber\" <greta@elsewhere.example>\r\n");
        assert_eq!(reader.opens(&herself).await.warnings, [], "{home:?}");
    }
}

#[tokio::test]
async fn the_way_off_a_list_is_offered() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let fields = "From: news@shop.example\r\nList-Id: News <news.shop.example>\r\nList-Unsubscribe: <mailto:off@shop.example?subject=off>,\r\n <https://shop.example/off>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
        let list = reader.opens(&letter(fields)).await.mailing_list.expect("a list");
        let off = list.unsubscribe.expect("a way off");
        assert_eq!(list.id.as_deref(), Some("news.shop.example"), "{home:?}");
        assert_eq!(
            (off.mail.expect("a message").subject.as_str(), off.url.as_deref(), off.is_one_click),
            ("off", Some("https://shop.example/off"), true)
        );
    }
}

#[tokio::test]
async fn an_invitation_is_data() {
    let invitation = "From: Bob <bob@example.org>\r\nSubject: Lunch\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nLunch?\r\n--b\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
        BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Lunch at Müller's\r\n\
        DTSTART;TZID=Europe/Berlin:20261124T123000\r\nDTEND;TZID=Europe/Berlin:20261124T133000\r\n\
        ORGANIZER;CN=Bob:mailto:bob@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:guest@example.org\r\n\
        END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n";
    for home in HOMES {
        let reader = Reader::at(home).await;
        let email = reader.opens(invitation.as_bytes()).await;
        let event = email.calendar_events.first().expect("an event");
        assert_eq!(
            (event.summary.as_deref(), event.method.as_deref()),
            (Some("Lunch at Müller's"), Some("REQUEST")),
            "{home:?}"
        );
        assert_eq!(
            event.start.as_ref().and_then(|start| start.utc).expect("a moment").to_string(),
            "2026-11-24T11:30:00Z"
        );
        assert_eq!((event.part_id.as_str(), event.attendees.len()), ("2", 1));
        let broken = invitation.replace("BEGIN:", "NOTHING:");
        let broken = reader.opens(broken.as_bytes()).await;
        assert_eq!(broken.warnings[0].kind, WarningKind::CalendarUnread, "{home:?}");
    }
}
