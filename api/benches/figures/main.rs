//! What Gatepost costs, beside the same exchanges on warm raw IMAP connections, interleaved in one run: machines are noisy,
//! and only the ratio tells anything.
//!
//! `make bench` runs it in the release build against a farm of real servers, writes `bench/results/*.json` and the table
//! in docs/PERFORMANCE.md. It asserts nothing about time: it measures, and says which goals are met. A debug build only
//! prints, to try the benchmark itself.
//!
//! Words on the command line name the steps to measure (`cargo bench --bench figures -- "mdbox: lists"`), for whoever looks
//! for what one of them costs; then nothing is written.
//!
//! `GATEPOST_BENCH_MESSAGES` is the size of the large mailboxes (100,000), `GATEPOST_BENCH_IDLE` the number of idle
//! sessions (10,000).

mod crowd;
mod exchanges;
mod figure;
mod hostile;
mod idle;
mod node;
mod outage;
mod raw;
mod report;
mod sign_in;
mod transfer;

use std::time::Instant;

use farm::{Farm, Home, Options, Server};

use crate::figure::Part;
use crate::node::Node;

pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A mail machine with its format.
pub(crate) struct Machine {
    pub(crate) home: Home,
    pub(crate) server: Server,
    pub(crate) format: &'static str,
}

const MACHINES: [Machine; 2] = [
    Machine { home: Home::Mail01, server: Server::Mail01, format: "Maildir" },
    Machine { home: Home::Mail02, server: Server::Mail02, format: "mdbox" },
];

#[tokio::main]
async fn main() -> Outcome<()> {
    gatepost::tls::install_provider();
    let messages = number("GATEPOST_BENCH_MESSAGES", 100_000)?;
    let idle = number("GATEPOST_BENCH_IDLE", 10_000)?;
    let begun = Instant::now();
    say(begun, "starting a farm and a node");
    let farm = Farm::start(&Options { mdbox_on_mail02: true, ..Options::default() })?;
    let node = Node::before(&farm).await?;

    let mut parts = Vec::new();
    for machine in MACHINES.iter().filter(|machine| is_wanted(machine.format)) {
        let part = of_machine(&farm, &node, machine, messages, begun).await?;
        // At once: the whole takes minutes, and may be broken off.
        report::print(std::slice::from_ref(&part));
        parts.push(part);
    }
    let mut part = Part::new("node", "Any server", messages);
    part.add(begun, "sessions that rest, on Dovecot", idle::on_dovecot(&farm)).await;
    part.add(begun, "sessions that rest, on a scripted server", idle::on_a_peer(idle)).await;
    part.add(begun, "hostile mail and hostile servers", hostile::measure(&farm, &node)).await;
    part.add(begun, "bob's requests while alice's server hangs", outage::measure(&farm, &node)).await;
    report::print(std::slice::from_ref(&part));
    parts.push(part);

    if wanted_steps().next().is_none() {
        report::keep(&parts)?;
    }
    say(begun, "done");
    Ok(())
}

async fn of_machine(farm: &Farm, node: &Node, machine: &Machine, messages: usize, begun: Instant) -> Outcome<Part> {
    let Machine { home, format, .. } = *machine;
    let mut part = Part::new(&format.to_lowercase(), &format!("Dovecot, {format}"), messages);
    let reader = farm.newcomer(home);
    say(begun, &format!("{format}: filling a mailbox with {messages} messages"));
    farm.fill(&reader, "INBOX", messages, 1)?;
    let titled = |what: &str| format!("{format}: {what}");
    let exchanges = exchanges::measure(farm, node, &reader, messages);
    part.add(begun, &titled("lists, messages, keywords, searches"), exchanges).await;
    part.add(begun, &titled("a large attachment"), transfer::measure(farm, node, &reader)).await;
    part.add(begun, &titled("sign-ins"), sign_in::measure(farm, node, &reader)).await;
    part.add(begun, &titled("a crowd"), crowd::measure(farm, node, machine)).await;
    Ok(part)
}

/// The steps that the command line names; none: all of them. (Cargo adds `--bench`.)
fn wanted_steps() -> impl Iterator<Item = String> {
    std::env::args().skip(1).filter(|word| !word.starts_with('-'))
}

/// Whether a step is to be measured, or something of a machine.
pub(crate) fn is_wanted(what: &str) -> bool {
    let mut steps = wanted_steps().peekable();
    steps.peek().is_none() || steps.any(|step| what.contains(&step) || step.starts_with(what))
}

fn number(variable: &str, usual: usize) -> Outcome<usize> {
    std::env::var(variable).map_or(Ok(usual), |text| Ok(text.parse()?))
}

/// Says what is being done, and how long the whole has taken so far.
pub(crate) fn say(begun: Instant, what: &str) {
    println!("[{:>4} s] {what}", begun.elapsed().as_secs());
}
