//! Figures: what was measured, beside what it is measured against, and the goal.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{Outcome, is_wanted, say};

/// How long one step may take.
const LONGEST: Duration = Duration::from_mins(4);

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// Ours over raw is at most this.
    RatioAtMost(f64),
    /// Ours over raw is at least this.
    RatioAtLeast(f64),
    /// Ours is at most this, in the figure's unit.
    AtMost(f64),
    /// It is told, not judged.
    None,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) ours: f64,
    /// The same on raw IMAP, or without the disturbance.
    pub(crate) raw: Option<f64>,
    pub(crate) goal: Goal,
}

/// The figures of one server, or of the node itself: one JSON file.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) file: String,
    pub(crate) title: String,
    pub(crate) messages: usize,
    pub(crate) figures: Vec<Figure>,
}

impl Part {
    pub(crate) fn new(file: &str, title: &str, messages: usize) -> Self {
        Self { file: file.to_owned(), title: title.to_owned(), messages, figures: Vec::new() }
    }

    /// Measures something and adds its figures. What goes wrong, or takes too long, is said and left out: the rest is
    /// worth having.
    pub(crate) async fn add(&mut self, begun: Instant, what: &str, work: impl Future<Output = Outcome<Vec<Figure>>>) {
        if !is_wanted(what) {
            return;
        }
        say(begun, what);
        match timeout(LONGEST, work).await {
            Ok(Ok(figures)) => self.figures.extend(figures),
            Ok(Err(error)) => println!("        could not be measured: {error}"),
            Err(_) => println!("        was given up after {LONGEST:?}"),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let figures: Vec<Value> = self.figures.iter().map(Figure::to_json).collect();
        json!({"title": self.title, "messages": self.messages, "figures": figures})
    }
}

impl Figure {
    /// Something that is measured against the same on raw IMAP.
    pub(crate) fn beside(what: impl Into<String>, unit: &'static str, ours: f64, raw: f64, goal: Goal) -> Self {
        Self { what: what.into(), unit, ours, raw: Some(raw), goal }
    }

    /// Something that stands alone.
    pub(crate) fn alone(what: impl Into<String>, unit: &'static str, ours: f64, goal: Goal) -> Self {
        Self { what: what.into(), unit, ours, raw: None, goal }
    }

    pub(crate) fn ratio(&self) -> Option<f64> {
        self.raw.filter(|raw| *raw > 0.0).map(|raw| self.ours / raw)
    }

    /// Whether the goal is met; none when there is none.
    pub(crate) fn is_met(&self) -> Option<bool> {
        match self.goal {
            Goal::RatioAtMost(most) => self.ratio().map(|ratio| ratio <= most),
            Goal::RatioAtLeast(least) => self.ratio().map(|ratio| ratio >= least),
            Goal::AtMost(most) => Some(self.ours <= most),
            Goal::None => None,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "what": self.what, "unit": self.unit, "ours": self.ours, "raw": self.raw, "ratio": self.ratio(),
            "goal": self.goal.to_string(), "isMet": self.is_met(),
        })
    }
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::RatioAtMost(most) => write!(f, "≤ {most} ×"),
            Self::RatioAtLeast(least) => write!(f, "≥ {least} ×"),
            Self::AtMost(most) => write!(f, "≤ {most}"),
            Self::None => Ok(()),
        }
    }
}

/// Times of the same thing.
#[derive(Debug, Default, Clone)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The median in milliseconds.
    pub(crate) fn median(&self) -> f64 {
        self.percentile(50)
    }

    /// Milliseconds that so many of a hundred do not exceed; 0 when nothing was measured.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}
