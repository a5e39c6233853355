//! Budgets that refill with time: the generic cell rate algorithm, with one time for each that says when it is full.
//!
//! Only the arithmetic; what is counted, and for whom, is the business of [`super::throttle`] and [`super::rate`].

use std::time::{Duration, Instant};

/// So many at once, and one more each `every`.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// How many at once; at least 1.
    pub burst: u32,
    /// How long one takes to come back.
    pub every: Duration,
}

impl Budget {
    /// How long until one more is allowed, when the budget will be full at `full_at`; never heard of: full.
    pub fn wait(&self, full_at: Option<Instant>, now: Instant) -> Duration {
        let Some(full_at) = full_at else { return Duration::ZERO };
        full_at.saturating_duration_since(now).saturating_sub(self.every * self.burst.saturating_sub(1))
    }

    /// When the budget will be full again after one is taken.
    pub fn take(&self, full_at: Option<Instant>, now: Instant) -> Instant {
        full_at.map_or(now, |full_at| full_at.max(now)) + self.every
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_one_at_a_time_and_rest_fills_it_again() {
        let budget = Budget { burst: 3, every: Duration::from_secs(1) };
        let now = Instant::now();
        let mut full_at = None;
        for _ in 0..3 {
            assert!(budget.wait(full_at, now).is_zero());
            full_at = Some(budget.take(full_at, now));
        }
        assert_eq!(budget.wait(full_at, now), Duration::from_secs(1));
        assert!(budget.wait(full_at, now + Duration::from_secs(1)).is_zero());
        assert!(budget.wait(full_at, now + Duration::from_mins(1)).is_zero());
        let rested = budget.take(full_at, now + Duration::from_mins(1));
        assert_eq!(rested, now + Duration::from_secs(61));
    }
}
