//! What attackers send: mail that costs time to show, and servers that answer without end.

use std::time::Instant;

use farm::{Farm, Home};
use gatepost_shared::id::MailboxId;
use plain::{Act, Plain, Trouble};
use serde_json::json;

use crate::Outcome;
use crate::figure::{Figure, Goal, Times};
use crate::node::{Node, bytes, list};

/// Each measured so often.
const ROUNDS: usize = 10;
const NESTED: usize = 300_000;
const FOUND: u32 = 500_000;
const DEPTH: usize = 20_000;

pub(crate) async fn measure(farm: &Farm, node: &Node) -> Outcome<Vec<Figure>> {
    let mut figures = nested_html(farm, node).await?;
    figures.extend(endless_answers().await?);
    Ok(figures)
}

/// 300 KB of `<div>` within `<div>`, opened while somebody else lists.
async fn nested_html(farm: &Farm, node: &Node) -> Outcome<Vec<Figure>> {
    let (victim, other) = (farm.newcomer(Home::Mail01), farm.newcomer(Home::Mail02));
    let html = "<div>".repeat(NESTED / 5);
    let raw = format!("Subject: deep\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{html}deep\r\n");
    farm.append(&victim, "INBOX", raw.as_bytes(), "")?;
    farm.fill(&other, "INBOX", 100, 3)?;
    let (victim, other) = (node.sign_in(&victim).await?, node.sign_in(&other).await?);
    let id = victim.json(&list("INBOX", "position=0")?).await?["list"][0]["id"].as_str().ok_or("no row")?.to_owned();
    let path = list("INBOX", "position=0")?;
    bytes(other.get(&path)).await?;

    let (mut shown, mut alone, mut beside) = (Times::default(), Times::default(), Times::default());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        bytes(other.get(&path)).await?;
        alone.push(begun.elapsed());
        let begun = Instant::now();
        let (html, rows) = tokio::join!(
            async { bytes(victim.get(&format!("/emails/{id}/html"))).await.map(|_| begun.elapsed()) },
            async { bytes(other.get(&path)).await.map(|_| begun.elapsed()) }
        );
        shown.push(html?);
        beside.push(rows?);
    }
    Ok(vec![
        Figure::alone("300 KB of nested div, shown", "ms", shown.median(), Goal::AtMost(300.0)),
        Figure::beside(
            "… somebody else's list meanwhile, beside the same alone",
            "ms",
            beside.median(),
            alone.median(),
            Goal::None,
        ),
    ])
}

/// A server that finds half a million messages, and one whose message has 20,000 levels.
async fn endless_answers() -> Outcome<Vec<Figure>> {
    let plain = Plain::start().await;
    let text = format!("[directory]\nkind = \"static\"\nimap = \"{}\"\ndomain = \"example.org\"\n", plain.url());
    let mut node = Node::with(&text).await?;
    let mut browser = node.browser();
    browser.sign_in("alice", "").await?;
    let uids: Vec<String> = (1_000_000..1_000_000 + FOUND).map(|uid| uid.to_string()).collect();
    let found = format!("* SEARCH {}\r\n{{tag}} OK done\r\n", uids.join(" "));
    // A draft is stored: earlier versions of it are searched for.
    let draft = json!({"from": {"email": "alice@example.org"}, "subject": "x", "textBody": "x"});
    let save = async |key: &str| bytes(browser.post("/drafts", &draft).header("idempotency-key", key)).await;
    save("0f8fad5b-d9cb-469f-a165-708677289500").await?;
    let (mut usual, mut hostile) = (Times::default(), Times::default());
    for round in 1..=ROUNDS {
        let before = node.processor_time()?;
        save(&format!("0f8fad5b-d9cb-469f-a165-7086772895{round:02}")).await?;
        usual.push(node.processor_time()?.saturating_sub(before));
        plain.makes(Trouble::once("UID SEARCH", Act::Answer(found.clone())));
        let before = node.processor_time()?;
        // What was found does not exist: whatever comes of it, it must come soon.
        let _ = save(&format!("1f8fad5b-d9cb-469f-a165-7086772895{round:02}")).await;
        hostile.push(node.processor_time()?.saturating_sub(before));
        plain.calms_down();
    }
    let cost = hostile.median() - usual.median();

    plain.put("alice", "INBOX", b"Subject: deep\r\n\r\n", "");
    let deep = format!(
        "* 1 FETCH (UID 1 FLAGS () INTERNALDATE \"23-Nov-2026 09:30:00 +0000\" RFC822.SIZE 120 BODYSTRUCTURE {}NIL{} \
        BODY[HEADER.FIELDS (FROM TO SUBJECT DATE)]<0> {{17}}\r\nSubject: deep\r\n\r\n)\r\n{{tag}} OK done\r\n",
        "(".repeat(DEPTH),
        ")".repeat(DEPTH)
    );
    let path = list("INBOX", "position=0")?;
    let before = node.processor_time()?;
    plain.makes(Trouble::once("FETCH", Act::Answer(deep)));
    let listed = browser.json(&path).await?;
    let nested = node.processor_time()?.saturating_sub(before);
    let connections = plain.connections();
    bytes(browser.get(&format!("/mailboxes/{}", MailboxId::new("INBOX")?))).await?;
    let is_alive = node.is_alive() && plain.connections() == connections && listed["list"].as_array().is_some();
    if !is_alive {
        return Err("a structure of 20,000 levels ended the connection or the node".into());
    }
    Ok(vec![
        Figure::alone("SEARCH answered with 500,000 UIDs: processor of the node", "ms", cost, Goal::AtMost(200.0)),
        Figure::alone(
            "a structure of 20,000 levels, refused: processor of the node",
            "ms",
            nested.as_secs_f64() * 1000.0,
            Goal::None,
        ),
    ])
}
