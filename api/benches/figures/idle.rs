//! Sessions that rest: the memory of each, and ten thousand of them on one node.

use std::time::{Duration, Instant};

use farm::{Farm, Home};
use futures::StreamExt as _;
use futures::stream;
use plain::Plain;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::Outcome;
use crate::figure::{Figure, Goal, Times};
use crate::node::{Browser, Node, bytes, list};

/// How many people sign in at once.
const AT_ONCE: usize = 32;
/// How many have a browser that waits for news.
const WATCHING: usize = 500;
const ON_DOVECOT: usize = 200;

/// On Dovecot, with TLS.
pub(crate) async fn on_dovecot(farm: &Farm) -> Outcome<Vec<Figure>> {
    let people: Vec<_> = (0..ON_DOVECOT).map(|_| farm.newcomer(Home::Mail02)).collect();
    let node = Node::before(farm).await?;
    let at_rest = node.resident_kib()?;
    // What a node needs once, for the first of all sessions, is no cost of each.
    let _first = node.sign_in(&people[0]).await?;
    let before = node.resident_kib()?;
    let mut after_hundred = before;
    for (number, person) in people.iter().enumerate().skip(1) {
        let browser = node.sign_in(person).await?;
        bytes(browser.get(&list("INBOX", "position=0")?)).await?;
        if number == 99 {
            after_hundred = node.resident_kib()?;
        }
    }
    let each = (node.resident_kib()? - before) / share(ON_DOVECOT - 1);
    Ok(vec![
        Figure::alone("resident memory of a node at rest", "MiB", at_rest / 1024.0, Goal::None),
        Figure::alone("the same after 100 sign-ins, each with its inbox", "MiB", after_hundred / 1024.0, Goal::None),
        Figure::alone("memory of a resting session, TLS to the server", "KiB", each, Goal::AtMost(100.0)),
    ])
}

/// On a server in this process, without TLS: so many that no Dovecot would hold them.
pub(crate) async fn on_a_peer(count: usize) -> Outcome<Vec<Figure>> {
    // One on our side of each connection; a browser that waits has three.
    allow_files(count + 4 * WATCHING + 2000)?;
    let plain = Plain::start().await;
    let text = format!(
        "[directory]\nkind = \"static\"\nimap = \"{}\"\ndomain = \"example.org\"\n\
        [limits]\nconnections = {}\nidle_seconds = 3600\npoll_seconds = 600\nrequests_per_minute = 0\n",
        plain.url(),
        2 * count + 100
    );
    let mut node = Node::with(&text).await?;
    node.browser().sign_in("first", "").await?;
    let empty = node.resident_kib()?;
    let begun = Instant::now();
    let browsers: Vec<Outcome<Browser>> = stream::iter(0..count)
        .map(|number| {
            let mut browser = node.browser();
            async move {
                browser.sign_in(&format!("person{number}"), "").await?;
                Ok(browser)
            }
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let browsers: Vec<Browser> = browsers.into_iter().collect::<Outcome<_>>()?;
    let taken = begun.elapsed();
    let full = node.resident_kib()?;
    let open = plain.open_connections();
    if open < count || !node.is_alive() {
        return Err(format!("{open} of {count} connections are open").into());
    }
    let mut times = Times::default();
    for browser in browsers.iter().step_by((count / 200).max(1)) {
        let begun = Instant::now();
        bytes(browser.get(&list("INBOX", "position=0")?)).await?;
        times.push(begun.elapsed());
    }
    let before = node.resident_kib()?;
    let watching = watch(&browsers[..WATCHING.min(count)]).await?;
    let watched = (node.resident_kib()? - before) / share(watching.len());
    Ok(vec![
        Figure::alone("sessions that rest on one node", "sessions", share(open), Goal::None),
        Figure::alone("… memory of each", "KiB", (full - empty) / share(count), Goal::AtMost(100.0)),
        Figure::alone("… sign-ins while they came", "1/s", share(count) / taken.as_secs_f64(), Goal::None),
        Figure::alone("… one of them lists, median", "ms", times.median(), Goal::None),
        Figure::alone("… 99 of 100 within", "ms", times.percentile(99), Goal::None),
        Figure::alone("memory of a browser that waits for news", "KiB", watched, Goal::AtMost(100.0)),
    ])
}

/// Streams of news, each with its first event read.
async fn watch(browsers: &[Browser]) -> Outcome<Vec<reqwest::Response>> {
    let mut watching = Vec::new();
    for browser in browsers {
        let mut answer = browser.get("/events").send().await?.error_for_status()?;
        tokio::time::timeout(Duration::from_secs(10), answer.chunk()).await??;
        watching.push(answer);
    }
    Ok(watching)
}

#[expect(clippy::cast_precision_loss, reason = "thousands")]
fn share(count: usize) -> f64 {
    count as f64
}

/// Lets this process, and the node that it starts, open so many files.
fn allow_files(count: usize) -> Outcome<()> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = u64::try_from(count)?;
    if maximum.is_some_and(|maximum| maximum < wanted) {
        return Err(format!("{wanted} open files are needed: ulimit -Hn is less").into());
    }
    if current.is_some_and(|current| current < wanted) {
        setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum })?;
    }
    Ok(())
}
