//! The binary `gatepost`: the command line, and nothing else.

use std::process::ExitCode;

use clap::Parser;
use gatepost::cli::Cli;

fn main() -> ExitCode {
    gatepost::tls::install_provider();
    gatepost::cli::run(Cli::parse())
}
