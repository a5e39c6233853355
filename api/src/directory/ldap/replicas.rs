//! The replicas: one bound connection to each, and the choice among them.
//!
//! A question goes to the first replica that is up. When it has not answered after a moment the next one is asked as
//! well (hedging), the first answer counts, and whoever was overtaken or failed is down: it is not asked again until a
//! probe, with a growing and jittered pause, has seen it serve. So a replica that hangs costs one question a moment,
//! and the others nothing. When all are down the answer is at once that there is none.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use ldap3::Ldap;
use rustls::ClientConfig;
use url::Url;

use crate::config;
use crate::directory::DirectoryError;
use crate::directory::ldap::search::{self, Entry, Question, SearchError};

/// The pause after the first failure; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// A question that only asks whether a replica serves must be answered in this time.
const PROBE_TIMEOUT: Duration = Duration::from_secs(1);

/// All replicas.
pub struct Replicas {
    all: Vec<Replica>,
    hedge_after: Duration,
    longest_pause: Duration,
}

/// One replica.
struct Replica {
    url: Url,
    config: config::Ldap,
    tls: Arc<ClientConfig>,
    question: Question,
    /// The handle of the bound connection: cloned per question, since one connection carries many at once.
    connection: tokio::sync::Mutex<Option<Ldap>>,
    health: Mutex<Health>,
}

/// What is known of a replica.
#[derive(Debug, Clone, Copy, Default)]
struct Health {
    failures: u32,
    /// Not to be asked before; none when it is up.
    down_until: Option<Instant>,
}

impl Replicas {
    /// The replicas of this configuration; connects to nothing yet, and takes them for up.
    pub fn new(config: &config::Ldap, tls: &Arc<ClientConfig>) -> Self {
        let replica = |url: &Url| Replica {
            url: url.clone(),
            config: config.clone(),
            tls: tls.clone(),
            question: Question::new(config),
            connection: tokio::sync::Mutex::new(None),
            health: Mutex::default(),
        };
        Self {
            all: config.urls.iter().map(replica).collect(),
            hedge_after: config.hedge_after,
            longest_pause: config.probe_every,
        }
    }

    /// Whether at least one is up.
    pub fn any_up(&self) -> bool {
        self.all.iter().any(Replica::is_up)
    }

    /// The entries that match, at most `size`, from whichever replica answers first.
    pub async fn search(&self, filter: &str, size: i32) -> Result<Vec<Entry>, DirectoryError> {
        let mut waiting = self.candidates().into_iter();
        let mut asked = FuturesUnordered::new();
        let mut pending: Vec<&Replica> = Vec::new();
        loop {
            if let Some(replica) = waiting.next() {
                pending.push(replica);
                asked.push(async move { (replica, replica.search(filter, size).await) });
            } else if asked.is_empty() {
                return Err(DirectoryError::Unavailable);
            }
            let may_hedge = waiting.len() > 0;
            let answer = tokio::select! {
                answer = asked.next() => answer,
                () = tokio::time::sleep(self.hedge_after), if may_hedge => None,
            };
            let Some((replica, outcome)) = answer else { continue };
            pending.retain(|other| !std::ptr::eq(*other, replica));
            match outcome {
                Ok(entries) => {
                    replica.is_well();
                    // Overtaken although asked earlier: it hangs, and the next question shall not wait for it.
                    for slow in pending.iter().filter(|slow| self.is_before(slow, replica)) {
                        slow.failed(&SearchError::TimedOut, self.longest_pause);
                    }
                    return Ok(entries);
                }
                Err(error) => replica.failed(&error, self.longest_pause),
            }
        }
    }

    /// Those that are up, in order of preference; else those whose pause is over; else none.
    fn candidates(&self) -> Vec<&Replica> {
        let up: Vec<&Replica> = self.all.iter().filter(|replica| replica.is_up()).collect();
        if up.is_empty() { self.all.iter().filter(|replica| replica.is_due()).collect() } else { up }
    }

    fn is_before(&self, one: &Replica, other: &Replica) -> bool {
        let place = |wanted: &Replica| self.all.iter().position(|replica| std::ptr::eq(replica, wanted));
        place(one) < place(other)
    }

    /// Asks every replica now whether it serves; true when at least one does.
    pub async fn probe_all(&self) -> bool {
        let probes = self.all.iter().map(|replica| replica.probe(self.longest_pause));
        futures::future::join_all(probes).await.iter().any(Result::is_ok)
    }

