//! Where log lines go: to standard error, filtered as the configuration says.

use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Begins to log.
pub(super) fn begin(log: &Log) {
    // The filter was checked with the configuration.
    let filter = EnvFilter::new(&log.filter);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    if log.json { lines.json().init() } else { lines.init() }
}
