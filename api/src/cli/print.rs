//! What goes to standard output and standard error. A reader that went away (`gatepost config | head`) is no fault.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

/// Prints text as it is.
pub(super) fn text(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Prints a line.
pub(super) fn line(line: impl Display) {
    text(&format!("{line}\n"));
}

/// Prints what went wrong.
pub(super) fn error(error: &impl Display) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "gatepost: {error}");
}

/// Prints the description of the API.
pub(super) fn openapi() -> ExitCode {
    text(&format!("{:#}\n", crate::router::openapi()))
}
