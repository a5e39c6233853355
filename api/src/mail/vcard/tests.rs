//! Cards from other programs, hostile cards, and what an edit leaves alone.

use gatepost_shared::contact::{Contact, ContactContext, ContactEmail, ContactKind, ContactName, ContactPhone};
use proptest::prelude::*;

use super::{Card, id_of, read_file};

const APPLE: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iOS 17//EN\r\nN:Müller;Jörg;;Dr.;\r\nFN:Dr. Jörg Müller\r\nORG:ACME\\, Inc.;Sales;\r\nitem1.EMAIL;type=INTERNET;type=pref:joerg@example.org\r\nitem1.X-ABLabel:_$!<Other>!$_\r\nitem2.EMAIL;type=INTERNET;type=WORK:jm@work.example\r\nitem2.X-ABLabel:Office\r\nTEL;type=CELL;type=VOICE:+49 170 1234567\r\nBDAY:1970-02-01\r\nX-PHONETIC-LAST-NAME:myler\r\nUID:A1B2C3D4-0000-4000-8000-123456789ABC\r\nEND:VCARD\r\n";

const OLD: &str = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\nTEL;CELL;PREF:0170\r\nEMAIL;INTERNET:j@example.org\r\nNOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=\r\ntwo\r\nEND:VCARD\r\n";

fn one(text: &str) -> Card {
    let read = read_file(text.as_bytes(), 10).unwrap().remove(0);
    read.card.unwrap_or_else(|fault| panic!("{fault}")).1
}

#[test]
fn a_card_of_a_telephone() {
    let contact = one(APPLE).contact();
    assert_eq!(contact.id, "A1B2C3D4-0000-4000-8000-123456789ABC");
    assert_eq!((contact.name.full.as_str(), contact.name.surname.as_deref()), ("Dr. Jörg Müller", Some("Müller")));
    assert_eq!(contact.organization.as_deref(), Some("ACME, Inc."));
    let emails: Vec<_> = contact.emails.iter().map(|of| (of.address.as_str(), of.context, of.is_preferred)).collect();
    assert_eq!(emails, [("joerg@example.org", None, true), ("jm@work.example", Some(ContactContext::Work), false)]);
    assert!(contact.phones[0].is_mobile);
}

#[test]
fn a_card_of_the_nineties_in_quoted_printable() {
    let contact = one(OLD).contact();
    assert_eq!((contact.name.full.as_str(), contact.emails[0].address.as_str()), ("Jörg Müller", "j@example.org"));
    assert!(contact.note.as_deref().is_some_and(|note| note.contains("one") && note.contains("two")), "{contact:?}");
    let latin = OLD.replace("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg", "FN:Müller");
    let bytes: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    assert_eq!(read_file(&bytes, 1).unwrap()[0].name, "Müller");
}

