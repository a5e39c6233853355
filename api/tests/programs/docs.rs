//! docs/API.md is true: its tour runs as it stands, and its table of problems is the vocabulary.

use std::path::Path;
use std::process::{Command, Stdio};

use farm::{Farm, Home};

use crate::common::Node;

fn guide() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/API.md");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The commands of the tour, in their order: what stands in blocks of `sh`.
fn commands(guide: &str) -> Vec<&str> {
    let blocks = guide.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("an end")).collect()
}

#[tokio::test]
async fn the_tour_runs_as_it_is_written() {
    let farm = Farm::shared();
    for home in [Home::Mail01, Home::Mail03] {
        let node = Node::start(farm).await;
        let person = farm.newcomer(home);
        let letter =
            "From: Bob <bob@example.org>\r\nTo: you\r\nSubject: Lunch\r\nMessage-ID: <l@example.org>\r\n\r\nNoon?\r\n";
        farm.append(&person, "INBOX", letter.as_bytes(), "").expect("a letter to read");
        let guide = guide();
        let commands = commands(&guide);
        let script = format!("set -euo pipefail\n{}\necho 'The tour is over.'", commands.join("\n"));
        let folder = tempfile::tempdir().expect("a folder");
        let mut tour = Command::new("bash");
        tour.args(["-c", &script])
            .current_dir(&folder)
            .envs([
                ("GATEPOST", &node.url),
                ("LOGIN", &person.name),
                ("PASSWORD", &person.password),
                ("ME", &person.address),
            ])
            .env_remove("http_proxy")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .stdout(Stdio::piped());
        let tour = run(&mut tour).await;
        let said = String::from_utf8_lossy(&tour.stdout);
        let complaints = String::from_utf8_lossy(&tour.stderr);
        assert!(said.ends_with("The tour is over.\n"), "{home:?}\n{said}\n{complaints}");
        let requests = commands.iter().map(|block| block.matches("curl ").count()).sum::<usize>();
        assert_eq!(requests, 10, "a tour in ten requests");
    }
}

/// Not on a thread of the node's own: the node must go on answering.
async fn run(command: &mut Command) -> std::process::Output {
    let child = command.spawn().expect("bash");
    tokio::task::spawn_blocking(move || child.wait_with_output().expect("its end")).await.expect("no panic")
}

#[test]
fn every_problem_of_the_vocabulary_is_explained() {
    let table = gatepost::openapi::problems::table();
    assert!(guide().contains(&table), "the table in docs/API.md is out of date: see scripts/problems.mjs");
}

#[tokio::test]
async fn the_page_for_people_shows_each_route_and_loads_nothing_from_strangers() {
    let node = Node::start(Farm::shared()).await;
    let page = node.browser().get("!/api/docs").await.text;
    for route in ["POST /api/v1/tokens", "DELETE /api/v1/tokens/{id}", "GET /api/v1/mailboxes/{id}/emails"] {
        assert!(page.contains(route), "{route}");
    }
    assert!(["<script", "<style", "<img", "<iframe"].iter().all(|tag| !page.contains(tag)), "it needs nothing");
    let mut links = page.split("href=\"").skip(1);
    assert!(links.all(|link| link.starts_with('/') || link.starts_with('#')), "it leads nowhere else");
    let style = node.browser().get("!/api/docs.css").await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
}
