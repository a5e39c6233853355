//! `gatepost serve`: a node, until it is told to stop.

use std::net::TcpListener;
use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{complain, log, print};
use crate::config::Config;
use crate::serve;
use crate::state::AppState;

pub(super) async fn run(mut config: Config) -> ExitCode {
    log::begin(&config.log);
    let listener = match TcpListener::bind(config.listen) {
        Ok(listener) => listener,
        Err(error) => return complain(&format!("cannot listen on {}: {error}", config.listen)),
    };
    tell_port(&mut config, &listener);
    let origin = config.public.origin.clone();
    let state = match AppState::new(config) {
        Ok(state) => state,
        Err(error) => return complain(&error),
    };
    if state.ring.is_ephemeral() {
        tracing::warn!("no session keys are configured: sessions end with this process, and no other node takes them");
    }
    // Before the node says that it is ready: from then on a signal must be heeded.
    stop_on_signal(state.shutdown.clone());
    // The listener is bound, so a connection made from now on is served.
    print::line(format_args!("Gatepost is ready at {origin}"));
    match serve::serve(state, listener).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error),
    }
}

/// Port 0 means any free port: the address that is printed, and that requests are compared with, has the one it became.
fn tell_port(config: &mut Config, listener: &TcpListener) {
    let asked = config.listen.to_string();
    if let Ok(address) = listener.local_addr()
        && let Some(scheme) = config.public.origin.strip_suffix(&asked)
    {
        config.public.origin = format!("{scheme}{address}");
        config.listen = address;
    }
}

/// Listens from now on, not from when the task first runs: a signal before that would end the process on the spot.
fn stop_on_signal(shutdown: CancellationToken) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be received: this node can only be killed");
        return;
    };
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: streams are told, what is under way finishes");
        shutdown.cancel();
    });
}
