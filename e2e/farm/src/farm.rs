//! A running farm: starting, stopping, pausing its servers, and the verbs that tests tell their stories with.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::address::Block;
use crate::error::{Doing, FarmError};
use crate::facts::{Backend, Facts};
use crate::guard::Guard;
use crate::imap::Imap;
use crate::person::{Home, Person};
use crate::process::Leader;
use crate::running::{GLANCE, GOING_DOWN, Running, STARTER, end_all, forget, leaders};
use crate::server::Server;
use crate::sink::{self, Sunk};
use crate::site::Site;
use crate::smtp::Smtp;
use crate::{cyrus, directory, gatepost, packages, seed};

/// How long the person who runs `farm down` waits for `farm up` to tidy up by itself.
const TIDYING: Duration = Duration::from_secs(20);

/// How a farm is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder that keeps it from one start to the next; without one, a new folder that goes with the farm.
    pub dir: Option<PathBuf>,
    /// Whether alice, bob and carol get the demo's mail at the first start.
    pub mail: bool,
    /// Whether mail02 keeps its mail in mdbox, Dovecot's own format of few large files, instead of Maildir.
    pub mdbox_on_mail02: bool,
}

/// A farm. One that `start` returned ends when it is dropped; one that `open` returned is somebody else's.
pub struct Farm {
    facts: Facts,
    site: Site,
    people: Mutex<Vec<Person>>,
    running: Option<Running>,
}