    /// Asks every replica once: how long it took, or what is wrong.
    pub async fn check_each(&self) -> Vec<(String, Result<Duration, SearchError>)> {
        let checks = self.all.iter().map(|replica| async {
            let began = Instant::now();
            let outcome = replica.probe(self.longest_pause).await;
            (replica.url.to_string(), outcome.map(|()| began.elapsed()))
        });
        futures::future::join_all(checks).await
    }
}

/// Probes each replica for ever: every `every` when it is up, at the end of its pause when it is down.
pub async fn look_after(replicas: Arc<Replicas>, every: Duration) {
    let watch = |replica| async move {
        loop {
            replica_turn(replica, every).await;
        }
    };
    futures::future::join_all(replicas.all.iter().map(watch)).await;
}

async fn replica_turn(replica: &Replica, every: Duration) {
    // What it says is noted in the replica's health.
    let _ = replica.probe(every).await;
    let pause = match replica.health().down_until {
        Some(until) => until.saturating_duration_since(Instant::now()),
        None => jittered(every),
    };
    tokio::time::sleep(pause).await;
}

impl Replica {
    async fn search(&self, filter: &str, size: i32) -> Result<Vec<Entry>, SearchError> {
        let ldap = self.connected(self.question.timeout).await?;
        let answer = search::search(ldap, &self.question, filter, size).await;
        self.keep_or_drop(&answer);
        answer
    }

    async fn probe(&self, longest_pause: Duration) -> Result<(), SearchError> {
        let timeout = PROBE_TIMEOUT.min(self.question.timeout);
        let outcome = match self.connected(timeout).await {
            Ok(ldap) => search::probe(ldap, &self.question, timeout).await,
            Err(error) => Err(error),
        };
        self.keep_or_drop(&outcome);
        match &outcome {
            Ok(()) => self.is_well(),
            Err(error) => self.failed(error, longest_pause),
        }
        outcome
    }

    /// A handle of the bound connection, which is made if there is none. Whoever waits for another to make it waits no
    /// longer than the making may take.
    async fn connected(&self, timeout: Duration) -> Result<Ldap, SearchError> {
        let make = async {
            let mut connection = self.connection.lock().await;
            if let Some(ldap) = connection.as_mut()
                && !ldap.is_closed()
            {
                return Ok(ldap.clone());
            }
            *connection = None;
            let ldap = search::connect(&self.url, &self.config, &self.tls, timeout).await?;
            *connection = Some(ldap.clone());
            Ok(ldap)
        };
        tokio::time::timeout(timeout, make).await.unwrap_or(Err(SearchError::TimedOut))
    }

    /// A connection on which something went wrong is not used again: it may lead nowhere.
    fn keep_or_drop<T>(&self, outcome: &Result<T, SearchError>) {
        if outcome.is_err()
            && let Ok(mut connection) = self.connection.try_lock()
        {
            *connection = None;
        }
    }

    fn health(&self) -> Health {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_up(&self) -> bool {
        self.health().down_until.is_none()
    }

    fn is_due(&self) -> bool {
        self.health().down_until.is_none_or(|until| until <= Instant::now())
    }

    fn is_well(&self) {
        let before = std::mem::take(&mut *self.health.lock().unwrap_or_else(PoisonError::into_inner));
        if before.failures > 0 {
            tracing::info!(replica = %self.url, "the directory's replica serves again");
        }
        metrics::gauge!("gatepost_directory_up", "replica" => self.url.to_string()).set(1.0);
    }

    fn failed(&self, error: &SearchError, longest_pause: Duration) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        if health.failures == 0 {
            tracing::warn!(replica = %self.url, "the directory's replica is down: {error}");
        }
        let pause = (FIRST_PAUSE * 2_u32.pow(health.failures.min(8))).min(longest_pause);
        health.failures = health.failures.saturating_add(1);
        health.down_until = Some(Instant::now() + jittered(pause));
        drop(health);
        metrics::gauge!("gatepost_directory_up", "replica" => self.url.to_string()).set(0.0);
    }
}

/// Between 75 % and 125 % of a pause, so that nodes do not ask in step.
fn jittered(pause: Duration) -> Duration {
    let mut byte = [128_u8; 1];
    // Without randomness the nodes ask in step, which is no reason not to ask.
    let _ = getrandom::fill(&mut byte);
    pause.mul_f64(0.75 + f64::from(byte[0]) / 512.0)
}
