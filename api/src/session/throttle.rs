//! The brake on guessing passwords, of this node alone.
//!
//! Three budgets at once: of one network, of one name, and of one name from one network. An attempt takes from all
//! three and gives back when the password was right, so only failures count, and a hundred guesses at once pass no
//! faster than one after the other. The pair runs dry first: ten wrong passwords of alice from one address stop that
//! address from trying alice, and delay neither bob nor alice at home.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::budget::Budget;
use crate::config::cidr::household;

/// What a budget belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Network(IpAddr),
    Name(String),
    Pair(IpAddr, String),
}

impl Key {
    /// So many failures.
    fn budget(&self) -> Budget {
        match self {
            // Many people may share one address: an office, a campus.
            Self::Network(_) => Budget { burst: 60, every: Duration::from_secs(2) },
            // Generous, since whoever empties it locks the person out as well.
            Self::Name(_) => Budget { burst: 30, every: Duration::from_secs(10) },
            Self::Pair(..) => Budget { burst: 5, every: Duration::from_secs(20) },
        }
    }
}

/// Memory is bounded: when so many budgets are in use, those that are full again are forgotten.
const MANY: usize = 50_000;

/// The budgets. For each, the time when it will be full again.
#[derive(Debug, Default)]
pub struct Throttle {
    full_at: Mutex<HashMap<Key, Instant>>,
}

/// A permitted attempt, which counts as a failure until it is given back.
#[derive(Debug)]
#[must_use = "an attempt counts as a failure until it is given back"]
pub struct Attempt<'a> {
    throttle: &'a Throttle,
    keys: [Key; 3],
}

impl Throttle {
    /// Permits an attempt, or says how long to wait.
    pub fn attempt(&self, client: IpAddr, name: &str) -> Result<Attempt<'_>, Duration> {
        self.attempt_at(client, name, Instant::now())
    }

    /// Whether any failure counts now.
    pub fn is_in_use(&self) -> bool {
        let now = Instant::now();
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner).values().any(|full| *full > now)
    }

    fn attempt_at(&self, client: IpAddr, name: &str, now: Instant) -> Result<Attempt<'_>, Duration> {
        let (network, name) = (household(client), name.trim().to_lowercase());
        let keys = [Key::Network(network), Key::Name(name.clone()), Key::Pair(network, name)];
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = keys.iter().map(|key| key.budget().wait(full_at.get(key).copied(), now)).max().unwrap_or_default();
        if !wait.is_zero() {
            return Err(wait);
        }
        if full_at.len() > MANY {
            full_at.retain(|_, full| *full > now);
        }
        for key in &keys {
            let full = key.budget().take(full_at.get(key).copied(), now);
            full_at.insert(key.clone(), full);
        }
        drop(full_at);
        Ok(Attempt { throttle: self, keys })
    }
}

impl Attempt<'_> {
    /// The attempt was no wrong password.
    pub fn give_back(self) {
        let mut full_at = self.throttle.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &self.keys {
            if let Some(full) = full_at.get_mut(key) {
                *full = full.checked_sub(key.budget().every).unwrap_or(*full);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: &str = "192.0.2.7";
    const HOME: &str = "198.51.100.1";

    struct Story {
        throttle: Throttle,
        now: Instant,
    }

    impl Story {
        fn begin() -> Self {
            Self { throttle: Throttle::default(), now: Instant::now() }
        }

        fn may(&self, from: &str, name: &str) -> Result<Attempt<'_>, Duration> {
            self.throttle.attempt_at(from.parse().unwrap(), name, self.now)
        }

        fn fails(&self, from: &str, name: &str) {
            if let Ok(attempt) = self.may(from, name) {
                std::mem::drop(attempt);
            }
        }
    }

    #[test]
    fn ten_wrong_passwords_of_alice_delay_nobody_else_nor_alice_at_home() {
        let story = Story::begin();
        (0..10).for_each(|_| story.fails(OFFICE, "alice"));
        let wait = story.may(OFFICE, "Alice ").expect_err("alice is braked at the office");
        assert!(wait <= Duration::from_secs(20));
        assert!(story.may(OFFICE, "bob").is_ok());
        assert!(story.may(HOME, "alice").is_ok());
    }

    #[test]
    fn right_passwords_cost_nothing() {
        let story = Story::begin();
        for _ in 0..1000 {
            story.may(OFFICE, "alice").expect("nothing was wrong").give_back();
        }
    }

    #[test]
    fn a_hundred_guesses_at_once_pass_no_faster_than_one_after_the_other() {
        let story = Story::begin();
        let under_way: Vec<_> = (0..100).filter_map(|_| story.may(OFFICE, "alice").ok()).collect();
        assert_eq!(under_way.len(), 5);
    }

    #[test]
    fn waiting_helps() {
        let mut story = Story::begin();
        (0..5).for_each(|_| story.fails(OFFICE, "alice"));
        assert!(story.may(OFFICE, "alice").is_err());
        story.now += Duration::from_secs(20);
        assert!(story.may(OFFICE, "alice").is_ok());
        assert!(story.may(OFFICE, "alice").is_err());
    }

    #[test]
    fn one_household_with_many_v6_addresses_is_one_network() {
        let story = Story::begin();
        (0..5).for_each(|host| story.fails(&format!("2001:db8::{host}"), "alice"));
        assert!(story.may("2001:db8::99", "alice").is_err());
        assert!(story.may("2001:db8:0:1::1", "alice").is_ok());
    }
}
