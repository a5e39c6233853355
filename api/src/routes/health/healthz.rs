//! `GET /healthz`: whether the process answers. It says nothing of other servers: restarting a node mends none of them.

/// Answers `ok`.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "getHealth",
    tag = "health",
    responses((status = 200, description = "The process answers", body = String, content_type = "text/plain"))
)]
pub async fn healthz() -> &'static str {
    "ok\n"
}
