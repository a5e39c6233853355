//! The servers of a farm that this process started, and how they come up and go down together.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::ca::Authority;
use crate::error::{Doing, FarmError};
use crate::facts::Facts;
use crate::guard::Guard;
use crate::process::Leader;
use crate::server::{Ready, Recipe, Server};
use crate::site::Site;
use crate::{directory, sink, unix};

/// How long a server may take to come up on a busy machine.
const COMING_UP: Duration = Duration::from_mins(1);
/// How long a server may take to end before it is killed.
pub(crate) const GOING_DOWN: Duration = Duration::from_secs(8);
/// How often something that is awaited is looked at.
pub(crate) const GLANCE: Duration = Duration::from_millis(5);

/// What the starter of a farm holds.
pub(crate) struct Running {
    pub(crate) site: Site,
    pub(crate) children: Mutex<BTreeMap<Server, Child>>,
    /// Only a farm without a lasting folder has one.
    pub(crate) guard: Option<Guard>,
    /// Keeps the block of addresses ours.
    pub(crate) _claim: TcpListener,
}

/// The record of the process that keeps a farm running in the foreground.
pub(crate) const STARTER: &str = "farm.pid";

impl Running {
    /// Writes every configuration, starts every server, and returns when all of them answer.
    pub(crate) fn bring_up(&self) -> Result<(), FarmError> {
        let site = &self.site;
        let first = !site.ca("ca.pem").exists();
        certify(site)?;
        if self.guard.is_none() {
            Leader::myself().map_or(Ok(()), |me| me.record(&site.dir.join(STARTER)))?;
        }
        sink::open(site.block.sink(), &site.sink())?;
        for server in Server::ALL {
            server.configure(site)?;
        }
        // Each asks those before it as it starts, and would wait a second before it asks again.
        let [provider, replica, others @ ..] = &Server::ALL;
        for servers in [std::slice::from_ref(provider), std::slice::from_ref(replica), others] {
            servers.iter().try_for_each(|server| self.launch(*server))?;
            servers.iter().try_for_each(|server| self.await_ready(*server))?;
        }
        if first { directory::await_replica(site, "dave") } else { Ok(()) }
    }

    /// Starts a server and records it; it may not answer yet.
    pub(crate) fn launch(&self, server: Server) -> Result<(), FarmError> {
        let Recipe { command, .. } = server.recipe(&self.site)?;
        let output = self.output_of(server)?;
        let errors = output.try_clone().doing(|| format!("log for {server}"))?;
        // A session of its own: Ctrl-C at the terminal does not reach it, and all that it starts is found by it.
        let mut leader = unix::command("setsid");
        leader.arg(command.get_program()).args(command.get_args()).env("LC_ALL", "C");
        let child = leader
            .stdout(Stdio::from(output))
            .stderr(Stdio::from(errors))
            .spawn()
            .doing(|| format!("start {server}"))?;
        if let Some(leader) = Leader::of(child.id()) {
            leader.record(&self.site.records().join(server.name()))?;
        }
        self.children().insert(server, child);
        Ok(())
    }

    /// What a server prints is kept beside what it logs.
    fn output_of(&self, server: Server) -> Result<File, FarmError> {
        let file = self.site.log(server.name()).with_extension("out");
        OpenOptions::new().create(true).append(true).open(&file).doing(|| format!("write {}", file.display()))
    }

    /// Waits until a server that was launched answers.
    pub(crate) fn await_ready(&self, server: Server) -> Result<(), FarmError> {
        let Recipe { ready, .. } = server.recipe(&self.site)?;
        let deadline = Instant::now() + COMING_UP;
        while !ready.iter().all(Ready::is_so) {
            let ended = self.children().get_mut(&server).is_none_or(|child| !matches!(child.try_wait(), Ok(None)));
            if ended || Instant::now() >= deadline {
                return Err(FarmError::Silent { server: server.name(), log: self.site.log(server.name()) });
            }
            thread::sleep(GLANCE);
        }
        Ok(())
    }

    /// Collects the exit status of a server that has ended.
    pub(crate) fn reap(&self, server: Server) {
        if let Some(mut child) = self.children().remove(&server) {
            let _ = child.wait();
        }
    }

    fn children(&self) -> MutexGuard<'_, BTreeMap<Server, Child>> {
        self.children.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nobody will read a throwaway farm's mail again, so nothing has to be written to disk in order.
        let signal = if self.guard.is_some() { Signal::KILL } else { Signal::TERM };
        end_all(&self.site.records(), signal);
        for server in Server::ALL {
            self.reap(server);
        }
        let _ = forget(&self.site.dir.join(STARTER)).and_then(|()| Facts::retire(&self.site.dir));
    }
}

fn certify(site: &Site) -> Result<(), FarmError> {
    let authority = Authority::of(site)?;
    let block = site.block;
    let machines = [
        ("ldap01", block.ldap(1)),
        ("ldap02", block.ldap(2)),
        ("mail01", block.mail(1)),
        ("mail02", block.mail(2)),
        ("mail03", block.mail(3)),
        ("mx", block.mx()),
    ];
    machines.into_iter().try_for_each(|(machine, address)| authority.certify(site, machine, address))
}

/// The servers that still run, by their records.
pub(crate) fn leaders(records: &Path) -> Vec<(PathBuf, Leader)> {
    let Ok(entries) = fs::read_dir(records) else { return Vec::new() };
    let recorded = entries.flatten().filter_map(|entry| Some((entry.path(), Leader::recorded(&entry.path())?)));
    recorded.filter(|(_, leader)| leader.has_members()).collect()
}

/// Ends every recorded server, all at the same time, and forgets the records.
pub(crate) fn end_all(records: &Path, signal: Signal) {
    let leaders = leaders(records);
    for (_, leader) in &leaders {
        // To everybody: a Dovecot that is asked alone waits until its clients have gone.
        leader.signal_all(signal);
        // A paused server would not notice otherwise.
        leader.signal_all(Signal::CONT);
    }
    let deadline = Instant::now() + GOING_DOWN;
    for (record, leader) in &leaders {
        leader.await_end(deadline.saturating_duration_since(Instant::now()));
        let _ = forget(record);
    }
}

pub(crate) fn forget(file: &Path) -> Result<(), FarmError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        removed => removed.doing(|| format!("remove {}", file.display())),
    }
}
