//! Listening, and stopping without hurting anybody: streams are told, what is under way finishes.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;

use crate::config::HttpsFiles;
use crate::router;
use crate::state::AppState;

/// A client that has not sent its whole header by then is not waited for (slowloris).
const HEADER_TIME: Duration = Duration::from_secs(15);

/// Serves on a listener that is bound already, until `state.shutdown` is cancelled and what was under way is done, or
/// the time for that is over.
pub async fn serve(state: AppState, listener: TcpListener) -> std::io::Result<()> {
    answer_requests(state.clone(), listener).await?;
    // A sending goes on when its browser has gone away: nobody would learn whether the message went out.
    if tokio::time::timeout(state.config.limits.stop_time, state.sender.finish()).await.is_err() {
        tracing::error!(under_way = state.sender.under_way(), "stopped before all messages were sent");
    }
    Ok(())
}

async fn answer_requests(state: AppState, listener: TcpListener) -> std::io::Result<()> {
    let outcome = answer(state.clone(), listener).await;
    // Messages whose browser has gone away are still on their way: no connection waits for them, we do.
    let _ = tokio::time::timeout(state.config.limits.stop_time, state.sender.finish()).await;
    outcome
}

async fn answer(state: AppState, listener: TcpListener) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let handle = Handle::new();
    tokio::spawn(stop_when_told(state.clone(), handle.clone()));
    let https = state.config.https.clone();
    let app = router::build(state).into_make_service_with_connect_info::<SocketAddr>();
    if let Some(files) = https {
        let mut server = axum_server::from_tcp_rustls(listener, certificate(&files).await?)?.handle(handle);
        server.http_builder().http1().header_read_timeout(HEADER_TIME);
        server.serve(app).await
    } else {
        let mut server = axum_server::from_tcp(listener)?.handle(handle);
        server.http_builder().http1().header_read_timeout(HEADER_TIME);
        server.serve(app).await
    }
}

async fn stop_when_told(state: AppState, handle: Handle<SocketAddr>) {
    state.shutdown.cancelled().await;
    handle.graceful_shutdown(Some(state.config.limits.stop_time));
}

async fn certificate(files: &HttpsFiles) -> std::io::Result<RustlsConfig> {
    RustlsConfig::from_pem_file(&files.certificate, &files.key).await.map_err(|error| {
        let names = format!("{} and {}", files.certificate.display(), files.key.display());
        std::io::Error::new(error.kind(), format!("{names} cannot be used for HTTPS: {error}"))
    })
}
