//! Where log lines go: to standard error, filtered as the configuration says.
//!
//! What others' code has to say below the level of information is never written, whatever the filter asks: async-imap shows
//! whole lines at TRACE, the login's included, and the HTTP and TLS crates show what they carry. Ours shows no secret at any level.

use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, registry};

use crate::config::Log;

/// Begins to log.
pub(super) fn begin(log: &Log) {
    // The filter was checked with the configuration.
    let wanted = EnvFilter::new(&log.filter);
    let lines = layer().with_writer(std::io::stderr).with_target(false);
    let lines = if log.json { lines.json().boxed() } else { lines.boxed() };
    registry().with(lines.with_filter(filter_fn(is_discreet))).with(wanted).init();
}

/// Whether a line may be written: ours, or one that its crate means for everybody.
fn is_discreet(line: &Metadata<'_>) -> bool {
    let target = line.target();
    let is_ours = target == "gatepost" || target.starts_with("gatepost::");
    is_ours || *line.level() <= Level::INFO
}
