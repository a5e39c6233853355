//! How many requests one person, or one token, may send to this node: a budget for each, which refills with time.
//!
//! It keeps a program that runs wild from taking the node and the mail server from everybody else. It is not a brake on
//! guessing (that is [`super::throttle`]), and each node counts for itself.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::budget::Budget;

/// Memory is bounded: when so many budgets are in use, those that are full again are forgotten.
const MANY: usize = 100_000;

/// The budgets.
#[derive(Debug)]
pub struct Rates {
    /// None: nothing is counted.
    budget: Option<Budget>,
    full_at: Mutex<HashMap<String, Instant>>,
}

impl Rates {
    /// Budgets of so many requests a minute, and so many at once. 0 a minute: no limit.
    pub fn new(per_minute: u32, at_once: u32) -> Self {
        let every = Duration::from_mins(1).checked_div(per_minute);
        let budget = every.map(|every| Budget { burst: at_once.max(1), every });
        Self { budget, full_at: Mutex::default() }
    }

    /// Counts a request of somebody, or says how long to wait.
    pub fn count(&self, who: &str) -> Result<(), Duration> {
        self.count_at(who, Instant::now())
    }

    fn count_at(&self, who: &str, now: Instant) -> Result<(), Duration> {
        let Some(budget) = self.budget else { return Ok(()) };
        let mut budgets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = budgets.get(who).copied();
        let wait = budget.wait(full_at, now);
        if !wait.is_zero() {
            return Err(wait);
        }
        if full_at.is_none() && budgets.len() >= MANY {
            budgets.retain(|_, full| *full > now);
        }
        budgets.insert(who.to_owned(), budget.take(full_at, now));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_too_much_waits_and_nobody_else_does() {
        let (rates, now) = (Rates::new(60, 10), Instant::now());
        for _ in 0..10 {
            assert!(rates.count_at("alice", now).is_ok());
        }
        assert_eq!(rates.count_at("alice", now), Err(Duration::from_secs(1)));
        assert!(rates.count_at("bob", now).is_ok());
        assert!(rates.count_at("alice", now + Duration::from_secs(1)).is_ok());
    }

    #[test]
    fn none_a_minute_means_no_limit() {
        let (rates, now) = (Rates::new(0, 1), Instant::now());
        assert!((0..1000).all(|_| rates.count_at("alice", now).is_ok()));
    }
}
