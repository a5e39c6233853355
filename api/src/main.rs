//! The binary `gatepost`: the command line, and nothing else.

use std::process::ExitCode;

use clap::Parser;
use gatepost::cli::Cli;
use mimalloc::MiMalloc;

/// A list is some thousand short texts, made and dropped within a millisecond: the system's allocator takes a quarter of
/// it (docs/PERFORMANCE.md).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    gatepost::tls::install_provider();
    gatepost::cli::run(Cli::parse())
}