impl Farm {
    /// One farm for all tests of this test binary, started when it is first asked for, ended with the process.
    ///
    /// # Panics
    /// When the farm cannot be started, with the sentence that says why: no test that needs it could go on.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Farm> = OnceLock::new();
        SHARED.get_or_init(|| match Self::start(&Options::default()) {
            Ok(farm) => farm,
            Err(error) => panic!("the farm did not start: {error}"),
        })
    }

    /// Starts a farm and returns when every server answers.
    pub fn start(options: &Options) -> Result<Self, FarmError> {
        packages::check()?;
        let dir = options.dir.clone().map_or_else(throwaway, Ok)?;
        refuse_second(&dir)?;
        let (block, claim) = Block::claim(&dir)?;
        let site = Site { mdbox_on_mail02: options.mdbox_on_mail02, ..Site::new(&dir, block)? };
        let guard = options.dir.is_none().then(|| Guard::over(&site.records(), &site.dir, &site.state)).transpose()?;
        let running = Running { site: site.clone(), children: Mutex::default(), guard, _claim: claim };
        Facts::retire(&site.dir)?;
        let people = Facts::retired(&site.dir).map_or_else(Person::demo, |facts| facts.people);
        let facts = Facts::of(&site, people.clone());
        running.bring_up()?;
        let farm = Self { facts, site, people: Mutex::new(people), running: Some(running) };
        if options.mail {
            farm.give_mail()?;
        }
        gatepost::write(&farm.facts)?;
        farm.facts.write()?;
        Ok(farm)
    }

    /// Fills the demo people's mailboxes, once in a farm's life.
    fn give_mail(&self) -> Result<(), FarmError> {
        let done = self.site.state.join("seeded");
        if done.exists() {
            return Ok(());
        }
        seed::seed(self)?;
        fs::write(&done, "").doing(|| format!("write {}", done.display()))
    }

    /// The farm that another process keeps running in this folder.
    pub fn open(dir: &Path) -> Result<Self, FarmError> {
        let facts = Facts::read(dir)?;
        if leaders(&dir.join("processes")).is_empty() {
            return Err(FarmError::NoFarm(dir.into()));
        }
        let site = Site::new(&facts.dir, Block::of(facts.relay.address))?;
        let people = Mutex::new(facts.people.clone());
        Ok(Self { facts, site, people, running: None })
    }

    /// Ends whatever runs in this folder, whoever started it and however that one ended. Says how many servers ran.
    pub fn down(dir: &Path) -> Result<usize, FarmError> {
        let records = dir.join("processes");
        let running = leaders(&records).len();
        if let Some(starter) = Leader::recorded(&dir.join(STARTER)).filter(|starter| starter.is_alive()) {
            starter.signal(Signal::TERM);
            let deadline = Instant::now() + TIDYING;
            while starter.is_alive() && Instant::now() < deadline {
                thread::sleep(GLANCE);
            }
        }
        end_all(&records, Signal::TERM);
        forget(&dir.join(STARTER))?;
        Facts::retire(dir)?;
        Ok(running)
    }

    /// Where everything is.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// One of the demo people or of those added under a name.
    ///
    /// # Panics
    /// When nobody is called so: a test's own mistake.
    pub fn person(&self, name: &str) -> Person {
        self.find(name).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same for a name that a person typed.
    pub fn find(&self, name: &str) -> Result<Person, FarmError> {
        self.people().iter().find(|person| person.name == name).cloned().ok_or_else(|| FarmError::Nobody(name.into()))
    }

    /// Everybody, in the order in which they came.
    pub fn everybody(&self) -> Vec<Person> {
        self.people().clone()
    }

    /// Adds a person to the directory; their mailbox is made at their first sign-in or with their first mail.
    /// Returns when both replicas know them. farm.json lists them from now on.
    pub fn add_person(&self, person: Person) -> Result<Person, FarmError> {
        directory::add(&self.site, &person)?;
        self.change_people(|people| people.push(person.clone()))?;
        Ok(person)
    }

    /// A new person whom no other test knows.
    ///
    /// # Panics
    /// When the directory refuses them.
    pub fn newcomer(&self, home: Home) -> Person {
        self.welcome(|name, display_name| Person::new(name, display_name, home))
    }

    /// The same, with a mailbox of so many kilobytes.
    ///
    /// # Panics
    /// When they cannot be added.
    pub fn newcomer_with_quota(&self, home: Home, kilobytes: u32) -> Person {
        let person = self.welcome(|name, display_name| Person::new(name, display_name, home).limited(kilobytes));
        if home == Home::Mail03 {
            let limited = self.limit_on_cyrus(&person.name, kilobytes);
            limited.unwrap_or_else(|error| panic!("{} could not be given a quota: {error}", person.name));
        }
        person
    }

    /// Cyrus knows nothing of the directory's quotas: its administrator sets them.
    fn limit_on_cyrus(&self, name: &str, kilobytes: u32) -> Result<(), FarmError> {
        static ADMIN: Mutex<()> = Mutex::new(());
        let admin = Person::new(cyrus::ADMIN, "The Administrator", Home::Mail03);
        let _one_at_a_time = ADMIN.lock().unwrap_or_else(PoisonError::into_inner);
        if !directory::knows(&self.site, &admin.name) {
            directory::add(&self.site, &admin)?;
        }
        let command = format!("SETQUOTA user/{name} (STORAGE {kilobytes})");
        Imap::sign_in(&self.facts, &admin)?.command(&command).map(drop)
    }

    fn welcome(&self, person: impl FnOnce(&str, &str) -> Person) -> Person {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("guest{number}");
        let person = person(&name, &format!("Guest {number}"));
        let moved_in = self.add_person(person).and_then(|person| self.move_in(&person).map(|()| person));
        moved_in.unwrap_or_else(|error| panic!("{name} could not be added: {error}"))
    }

    /// Has the mail server make the person's mailboxes now: Cyrus, which makes them at the first sign-in or with the
    /// first mail, refuses one of the two when both come at once.
    fn move_in(&self, person: &Person) -> Result<(), FarmError> {
        if person.backend.is_some() { self.imap(person)?.select("INBOX") } else { Ok(()) }
    }

    /// Takes a person out of the directory (both replicas learn of it); their mail stays.
    pub fn remove_person(&self, name: &str) -> Result<(), FarmError> {
        directory::remove(&self.site, name)?;
        self.change_people(|people| people.retain(|person| person.name != name))
    }

    /// Applies LDIF change records to the provider, with the rights of the account that provisions people.
    pub fn change_directory(&self, ldif: &str) -> Result<(), FarmError> {
        directory::modify(&self.site, ldif)
    }

    /// Signs a person in on their own machine, for setting a scene by IMAP.
    pub fn imap(&self, person: &Person) -> Result<Imap, FarmError> {
        Imap::sign_in(&self.facts, person)
    }

    /// Puts a message into a mailbox, flags as IMAP writes them (`\Seen \Flagged`).
    pub fn append(&self, person: &Person, mailbox: &str, raw: &[u8], flags: &str) -> Result<(), FarmError> {
        self.imap(person)?.append(mailbox, raw, flags)
    }

    /// Delivers a message to a person by LMTP; it is in their INBOX when this returns.
    pub fn deliver(&self, to: &Person, raw: &[u8]) -> Result<(), FarmError> {
        let (host, backend) = self.backend(to)?;
        let mut lmtp = Smtp::connect(host, backend.address, backend.lmtp, "LHLO")?;
        lmtp.send("sender@elsewhere.test", &[&to.maildrop], raw).map(drop)
    }

    /// Hands a message from the outside world to the MX, which routes it; it arrives a moment later.
    pub fn receive(&self, from: &str, to: &str, raw: &[u8]) -> Result<(), FarmError> {
        let relay = &self.facts.relay;
        Smtp::connect(&relay.tls_name, relay.address, relay.smtp, "EHLO")?.send(from, &[to], raw).map(drop)
    }

    /// A submission connection with STARTTLS, not yet signed in.
    pub fn submission(&self) -> Result<Smtp, FarmError> {
        let relay = &self.facts.relay;
        Smtp::connect(&relay.tls_name, relay.address, relay.submission, "EHLO")?.start_tls(&self.facts.ca)
    }

    /// The same on the port where TLS begins at once.
    pub fn submissions(&self) -> Result<Smtp, FarmError> {
        let relay = &self.facts.relay;
        Smtp::connect_tls(&relay.tls_name, relay.address, relay.submissions, &self.facts.ca)
    }

    /// What has reached the outside world so far, oldest first.
    pub fn sink_messages(&self) -> Result<Vec<Sunk>, FarmError> {
        sink::messages(&self.facts.sink)
    }

    /// Waits until a message to this address has reached the outside world.
    pub fn await_sunk(&self, to: &str, patience: Duration) -> Result<Option<Sunk>, FarmError> {
        let deadline = Instant::now() + patience;
        loop {
            let found = self.sink_messages()?.into_iter().rev().find(|sunk| sunk.to.iter().any(|one| one == to));
            if found.is_some() || Instant::now() >= deadline {
                return Ok(found);
            }
            thread::sleep(GLANCE * 4);
        }
    }

    /// The log of a server, as far as it is written.
    pub fn log(&self, server: Server) -> String {
        fs::read(self.site.log(server.name()))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// Ends one server, at once and with all its connections, as a crash would.
    pub fn stop_server(&self, server: Server) {
        if let Some(leader) = self.leader(server) {
            leader.signal_all(Signal::KILL);
            leader.await_end(GOING_DOWN);
        }
        if let Some(running) = &self.running {
            running.reap(server);
        }
    }

    /// Starts a server that was stopped; returns when it answers.
    pub fn start_server(&self, server: Server) -> Result<(), FarmError> {
        let Some(running) = &self.running else { return Err(FarmError::NoFarm(self.site.dir.clone())) };
        running.launch(server)?;
        running.await_ready(server)
    }

    /// The processor time that a server's running processes have used so far, in user and system mode.
    pub fn processor_time(&self, server: Server) -> Duration {
        self.leader(server).map(Leader::processor_time).unwrap_or_default()
    }

    /// Freezes a server (SIGSTOP): connections stay open and nothing answers.
    pub fn pause(&self, server: Server) {
        if let Some(leader) = self.leader(server) {
            leader.signal_all(Signal::STOP);
        }
    }

    /// Lets a frozen server go on.
    pub fn resume(&self, server: Server) {
        if let Some(leader) = self.leader(server) {
            leader.signal_all(Signal::CONT);
        }
    }

    fn leader(&self, server: Server) -> Option<Leader> {
        Leader::recorded(&self.site.records().join(server.name()))
    }

    pub(crate) fn site(&self) -> &Site {
        &self.site
    }

    pub(crate) fn backend(&self, person: &Person) -> Result<(&String, &Backend), FarmError> {
        let host = person.backend.as_ref().and_then(|host| self.facts.backends.get_key_value(host));
        host.ok_or_else(|| FarmError::NoMailbox(person.name.clone()))
    }

    /// Changes who is on the farm, in farm.json too. Several processes add people to one farm: none may lose another's.
    fn change_people(&self, change: impl FnOnce(&mut Vec<Person>)) -> Result<(), FarmError> {
        let mut people = self.people();
        let _turn = Facts::turn(&self.facts.dir)?;
        let mut facts = Facts::read(&self.facts.dir)?;
        change(&mut facts.people);
        facts.write()?;
        *people = facts.people;
        Ok(())
    }

    fn people(&self) -> MutexGuard<'_, Vec<Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A folder that goes with its farm: the guard removes it.
fn throwaway() -> Result<PathBuf, FarmError> {
    let doing = || "make a folder for the farm".into();
    let folder = tempfile::Builder::new().prefix("farm-").tempdir_in("/tmp").doing(doing)?.keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).doing(doing)?;
    Ok(folder)
}

fn refuse_second(dir: &Path) -> Result<(), FarmError> {
    let nobody = leaders(&dir.join("processes")).is_empty();
    if nobody { Ok(()) } else { Err(FarmError::AlreadyUp(dir.into())) }
}
