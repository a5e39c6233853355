//! The command line: one short file a command.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, ConfigError};

pub mod check;
mod log;
mod print;
mod probe;
mod serve;

/// The webmail of a mail farm.
#[derive(Debug, Parser)]
#[command(name = "gatepost", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the webmail.
    Serve(Source),
    /// Reaches every replica of the directory and every mail server, and says what is well and what is not.
    Check(Source),
    /// Prints a configuration with every key, its default and its reason.
    Config,
    /// Prints the description of the API (OpenAPI 3.1, JSON).
    Openapi,
}

/// Where the configuration comes from: a file, or a few flags for one server that holds everybody's mail.
#[derive(Debug, Args)]
pub struct Source {
    /// The configuration file; `gatepost config` prints one to start from.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["imap", "smtp"])]
    config: Option<PathBuf>,
    /// One server for everybody: where mail is read.
    #[arg(long, value_name = "URL", required_unless_present = "config")]
    imap: Option<String>,
    /// One server for everybody: where mail is sent.
    #[arg(long, value_name = "URL")]
    smtp: Option<String>,
    /// Where to listen, instead of where the configuration says.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

impl Source {
    fn read(&self) -> Result<Config, ConfigError> {
        match (&self.config, &self.imap) {
            (Some(path), _) => Config::read(path, self.listen),
            (None, Some(imap)) => Config::fixed(self.listen, imap, self.smtp.as_deref()),
            (None, None) => Err(ConfigError::value("--config", "say a file, or say --imap")),
        }
    }
}

/// Carries a command out. What went wrong stands on standard error, in a sentence.
pub fn run(cli: Cli) -> ExitCode {
    match cli.command {
        Command::Config => print::text(crate::config::COMMENTED),
        Command::Openapi => print::openapi(),
        Command::Serve(source) => with_config(&source, serve::run),
        Command::Check(source) => with_config(&source, check::run),
    }
}

fn with_config<F: Future<Output = ExitCode>>(source: &Source, command: impl FnOnce(Config) -> F) -> ExitCode {
    let config = match source.read() {
        Ok(config) => config,
        Err(error) => return complain(&error),
    };
    // A generous stack: replies of mail servers may nest deeply, and a parser may recurse over them.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 * 1024 * 1024).build();
    match runtime {
        Ok(runtime) => runtime.block_on(command(config)),
        Err(error) => complain(&error),
    }
}

fn complain(error: &impl std::fmt::Display) -> ExitCode {
    print::error(error);
    ExitCode::FAILURE
}
