//! Figures of requests, and the recorder that keeps all figures of the process.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Answers are mostly a few milliseconds or a slow mail server's seconds.
const BUCKETS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// Begins to keep figures. Calling it again changes nothing: nodes in one process (in tests) share them.
pub fn install() {
    RECORDER.get_or_init(|| {
        let builder = PrometheusBuilder::new().set_buckets(BUCKETS).ok()?;
        let handle = builder.install_recorder().ok()?;
        metrics::describe_counter!("gatepost_requests_total", "Requests by method, route and status");
        metrics::describe_histogram!("gatepost_request_seconds", "Time until the answer began, by route");
        metrics::describe_gauge!("gatepost_directory_up", "Whether a replica of the directory serves, as seen last");
        metrics::describe_gauge!("gatepost_directory_healthy", "Whether any replica of the directory serves");
        metrics::describe_gauge!("gatepost_imap_connections", "Open connections to IMAP servers");
        metrics::describe_gauge!("gatepost_sendings_under_way", "Messages that are being saved or sent");
        Some(handle)
    });
}

/// All figures in Prometheus' text format.
pub fn render() -> String {
    match RECORDER.get().and_then(Option::as_ref) {
        Some(handle) => {
            handle.run_upkeep();
            handle.render()
        }
        None => String::new(),
    }
}

/// Counts a request. The labels are few: methods and statuses of HTTP, and the routes of the table.
pub fn count(method: &Method, route: &str, status: StatusCode, took: Duration) {
    let method = if is_common(method) { method.as_str() } else { "other" }.to_owned();
    let labels = [("method", method), ("route", route.to_owned()), ("status", status.as_u16().to_string())];
    metrics::counter!("gatepost_requests_total", &labels).increment(1);
    metrics::histogram!("gatepost_request_seconds", "route" => route.to_owned()).record(took.as_secs_f64());
}

/// A method is text that the client chooses: what nobody uses must not become a label.
fn is_common(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS]
        .contains(method)
}
