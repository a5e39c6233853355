//! Settings: defaults, changes from two nodes at once, conditions, limits.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;
use gatepost_shared::settings::Settings;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::scene::{HOMES, Node, Owner, assert_changed_meanwhile};

#[tokio::test]
async fn settings_have_defaults_and_reading_them_makes_no_drawer() {
    let node = Node::start(Farm::shared()).await;
    for home in HOMES {
        let owner = Owner::new(&node, home).await;
        let settings: Settings = serde_json::from_value(owner.read("/settings").await).expect("settings");
        assert_eq!(settings, Settings::default(), "{home:?}");
        let mut imap = Farm::shared().imap(&owner.person).expect("a sign-in");
        assert_eq!(Owner::drawer_name(&mut imap), None);
    }
}

#[tokio::test]
async fn what_is_set_on_one_node_is_there_on_another_and_the_drawer_stays_hidden_and_small() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in HOMES {
        let owner = Owner::new(&one, home).await;
        for seconds in 0..5 {
            owner
                .sets(
                    json!({"theme": "dark", "undoSeconds": seconds, "tags": {"$work": {"name": "Work"}}, "later": [1]}),
                )
                .await;
        }
        let there = owner.at(&two).read("/settings").await;
        assert_eq!((&there["theme"], &there["undoSeconds"], &there["later"]), (&json!("dark"), &json!(4), &json!([1])));
        let kept = owner.at(&two).sets(json!({"theme": null, "density": "compact"})).await;
        assert_eq!(
            (&kept["theme"], &kept["density"], &kept["later"]),
            (&json!("system"), &json!("compact"), &json!([1]))
        );
        assert_eq!(kept["tags"]["$work"]["name"], "Work");

        assert_eq!(owner.drawer_count(), 1, "{home:?}: what is superseded is swept away");
        let tree = owner.read("/mailboxes").await.to_string();
        assert!(!tree.contains("Gatepost"), "{tree}");
        let mut imap = farm.imap(&owner.person).expect("a sign-in");
        let subscribed = imap.command("LSUB \"\" \"*\"").expect("a list").join("");
        assert!(!subscribed.contains("Gatepost"), "{subscribed}");
        let first = owner.read("/session?include=settings,identities").await;
        assert_eq!(first["settings"]["density"], "compact");
    }
}

#[tokio::test]
async fn two_nodes_that_write_at_once_lose_nothing() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in HOMES {
        let owner = Owner::new(&one, home).await;
        let elsewhere = owner.at(&two);
        for round in 0..6 {
            let key = |name: &str| json!({"imageSenders": {format!("{name}{round}@x.org"): true}});
            let (a, b, c, d) = tokio::join!(
                owner.sets(key("a")),
                elsewhere.sets(key("b")),
                owner.sets(key("c")),
                elsewhere.sets(json!({"templates": {format!("t{round}"): {"name": "T"}}})),
            );
            drop((a, b, c, d));
        }
        let settings = owner.read("/settings").await;
        assert_eq!(settings["imageSenders"].as_object().map(serde_json::Map::len), Some(18), "{home:?}: {settings}");
        assert_eq!(settings["templates"].as_object().map(serde_json::Map::len), Some(6));
        assert_eq!(settings, elsewhere.read("/settings").await);
        owner.sets(json!({"theme": "dark"})).await;
        assert_eq!(owner.drawer_count(), 1, "{home:?}");
    }
}

#[tokio::test]
async fn of_two_that_write_on_the_same_condition_one_is_told_to_read_again() {
    let farm = Farm::shared();
    let (one, two) = (Node::start(farm).await, Node::start(farm).await);
    for home in HOMES {
        let owner = Owner::new(&one, home).await;
        let elsewhere = owner.at(&two);
        for round in 0..5 {
            let tag = owner.get("/settings").await.header("etag").to_owned();
            let wish = |theme: &str| json!({"theme": theme, "language": format!("l{round}")});
            let (light, dark) = (wish("light"), wish("dark"));
            let (first, second) =
                tokio::join!(owner.put_if("/settings", &tag, &light), elsewhere.put_if("/settings", &tag, &dark));
            let (won, lost, theme) =
                if first.status.is_success() { (first, second, "light") } else { (second, first, "dark") };
            assert_eq!(won.status, StatusCode::OK, "{}", won.text);
            assert_changed_meanwhile(&lost);
            let settings = elsewhere.get("/settings").await;
            assert_eq!(settings.json()["theme"], theme, "{home:?}");
            assert_eq!(settings.header("etag"), won.header("etag"));
            assert_changed_meanwhile(&owner.patch_if("/settings", &tag, &json!({"theme": "system"})).await);
        }
    }
}

#[tokio::test]
async fn settings_that_cannot_be_kept_are_refused_by_name() {
    let node = Node::start(Farm::shared()).await;
    let owner = Owner::new(&node, Home::Mail01).await;
    for (patch, property) in [
        (json!({"theme": "plaid"}), "theme"),
        (json!({"undoSeconds": 31}), "undoSeconds"),
        (json!({"imageSenders": {"a@x.org": "yes"}}), "imageSenders"),
    ] {
        let answer = owner.patch("/settings", &patch).await;
        answer.assert_problem(ProblemType::InvalidProperties);
        assert_eq!(answer.problem().invalid_properties, [property], "{}", answer.text);
    }
    let long = owner.patch("/settings", &json!({"x": "y".repeat(70_000)})).await;
    long.assert_problem(ProblemType::InvalidProperties);
    let many: serde_json::Map<String, Value> = (0..1001).map(|n| (n.to_string(), json!(""))).collect();
    owner.patch("/settings", &json!({"shortcuts": many})).await.assert_problem(ProblemType::InvalidProperties);
    owner.put("/settings", &json!([])).await.assert_problem(ProblemType::InvalidProperties);
    let huge = owner.put("/settings", &json!({"x": "y".repeat(2_000_000)})).await;
    huge.assert_problem(ProblemType::TooLarge);
    assert_eq!(owner.drawer_count(), 0, "nothing was kept");
}
