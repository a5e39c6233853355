//! Somebody's mailbox moves to another server, and everything is there.

use farm::{Farm, Home, Imap, Letter, Person};
use serde_json::json;

use crate::scene::{Node, Owner};

/// The raw messages of the drawer, as a program that moves mailboxes reads them.
fn messages(imap: &mut Imap) -> Vec<Vec<u8>> {
    let fetched = imap.command("FETCH 1:* (BODY.PEEK[])").expect("messages");
    let body = |answer: &String| {
        let (_, rest) = answer.split_once("}\r\n").or_else(|| answer.split_once("}\n"))?;
        Some(rest.trim_end_matches([')', '\r', '\n']).as_bytes().to_vec())
    };
    fetched.iter().filter(|answer| answer.contains(" FETCH ")).filter_map(body).collect()
}

#[tokio::test]
async fn settings_and_contacts_move_along_with_the_mailbox() {
    let farm = Farm::shared();
    let (before, after) = (Node::start(farm).await, Node::start(farm).await);
    for (from, to) in [(Home::Mail01, Home::Mail02), (Home::Mail01, Home::Mail03)] {
        let owner = Owner::new(&before, from).await;
        owner.sets(json!({"theme": "dark"})).await;
        owner.sets(json!({"density": "compact"})).await;
        owner.adds_person("Carol", "carol@example.org").await;
        let state = owner.read("/contacts").await["state"].clone();
        let (mut old, _) = owner.opens_drawer();
        let kept = messages(&mut old);
        assert_eq!(kept.len(), 2);

        let name = &owner.person.name;
        let maildrop = format!("{name}@{}", to.host());
        farm.change_directory(&format!(
            "dn: uid={name},ou=people,o=example\nchangetype: modify\nreplace: maildrop\nmaildrop: {maildrop}\n"
        ))
        .expect("a changed entry");
        let moved = Person { maildrop, backend: Some(to.host()), ..owner.person.clone() };
        let mut new = farm.imap(&moved).expect("a sign-in at the new server");
        new.select("INBOX").expect("a mailbox");
        new.command("CREATE Gatepost").expect("a drawer");
        // In the other order: nothing hangs on it.
        let letter = |raw: &Vec<u8>| Letter { raw: raw.clone(), flags: String::new(), date: None };
        new.append_all("Gatepost", kept.iter().rev().map(letter)).expect("copies");

        let owner = Owner { browser: after.sign_in(name).await, person: moved };
        let settings = owner.read("/settings").await;
        assert_eq!((&settings["theme"], &settings["density"]), (&json!("dark"), &json!("compact")), "{to:?}");
        let contacts = owner.read("/contacts").await;
        assert_eq!((&contacts["total"], &contacts["state"]), (&json!(1), &state), "{to:?}");
        owner.sets(json!({"theme": "light"})).await;
        assert_eq!(owner.drawer_count(), 2, "{to:?}");
    }
}
