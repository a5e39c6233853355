//! `GET /metrics`: figures for Prometheus, for those whom the configuration allows.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::{ApiError, ApiResult};
use crate::middleware::metrics;
use crate::session::ClientIp;
use crate::state::AppState;

/// The figures in Prometheus' text format; 404 for those who may not read them, who need not know that they exist.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "getMetrics",
    tag = "health",
    responses((status = 200, description = "Prometheus' text format", body = String, content_type = "text/plain"))
)]
pub async fn metrics(State(state): State<AppState>, ClientIp(client): ClientIp) -> ApiResult<Response> {
    if !state.config.metrics.iter().any(|block| block.contains(client)) {
        return Err(ApiError::not_found("page"));
    }
    let healthy = if state.directory.is_healthy() { 1.0 } else { 0.0 };
    ::metrics::gauge!("gatepost_directory_healthy").set(healthy);
    // More than 2^52 connections would be rounded.
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    ::metrics::gauge!("gatepost_imap_connections").set(state.relay.open_connections() as f64);
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    ::metrics::gauge!("gatepost_sendings_under_way").set(state.sender.under_way() as f64);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics::render()).into_response())
}