#[test]
fn an_edit_touches_what_was_edited() {
    let mut card = one(APPLE);
    let mut contact = card.contact();
    contact.emails.remove(1);
    contact.emails.push(ContactEmail { address: "new@example.org".to_owned(), context: None, is_preferred: false });
    contact.title = Some("Boss; of \"all\",\\ really".to_owned());
    card.change(&contact);
    let text = card.to_text();
    let again = Card::parse(&text).unwrap();
    assert_eq!(again.contact(), contact, "{text}");
    for kept in ["X-ABLabel:_$!<Other>!$_", "X-PHONETIC-LAST-NAME:myler", "PRODID:", ";Dr.;", ";Sales", "BDAY:19700201"]
    {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    assert!(!text.contains("Office"), "a label goes with its address: {text}");
    let mut same = again.clone();
    same.change(&again.contact());
    assert_eq!(same, again, "no change is no change");
}

#[test]
fn groups_of_version_3_and_4_have_members() {
    let apple = "BEGIN:VCARD\nVERSION:3.0\nN:Team\nFN:Team\nX-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:A1\nUID:g\nEND:VCARD\n";
    let contact = one(apple).contact();
    assert_eq!((contact.kind, contact.members), (ContactKind::Group, vec!["A1".to_owned()]));
    let mut card = Card::new("g2");
    let name = ContactName { full: "Team".to_owned(), ..ContactName::default() };
    let group = Contact {
        id: "g2".to_owned(),
        kind: ContactKind::Group,
        name,
        members: vec!["a".to_owned(), "b".to_owned()],
        ..Contact::default()
    };
    card.change(&group);
    assert_eq!(Card::parse(&card.to_text()).unwrap().contact(), group);
}

#[test]
fn a_uid_is_an_id_where_it_can_be() {
    assert_eq!(id_of("urn:uuid:abc-1"), "abc-1");
    assert_eq!(id_of("URN:UUID:abc-1"), "abc-1");
    for odd in ["https://x.org/1", "../../etc", "import", "a b", "ü", &"x".repeat(100)] {
        let id = id_of(odd);
        assert!(id.starts_with("h-") && gatepost_shared::contact::is_id(&id) && id == id_of(odd), "{id}");
    }
}

#[test]
fn a_file_has_good_and_bad_cards_and_an_end() {
    let many = "BEGIN:VCARD\nVERSION:4.0\nFN:A\nEND:VCARD\n".repeat(3);
    assert!(read_file(many.as_bytes(), 2).is_none());
    let huge = format!("BEGIN:VCARD\nVERSION:4.0\nFN:A\nNOTE:{}\nEND:VCARD\n", "x".repeat(100_000));
    let mixed =
        format!("{APPLE}rubbish\n{huge}BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n{OLD}");
    let read = read_file(mixed.as_bytes(), 10).unwrap();
    let fates: Vec<_> = read.iter().map(|card| card.card.is_ok()).collect();
    assert_eq!(fates, [true, false, false, true], "{read:?}");
    let photo = format!(
        "BEGIN:VCARD\nVERSION:3.0\nFN:A\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/{}\nEND:VCARD\n",
        "AAAA".repeat(30_000)
    );
    let read = read_file(photo.as_bytes(), 10).unwrap().remove(0);
    assert!(read.card.is_ok() && read.warning.is_some());
    for empty in ["", "BEGIN:VCARD", "BEGIN:VCARD\n", "END:VCARD", "BEGIN:VCARD\nBEGIN:VCARD\nBEGIN:VCARD"] {
        assert!(
            read_file(empty.as_bytes(), 10).is_some_and(|read| read.iter().all(|card| card.card.is_err())),
            "{empty}"
        );
    }
}

#[test]
fn a_picture_is_one_by_its_bytes_and_none_from_elsewhere() {
    let card = |photo: &str| one(&format!("BEGIN:VCARD\nVERSION:4.0\nFN:A\n{photo}\nEND:VCARD\n")).contact().photo;
    assert_eq!(card("PHOTO:data:text/html;base64,iVBORw0KGgo=").as_deref(), Some("data:image/png;base64,iVBORw0KGgo="));
    assert_eq!(card("PHOTO:data:image/png;base64,PHN2Zz4="), None, "an SVG");
    assert_eq!(card("PHOTO:https://tracker.example/a.png"), None);
    let mut card = Card::new("p");
    let name = ContactName { full: "P".to_owned(), ..ContactName::default() };
    let photo = Some("data:image/png;base64,iVBORw0KGgo=".to_owned());
    let contact = Contact { id: "p".to_owned(), name, photo, ..Contact::default() };
    card.change(&contact);
    assert_eq!(Card::parse(&card.to_text()).unwrap().contact(), contact);
}

proptest! {
    #[test]
    fn what_a_person_types_stays_in_its_property(
        full in "[^\\p{Cc} ][^\\p{Cc}]{0,40}",
        title in prop::option::of("[^\\p{Cc} ][^\\p{Cc}]{0,40}"),
        note in prop::option::of("[a-zA-Z\\n:;,\\\\\"=]{1,80}"),
        address in "[^\\p{Cc} ]{1,30}",
        number in "[^\\p{Cc} ]{1,30}",
    ) {
        // Blanks of any alphabet are no text of their own, and stay at no end.
        prop_assume!(!number.starts_with("tel:") && !full.trim().is_empty());
        prop_assume!(title.as_ref().is_none_or(|title| !title.trim().is_empty()));
        prop_assume!(address.trim() == address && number.trim() == number);
        let squeezed = |text: &str| text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned();
        let contact = Contact {
            id: "a".to_owned(),
            name: ContactName { full: squeezed(&full), ..ContactName::default() },
            title: title.as_deref().map(squeezed),
            note,
            emails: vec![ContactEmail { address, context: Some(ContactContext::Work), is_preferred: true }],
            phones: vec![ContactPhone { number, context: None, is_mobile: true }],
            ..Contact::default()
        };
        let mut card = Card::new("a");
        card.change(&contact);
        let text = card.to_text();
        prop_assert_eq!(text.matches("END:VCARD\r\n").count(), 1 + text.matches("END:VCARD\\n").count());
        let read = Card::parse(&text).unwrap();
        let file = read_file(text.as_bytes(), 10).unwrap();
        prop_assert_eq!(file.len(), 1, "{}", &text);
        prop_assert_eq!(read.contact(), contact, "{}", text);
    }

    #[test]
    fn no_file_makes_reading_panic_and_what_is_kept_is_read_again(lines in prop::collection::vec("(BEGIN:VCARD|END:VCARD|VERSION:[234].[01]|(item1\\.)?(EMAIL|TEL|N|FN|UID|PHOTO|BDAY|ORG|X-A|MEMBER|KIND)(;[A-Z]{1,8}(=[a-z\",;]{0,5})?){0,3}:.{0,30})", 0..30)) {
        let text = format!("BEGIN:VCARD\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"));
        if let Some(read) = read_file(text.as_bytes(), 100) {
            for (id, card) in read.into_iter().filter_map(|card| card.card.ok()) {
                let again = Card::parse(&card.to_text()).unwrap();
                prop_assert_eq!(again.id(), Some(id));
                prop_assert!(again.contact().check().is_ok());
            }
        }
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_file(&bytes, 10);
        read_file(&[b"BEGIN:VCARD\n".as_slice(), &bytes].concat(), 10);
    }
}
