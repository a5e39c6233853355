//! Many people listing at once: requests a second, and what they cost the node beside what they cost Dovecot.

use std::time::{Duration, Instant};

use farm::{Farm, Person};

use crate::figure::{Figure, Goal, Times};
use crate::node::{Browser, Node, ROWS, bytes, list};
use crate::raw::{ROW_ITEMS, Raw};
use crate::{Machine, Outcome};

/// How large each person's inbox is.
const MESSAGES: usize = 200;
/// How long each crowd lists.
const TIME: Duration = Duration::from_secs(4);

pub(crate) async fn measure(farm: &Farm, node: &Node, machine: &Machine) -> Outcome<Vec<Figure>> {
    let people: Vec<Person> = (0..64).map(|_| farm.newcomer(machine.home)).collect();
    let mut sessions = Vec::new();
    for (seed, person) in (7..).zip(&people) {
        farm.fill(person, "INBOX", MESSAGES, seed)?;
        let mut raw = Raw::sign_in(farm, person).await?;
        raw.run("SELECT INBOX").await?;
        sessions.push((node.sign_in(person).await?, raw));
    }
    let mut figures = Vec::new();
    for size in [8, 64] {
        figures.extend(crowd(farm, node, machine, &mut sessions[..size]).await?);
    }
    Ok(figures)
}

async fn crowd(farm: &Farm, node: &Node, machine: &Machine, sessions: &mut [(Browser, Raw)]) -> Outcome<Vec<Figure>> {
    let size = sessions.len();
    // Both halves stand in the middle of the other's: what the machine does besides falls on both.
    let (mut ours, mut theirs) = (Spent::default(), Spent::default());
    for _ in 0..2 {
        let before = (node.processor_time()?, farm.processor_time(machine.server));
        let listed = browse(sessions).await?;
        let after = (node.processor_time()?, farm.processor_time(machine.server));
        ours.add(&listed, after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));
        let before = farm.processor_time(machine.server);
        let listed = fetch(sessions).await?;
        theirs.add(&listed, Duration::ZERO, farm.processor_time(machine.server).saturating_sub(before));
    }
    let name = |what: &str| format!("{size} people listing: {what}");
    Ok(vec![
        Figure::beside(name("lists"), "1/s", ours.rate(), theirs.rate(), Goal::None),
        Figure::alone(name("99 of 100 within"), "ms", ours.times.percentile(99), Goal::None),
        Figure::beside(
            name("processor of the node beside Dovecot's"),
            "ms a list",
            ours.node(),
            ours.server(),
            Goal::None,
        ),
        Figure::alone(name("processor of Dovecot, asked raw"), "ms a list", theirs.server(), Goal::None),
    ])
}

/// What a crowd did and what it cost.
#[derive(Default)]
struct Spent {
    times: Times,
    count: u32,
    node: Duration,
    server: Duration,
    taken: Duration,
}

/// The lists of one go.
struct Listed {
    times: Times,
    count: u32,
    taken: Duration,
}

impl Spent {
    fn add(&mut self, listed: &Listed, node: Duration, server: Duration) {
        self.times.extend(listed.times.clone());
        self.count += listed.count;
        self.taken += listed.taken;
        self.node += node;
        self.server += server;
    }

    fn rate(&self) -> f64 {
        f64::from(self.count) / self.taken.as_secs_f64()
    }

    fn node(&self) -> f64 {
        self.node.as_secs_f64() * 1000.0 / f64::from(self.count)
    }

    fn server(&self) -> f64 {
        self.server.as_secs_f64() * 1000.0 / f64::from(self.count)
    }
}

async fn browse(sessions: &[(Browser, Raw)]) -> Outcome<Listed> {
    let path = list("INBOX", "position=0")?;
    let people = sessions.iter().map(|(browser, _)| until_the_end(async || bytes(browser.get(&path)).await));
    gather(futures::future::try_join_all(people)).await
}

async fn fetch(sessions: &mut [(Browser, Raw)]) -> Outcome<Listed> {
    let command = format!("FETCH {}:{MESSAGES} {ROW_ITEMS}", MESSAGES - ROWS + 1);
    let command = &command;
    let people = sessions.iter_mut().map(|(_, raw)| until_the_end(async move || raw.run(command).await));
    gather(futures::future::try_join_all(people)).await
}

async fn until_the_end(mut work: impl AsyncFnMut() -> Outcome<Vec<u8>>) -> Outcome<(Times, u32)> {
    let end = Instant::now() + TIME;
    let (mut times, mut count) = (Times::default(), 0);
    while Instant::now() < end {
        let begun = Instant::now();
        work().await?;
        times.push(begun.elapsed());
        count += 1;
    }
    Ok((times, count))
}

async fn gather(people: impl Future<Output = Outcome<Vec<(Times, u32)>>>) -> Outcome<Listed> {
    let begun = Instant::now();
    let mut listed = Listed { times: Times::default(), count: 0, taken: Duration::ZERO };
    for (times, count) in people.await? {
        listed.times.extend(times);
        listed.count += count;
    }
    listed.taken = begun.elapsed();
    Ok(listed)
}
