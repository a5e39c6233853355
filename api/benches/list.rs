//! What Gatepost costs: a list of 50 rows of a mailbox with 100,000 messages, beside the same FETCH on a raw, warm
//! IMAP connection, both in one run and interleaved, since machines are noisy and only the ratio tells anything; and
//! the memory of a node at rest and after 100 sign-ins.
//!
//! `make bench` runs it in the release build. The figures are printed as a table and written to
//! `bench/results/list.json`. It asserts nothing about time: it measures.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use farm::{Facts, Farm, Home, Imap, Options, Person};
use reqwest::Client;
use serde_json::{Value, json};

/// How many messages the mailbox holds. `GATEPOST_BENCH_MESSAGES` asks for fewer, to try the benchmark itself.
const MESSAGES: usize = 100_000;
/// How often each thing is measured.
const ROUNDS: usize = 200;
const ROWS: usize = 50;
const SIGN_INS: usize = 100;

/// What the relay asks for a row (`api/src/mail/imap/window.rs`): a client of IMAP would ask for the same.
const ROW_ITEMS: &str = "(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE)]<0.32768> PREVIEW)";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let messages = std::env::var("GATEPOST_BENCH_MESSAGES").map_or(Ok(MESSAGES), |text| text.parse())?;
    let farm = Farm::start(&Options::default())?;
    let reader = farm.newcomer(Home::Mail01);
    println!("filling a mailbox with {messages} messages");
    farm.fill(&reader, "INBOX", messages, 1)?;

    let node = Node::start(farm.facts()).await?;
    let at_rest = node.resident_kib()?;
    let browser = node.sign_in(&reader).await?;
    let mut raw = farm.imap(&reader)?;
    raw.select("INBOX")?;

    let top = compare(&browser, &mut raw, &node, messages, 0).await?;
    let deep = compare(&browser, &mut raw, &node, messages, messages / 2).await?;
    let sign_ins = sign_in_many(&farm, &node).await?;
    let after = node.resident_kib()?;

    let report = json!({
        "messages": messages, "rows": ROWS, "rounds": ROUNDS,
        "top": top, "deep": deep, "signIn": sign_ins,
        "memory": {"atRestKib": at_rest, "afterSignInsKib": after, "signIns": SIGN_INS},
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bench/results");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("list.json"), serde_json::to_string_pretty(&report)? + "\n")?;
    print(&report);
    Ok(())
}

/// A node in a process of its own, so that its memory is its own.
struct Node {
    process: Child,
    url: String,
    client: Client,
}

impl Node {
    async fn start(facts: &Facts) -> Outcome<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new(env!("CARGO_BIN_EXE_gatepost"))
            .args(["serve", "--config"])
            .arg(facts.dir.join("gatepost.toml"))
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let node = Self { process, url: format!("http://127.0.0.1:{port}"), client: Client::new() };
        node.becomes_ready().await?;
        Ok(node)
    }

    async fn becomes_ready(&self) -> Outcome<()> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            match self.client.get(format!("{}/readyz", self.url)).send().await {
                Ok(answer) if answer.status().is_success() => return Ok(()),
                Err(error) if Instant::now() > deadline => return Err(error.into()),
                _ if Instant::now() > deadline => return Err("the node did not become ready".into()),
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    async fn sign_in(&self, person: &Person) -> Outcome<Client> {
        let browser = Client::builder().cookie_store(true).build()?;
        let credentials = json!({"username": person.address, "password": person.password});
        let request = browser.post(format!("{}/api/v1/session", self.url)).header("sec-fetch-site", "same-origin");
        request.json(&credentials).send().await?.error_for_status()?;
        Ok(browser)
    }

    /// Resident memory of the process in KiB (proc(5), VmRSS).
    fn resident_kib(&self) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It was going to end anyway.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The same rows by the API and by raw IMAP, one after the other in each round.
async fn compare(browser: &Client, raw: &mut Imap, node: &Node, messages: usize, position: usize) -> Outcome<Value> {
    let path = format!("{}/api/v1/mailboxes/MSU5CT1g/emails?position={position}&limit={ROWS}", node.url);
    let newest = messages - position;
    let command = format!("FETCH {}:{newest} {ROW_ITEMS}", newest.saturating_sub(ROWS - 1).max(1));
    let (mut api, mut imap) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let rows: Value = browser.get(&path).send().await?.error_for_status()?.json().await?;
        api.push(began.elapsed());
        let began = Instant::now();
        let answers = raw.command(&command)?;
        imap.push(began.elapsed());
        let counts = (rows["list"].as_array().map_or(0, Vec::len), answers.len());
        if counts.0 != ROWS || counts.1 < ROWS {
            return Err(format!("{counts:?} rows came at position {position}").into());
        }
    }
    let (api, imap) = (median_ms(&mut api), median_ms(&mut imap));
    Ok(json!({"position": position, "apiMs": api, "rawMs": imap, "ratio": api / imap}))
}

async fn sign_in_many(farm: &Farm, node: &Node) -> Outcome<Value> {
    let homes = [Home::Mail01, Home::Mail02];
    let people: Vec<Person> = (0..SIGN_INS).map(|number| farm.newcomer(homes[number % homes.len()])).collect();
    let mut times = Vec::new();
    for person in &people {
        let began = Instant::now();
        let browser = node.sign_in(person).await?;
        times.push(began.elapsed());
        browser.get(format!("{}/api/v1/mailboxes", node.url)).send().await?.error_for_status()?;
    }
    Ok(json!({"medianMs": median_ms(&mut times)}))
}

fn median_ms(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

fn print(report: &Value) {
    println!("\n| what | API, p50 ms | raw IMAP, p50 ms | ratio |\n|---|---|---|---|");
    for (name, key) in [("50 rows at the top", "top"), ("50 rows at half depth", "deep")] {
        let of = |field: &str| report[key][field].as_f64().unwrap_or_default();
        println!("| {name} | {:.2} | {:.2} | {:.2} |", of("apiMs"), of("rawMs"), of("ratio"));
    }
    println!("\nsign-in, p50: {:.1} ms", report["signIn"]["medianMs"].as_f64().unwrap_or_default());
    println!(
        "memory at rest: {} KiB; after {SIGN_INS} sign-ins: {} KiB",
        report["memory"]["atRestKib"], report["memory"]["afterSignInsKib"]
    );
}
