//! The `farm` command: up, down, people, packages.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use farm::{Facts, Farm, FarmError, Home, Options, Person, packages};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// A real mail farm on loopback: two slapd, two Dovecot, one Cyrus, Postfix, and a sink for the outside world.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Start every server, print where they are, and keep them until Ctrl-C.
    Up {
        #[command(flatten)]
        folder: Folder,
        /// Leave the mailboxes empty.
        #[arg(long)]
        bare: bool,
    },
    /// End every server that was started in the folder, and no other process.
    Down(Folder),
    /// Add realistic messages to a mailbox of the farm that runs in the folder.
    Fill {
        #[command(flatten)]
        folder: Folder,
        /// Whose mailbox.
        #[arg(long)]
        user: String,
        /// Its name, made when it is not there.
        #[arg(long, default_value = "INBOX")]
        mailbox: String,
        /// How many messages.
        #[arg(long)]
        count: usize,
        /// The same seed makes the same messages.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// List the people, or add one.
    People {
        #[command(flatten)]
        folder: Folder,
        #[command(subcommand)]
        verb: Option<PeopleVerb>,
    },
    /// Print the packages that the farm needs, one a line, in the order in which to install them.
    Packages,
}

#[derive(clap::Args)]
struct Folder {
    /// The farm's folder.
    #[arg(long, default_value = ".farm", global = true)]
    dir: PathBuf,
}

#[derive(Subcommand)]
enum PeopleVerb {
    /// Add a person, whose password is `<name>-secret`.
    Add {
        /// ASCII letters, digits and `-`.
        name: String,
        /// Where their mail goes.
        #[arg(long, value_enum, default_value = "mail01")]
        home: HomeName,
        /// "Erin Example"; the name itself when not given.
        #[arg(long)]
        display_name: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum HomeName {
    Mail01,
    Mail02,
    Mail03,
    Outside,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().verb {
        Verb::Up { folder, bare } => up(&folder, !bare),
        Verb::Down(folder) => down(&folder),
        Verb::Fill { folder, user, mailbox, count, seed } => fill(&folder, &user, &mailbox, count, seed),
        Verb::People { folder, verb } => people(&folder, verb),
        Verb::Packages => {
            packages().for_each(|(name, _)| println!("{name}"));
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("farm: {error}");
            ExitCode::FAILURE
        }
    }
}

fn up(folder: &Folder, mail: bool) -> Result<(), FarmError> {
    let begin = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(signals_failed)?;
    // Listened for from here on: Ctrl-C while servers are coming up ends them as soon as they are up.
    let mut end = runtime.block_on(async { EndSignals::listen() }).map_err(signals_failed)?;
    let farm = Farm::start(&Options { dir: Some(folder.dir.clone()), mail, ..Options::default() })?;
    print_table(farm.facts());
    println!("The farm is up after {:.1} s; Ctrl-C ends it.", begin.elapsed().as_secs_f32());
    runtime.block_on(end.arrive());
    Ok(())
}

fn signals_failed(source: std::io::Error) -> FarmError {
    FarmError::Io { doing: "listen for signals".into(), source }
}

/// The signals that end `farm up`: Ctrl-C, `kill`, a closed terminal.
struct EndSignals([Signal; 3]);

impl EndSignals {
    fn listen() -> std::io::Result<Self> {
        let [interrupt, terminate, hangup] = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        Ok(Self([signal(interrupt)?, signal(terminate)?, signal(hangup)?]))
    }

    async fn arrive(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
            _ = hangup.recv() => (),
        }
    }
}

fn down(folder: &Folder) -> Result<(), FarmError> {
    match Farm::down(&folder.dir)? {
        0 => println!("No farm runs in {}.", folder.dir.display()),
        count => println!("{count} servers have ended."),
    }
    Ok(())
}

fn fill(folder: &Folder, user: &str, mailbox: &str, count: usize, seed: u64) -> Result<(), FarmError> {
    let begin = Instant::now();
    let farm = Farm::open(&folder.dir)?;
    farm.fill(&farm.find(user)?, mailbox, count, seed)?;
    println!("{count} messages in {mailbox} of {user} after {:.1} s.", begin.elapsed().as_secs_f32());
    Ok(())
}

fn people(folder: &Folder, verb: Option<PeopleVerb>) -> Result<(), FarmError> {
    let farm = Farm::open(&folder.dir)?;
    if let Some(PeopleVerb::Add { name, home, display_name }) = verb {
        let display_name = display_name.unwrap_or_else(|| name.clone());
        farm.add_person(Person::new(&name, &display_name, home.into()))?;
    }
    print_people(&farm.everybody());
    Ok(())
}

fn print_table(facts: &Facts) {
    let Facts { directory, backends, relay, .. } = facts;
    println!("directory  {}  base {}", directory.urls.join("  "), directory.base);
    for (host, backend) in backends {
        let (software, address) = (format!("{:?}", backend.software), backend.address);
        println!(
            "{host}  {software:8} {address:14} imap {} imaps {} lmtp {} sieve {}",
            backend.imap, backend.imaps, backend.lmtp, backend.sieve
        );
    }
    println!(
        "mx.{}      Postfix  {:14} smtp {} submission {} submissions {}",
        facts.domain, relay.address, relay.smtp, relay.submission, relay.submissions
    );
    println!("outside world       {}", facts.sink.display());
    println!("facts               {}", facts.dir.join("farm.json").display());
    print_people(&facts.people);
}

fn print_people(people: &[Person]) {
    for person in people {
        let aliases = person.aliases.join(" ");
        println!("{:20} {:16} -> {:28} {aliases}", person.address, person.password, person.maildrop);
    }
}

impl From<HomeName> for Home {
    fn from(name: HomeName) -> Self {
        match name {
            HomeName::Mail01 => Self::Mail01,
            HomeName::Mail02 => Self::Mail02,
            HomeName::Mail03 => Self::Mail03,
            HomeName::Outside => Self::Outside,
        }
    }
}
