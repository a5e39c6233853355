//! Many nodes write at once, in every order, and some die: what was confirmed is there, and nothing else changed it.
//!
//! Each node is a future that takes one step at a time on a mailbox in memory; dice say whose turn it is. A step is a
//! command of IMAP, which a server carries out as a whole.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use proptest::prelude::*;

use super::record::{Bundle, Kind};
use super::store::Store;
use super::view::View;
use super::write::{Change, look, write};
use crate::mail::error::MailError;

/// A mailbox as all servers have it: numbered in the order in which messages are stored.
#[derive(Debug, Default)]
struct World {
    next_uid: u32,
    messages: Vec<(u32, Vec<u8>)>,
}

/// One node's connection to it. It forgets nothing, but may break: before a command reaches the server, or after.
struct Connection {
    world: Arc<Mutex<World>>,
    /// At which step it breaks, and whether the server carries that step out.
    breaks: Option<(u32, bool)>,
    steps: Mutex<u32>,
}

impl Connection {
    fn to(world: &Arc<Mutex<World>>) -> Self {
        Self { world: Arc::clone(world), breaks: None, steps: Mutex::new(0) }
    }

    async fn step<T>(&self, work: impl FnOnce(&mut World) -> T) -> Result<T, MailError> {
        turn().await;
        let mut steps = self.steps.lock().unwrap();
        *steps += 1;
        let lost = || MailError::Disconnected { server: String::new(), command: "any", reason: String::new() };
        match self.breaks {
            Some((step, false)) if step == *steps => Err(lost()),
            Some((step, true)) if step == *steps => {
                work(&mut self.world.lock().unwrap());
                Err(lost())
            }
            _ => Ok(work(&mut self.world.lock().unwrap())),
        }
    }
}

impl Store for Connection {
    async fn look(&self, known: &View) -> Result<Option<View>, MailError> {
        let known = known.clone();
        self.step(move |world| {
            let bundle = |(uid, message): &(u32, Vec<u8>)| {
                let old = known.messages.get(uid).cloned();
                let end = message.windows(4).position(|four| four == b"\r\n\r\n")?;
                let read = || Bundle::from_body(Kind::Contacts, &message[end + 4..]).map(Arc::new);
                Some((*uid, old.or_else(read)?))
            };
            Some(View {
                uid_validity: 1,
                messages: world.messages.iter().filter_map(bundle).collect(),
                ..View::default()
            })
        })
        .await
    }

    async fn put(&self, message: Vec<u8>) -> Result<(), MailError> {
        self.step(|world| {
            world.next_uid += 1;
            world.messages.push((world.next_uid, message));
        })
        .await
    }

    async fn remove(&self, _: u32, uids: Vec<u32>) -> Result<(), MailError> {
        self.step(|world| world.messages.retain(|(uid, _)| !uids.contains(uid))).await
    }
}

