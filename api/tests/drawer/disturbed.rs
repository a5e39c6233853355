//! What other programs and administrators do to a drawer: never fatal, never a loss of what is still there.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use reqwest::StatusCode;
use serde_json::json;

use crate::scene::{HOMES, Node, Owner, forgery, junk};

#[tokio::test]
async fn rubbish_in_the_drawer_is_passed_over_and_left_alone() {
    let node = Node::start(Farm::shared()).await;
    for home in HOMES {
        let owner = Owner::new(&node, home).await;
        owner.sets(json!({"theme": "dark"})).await;
        let (mut imap, name) = owner.opens_drawer();
        let bodies = ["", "e30=", "not base64", "eyJ2ZXJzaW9uIjo5OSwicmVjb3JkcyI6W119"];
        imap.append_all(&name, bodies.map(|body| forgery("settings", body))).expect("rubbish");
        imap.append_all(&name, [forgery("nothing", "e30="), junk(1)]).expect("rubbish");
        assert_eq!(owner.read("/settings").await["theme"], "dark", "{home:?}");
        assert_eq!(owner.sets(json!({"theme": "light"})).await["theme"], "light");
        assert_eq!(owner.drawer_count(), 7, "{home:?}: what is not understood is not deleted");
    }
}

#[tokio::test]
async fn a_drawer_emptied_or_deleted_by_another_program_begins_anew() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in HOMES {
        let owner = Owner::new(&one, home).await;
        owner.sets(json!({"theme": "dark"})).await;
        let (mut imap, name) = owner.opens_drawer();
        imap.command("STORE 1:* +FLAGS (\\Deleted)").expect("marks");
        assert_eq!(owner.at(&two).read("/settings").await["theme"], "system", "{home:?}: marked is deleted");
        imap.command("EXPUNGE").expect("an expunge");
        assert_eq!(owner.read("/settings").await["theme"], "system");
        owner.sets(json!({"theme": "light"})).await;
        assert_eq!(owner.at(&two).read("/settings").await["theme"], "light");

        drop(imap);
        let mut imap = farm.imap(&owner.person).expect("a sign-in");
        imap.command(&format!("DELETE {name}")).expect("a deletion");
        assert_eq!(owner.read("/settings").await["theme"], "system", "{home:?}: deleted");
        owner.sets(json!({"theme": "contrast"})).await;
        assert_eq!(owner.at(&two).read("/settings").await["theme"], "contrast", "{home:?}: made anew");
    }
}

#[tokio::test]
async fn a_new_uidvalidity_is_no_loss() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in HOMES {
        let owner = Owner::new(&node, home).await;
        owner.sets(json!({"theme": "dark"})).await;
        let (mut imap, name) = owner.opens_drawer();
        // What an administrator's restore does: the same messages in a mailbox made anew.
        let aside = format!("{name}-aside");
        imap.command(&format!("RENAME {name} {aside}")).expect("a new name");
        imap.command(&format!("CREATE {name}")).expect("a mailbox");
        imap.select(&aside).expect("the old one");
        imap.command(&format!("COPY 1:* {name}")).expect("copies");
        imap.command("UNSELECT").expect("nothing selected");
        imap.command(&format!("DELETE {aside}")).expect("a deletion");
        assert_eq!(owner.read("/settings").await["theme"], "dark", "{home:?}");
        owner.sets(json!({"density": "compact"})).await;
        let settings = owner.read("/settings").await;
        assert_eq!((&settings["theme"], &settings["density"]), (&json!("dark"), &json!("compact")), "{home:?}");
        assert_eq!(owner.drawer_count(), 1);
    }
}

#[tokio::test]
async fn ten_thousand_messages_of_others_are_looked_at_once() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let owner = Owner::new(&node, Home::Mail01).await;
    owner.sets(json!({"theme": "dark"})).await;
    let (mut imap, name) = owner.opens_drawer();
    imap.append_all(&name, (0..10_000).map(junk)).expect("junk");
    assert_eq!(owner.read("/settings").await["theme"], "dark");
    assert_eq!(owner.sets(json!({"theme": "light"})).await["theme"], "light");
    imap.append_all(&name, (0..10_001).map(junk)).expect("more junk");
    let answer = owner.get("/settings").await;
    assert_eq!(answer.status, StatusCode::OK, "more than is looked at is not fatal");
    let refused = owner.patch("/settings", &json!({"theme": "contrast"})).await;
    refused.assert_problem(ProblemType::TooLarge);
    assert!(refused.problem().detail.contains("Gatepost"), "{}", refused.text);
}
