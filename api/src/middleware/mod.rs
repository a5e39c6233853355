//! What happens to every request and answer, whatever it is for. The order is in `router.rs`.

pub mod challenge;
pub mod compression;
pub mod metrics;
pub mod panics;
pub mod request_log;
pub mod security_headers;
pub mod time_limit;