/// Gives the turn away once.
async fn turn() {
    let mut has_waited = false;
    std::future::poll_fn(
        move |_| if std::mem::replace(&mut has_waited, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
}

/// Runs all futures to their ends, whose turn it is said by the dice, which begin anew when they run out.
fn play<T>(mut players: Vec<Pin<Box<dyn Future<Output = T> + '_>>>, dice: &[u8]) -> Vec<T> {
    let mut outcomes: Vec<Option<T>> = players.iter().map(|_| None).collect();
    let mut context = Context::from_waker(Waker::noop());
    let mut throw = dice.iter().copied().cycle();
    while outcomes.iter().any(Option::is_none) {
        let waiting: Vec<usize> = (0..players.len()).filter(|at| outcomes[*at].is_none()).collect();
        let at = waiting[usize::from(throw.next().unwrap_or_default()) % waiting.len()];
        if let Poll::Ready(outcome) = players[at].as_mut().poll(&mut context) {
            outcomes[at] = Some(outcome);
        }
    }
    outcomes.into_iter().flatten().collect()
}

/// Counts one of the counters up.
async fn count(connection: &Connection, id: &str, now: i64) -> Result<(), MailError> {
    let counted = write(connection, Arc::default(), Kind::Contacts, now, |_, standing| {
        let value: u32 = standing.get(id).and_then(|(record, _)| record.value.as_deref()?.parse().ok()).unwrap_or(0);
        Ok::<_, MailError>(Change { puts: vec![(id.to_owned(), Some((value + 1).to_string()))], answer: () })
    });
    counted.await.map(drop)
}

/// Sets a value on the condition that it is the one expected; answers whether it was.
async fn swap(connection: &Connection, id: &str, expected: Option<&str>, new: &str) -> Result<bool, MailError> {
    let swapped = write(connection, Arc::default(), Kind::Contacts, 0, |_, standing| {
        let value = standing.get(id).and_then(|(record, _)| record.value.as_deref());
        if value != expected {
            return Err(MailError::Modified);
        }
        Ok(Change { puts: vec![(id.to_owned(), Some(new.to_owned()))], answer: () })
    });
    match swapped.await {
        Ok(_) => Ok(true),
        Err(MailError::Modified) => Ok(false),
        Err(error) => Err(error),
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    play(vec![Box::pin(future)], &[0]).remove(0)
}

fn value(world: &Arc<Mutex<World>>, id: &str) -> Option<String> {
    let connection = Connection::to(world);
    let view = run(look(&connection, Arc::default())).unwrap();
    view.value(Kind::Contacts, id).and_then(|record| record.value.clone())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_counts_at_once_counts_every_time(dice in prop::collection::vec(any::<u8>(), 1..200), nodes in 2_usize..6) {
        let world = Arc::new(Mutex::new(World::default()));
        let connections: Vec<Connection> = (0..nodes).map(|_| Connection::to(&world)).collect();
        let counting = connections.iter().map(|connection| {
            let both = async move {
                count(connection, "a", 0).await?;
                count(connection, "b", 0).await?;
                count(connection, "a", 0).await
            };
            Box::pin(both) as Pin<Box<dyn Future<Output = Result<(), MailError>> + '_>>
        });
        for outcome in play(counting.collect(), &dice) {
            prop_assert!(outcome.is_ok(), "{:?}", outcome);
        }
        prop_assert_eq!(value(&world, "a"), Some((2 * nodes).to_string()));
        prop_assert_eq!(value(&world, "b"), Some(nodes.to_string()));
        // Whoever writes next leaves order behind.
        run(count(&Connection::to(&world), "a", 0)).unwrap();
        prop_assert!(world.lock().unwrap().messages.len() <= 2);
    }

    #[test]
    fn of_those_who_set_on_condition_one_succeeds(dice in prop::collection::vec(any::<u8>(), 1..100), nodes in 2_usize..6) {
        let world = Arc::new(Mutex::new(World::default()));
        run(swap(&Connection::to(&world), "a", None, "old")).unwrap();
        let connections: Vec<Connection> = (0..nodes).map(|_| Connection::to(&world)).collect();
        let names: Vec<String> = (0..nodes).map(|node| format!("new{node}")).collect();
        let swapping = connections.iter().zip(&names).map(|(connection, name)| {
            Box::pin(swap(connection, "a", Some("old"), name)) as Pin<Box<dyn Future<Output = Result<bool, MailError>> + '_>>
        });
        let outcomes: Vec<bool> = play(swapping.collect(), &dice).into_iter().map(Result::unwrap).collect();
        let winner = outcomes.iter().position(|swapped| *swapped).unwrap();
        prop_assert_eq!(outcomes.iter().filter(|swapped| **swapped).count(), 1);
        prop_assert_eq!(value(&world, "a"), Some(names[winner].clone()));
    }

    #[test]
    fn what_was_confirmed_survives_every_broken_connection(
        dice in prop::collection::vec(any::<u8>(), 1..200),
        breaks in prop::collection::vec(prop::option::of((1_u32..9, any::<bool>())), 2..5),
    ) {
        let world = Arc::new(Mutex::new(World::default()));
        let connections: Vec<Connection> =
            breaks.iter().map(|breaks| Connection { breaks: *breaks, ..Connection::to(&world) }).collect();
        let counting = connections.iter().map(|connection| {
            Box::pin(count(connection, "a", 0)) as Pin<Box<dyn Future<Output = Result<(), MailError>> + '_>>
        });
        let outcomes = play(counting.collect(), &dice);
        let confirmed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let counted: usize = value(&world, "a").map_or(0, |value| value.parse().unwrap());
        // One whose connection broke may have counted without knowing it, but nobody counts for two.
        prop_assert!((confirmed..=breaks.len()).contains(&counted), "{} of {:?}", counted, outcomes);
    }

}

proptest! {
    // Each of these is hundreds of writes.
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_book_of_many_small_changes_is_gathered_and_loses_nothing(
        dice in prop::collection::vec(any::<u8>(), 1..300),
        deleted in prop::collection::btree_set(0_usize..70, 0..20),
    ) {
        let world = Arc::new(Mutex::new(World::default()));
        let (one, two) = (Connection::to(&world), Connection::to(&world));
        let fill = |connection, from: usize| async move {
            for number in (from..70).step_by(2) {
                count(connection, &number.to_string(), 0).await?;
            }
            Ok::<_, MailError>(())
        };
        for outcome in play::<Result<(), MailError>>(vec![Box::pin(fill(&one, 0)), Box::pin(fill(&two, 1))], &dice) {
            prop_assert!(outcome.is_ok(), "{:?}", outcome);
        }
        for number in &deleted {
            let id = number.to_string();
            let gone = write(&one, Arc::default(), Kind::Contacts, 0, |_, _| {
                Ok::<_, MailError>(Change { puts: vec![(id.clone(), None)], answer: () })
            });
            run(gone).unwrap();
        }
        for number in 0..70 {
            let expected = (!deleted.contains(&number)).then(|| "1".to_owned());
            prop_assert_eq!(value(&world, &number.to_string()), expected, "{}", number);
        }
        prop_assert!(world.lock().unwrap().messages.len() < 60, "{}", world.lock().unwrap().messages.len());
    }
}
