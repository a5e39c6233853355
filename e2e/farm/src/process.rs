//! Processes that a farm started: how each is known again, and how it is ended with all that it started itself.
//!
//! Every server leads a session of its own (`setsid`). Its record is its process number with its start time, so that a
//! number that the kernel gave to somebody else since is never mistaken for ours. Nothing is looked for by name.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::error::{Doing, FarmError};

/// How often /proc is read while a process is awaited to end.
const GLANCE: Duration = Duration::from_millis(5);

/// The leader of a server's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leader {
    pid: i32,
    /// Clock ticks since boot (proc(5), /proc/PID/stat, field 22).
    started: u64,
}

/// The fields of /proc/PID/stat that matter here.
struct Stat {
    pid: i32,
    state: char,
    session: i32,
    started: u64,
    /// Clock ticks in user and system mode, its own and those of its children that ended (fields 14 to 17).
    ticks: u64,
}

impl Leader {
    /// The process with this number, as it is now.
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let stat = Stat::read(i32::try_from(pid).ok()?)?;
        Some(Self { pid: stat.pid, started: stat.started })
    }

    /// This very process.
    pub(crate) fn myself() -> Option<Self> {
        Self::of(std::process::id())
    }

    /// Reads a record that `record` wrote.
    pub(crate) fn recorded(file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let (pid, started) = text.trim().split_once(' ')?;
        Some(Self { pid: pid.parse().ok()?, started: started.parse().ok()? })
    }

    /// Writes "number start-time", which the guard's shell script reads too.
    pub(crate) fn record(self, file: &Path) -> Result<(), FarmError> {
        fs::write(file, format!("{} {}\n", self.pid, self.started)).doing(|| format!("write {}", file.display()))
    }

    /// Whether it runs; a zombie counts as gone.
    pub(crate) fn is_alive(self) -> bool {
        Stat::read(self.pid).is_some_and(|stat| stat.started == self.started && !stat.is_zombie())
    }

    /// Everybody in its session who still runs, itself included. The kernel does not reuse a number while a session is
    /// called by it, so members without their leader are ours as well.
    fn members(self) -> Vec<i32> {
        let everyone: Vec<Stat> = everyone();
        let reused = everyone.iter().any(|stat| stat.pid == self.pid && stat.started != self.started);
        if reused {
            return Vec::new();
        }
        let ours = |stat: &&Stat| stat.session == self.pid && stat.started >= self.started && !stat.is_zombie();
        everyone.iter().filter(ours).map(|stat| stat.pid).collect()
    }

    /// Whether anybody of its session still runs.
    pub(crate) fn has_members(self) -> bool {
        !self.members().is_empty()
    }

    /// The processor time that its session has used so far.
    pub(crate) fn processor_time(self) -> Duration {
        let ours = |pid: i32| Stat::read(pid).map_or(0, |stat| stat.ticks);
        let ticks: u64 = self.members().into_iter().map(ours).sum();
        Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second()).unwrap_or(100)
    }

    /// Sends a signal to the leader alone, which is how servers are asked to end.
    pub(crate) fn signal(self, signal: Signal) {
        if self.is_alive() {
            send(self.pid, signal);
        }
    }

    /// Sends a signal to the whole session.
    pub(crate) fn signal_all(self, signal: Signal) {
        self.members().into_iter().for_each(|pid| send(pid, signal));
    }

    /// Waits until the whole session has ended, and kills what is left after `patience`.
    pub(crate) fn await_end(self, patience: Duration) {
        let deadline = Instant::now() + patience;
        while !self.members().is_empty() {
            if Instant::now() >= deadline {
                self.signal_all(Signal::KILL);
            }
            std::thread::sleep(GLANCE);
        }
    }
}

impl Stat {
    fn read(pid: i32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name in parentheses may hold anything, so the fields are counted from its end.
        let mut fields = text.rsplit_once(')')?.1.split_ascii_whitespace();
        let state = fields.next()?.chars().next()?;
        let session = fields.nth(2)?.parse().ok()?;
        let ticks = fields.by_ref().skip(7).take(4).filter_map(|field| field.parse::<u64>().ok()).sum();
        let started = fields.nth(4)?.parse().ok()?;
        Some(Self { pid, state, session, started, ticks })
    }

    fn is_zombie(&self) -> bool {
        matches!(self.state, 'Z' | 'X')
    }
}

fn everyone() -> Vec<Stat> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter_map(Stat::read).collect()
}

/// A process that ended in the meantime is what we wanted, so the result does not matter.
fn send(pid: i32, signal: Signal) {
    if let Some(pid) = Pid::from_raw(pid) {
        let _ = kill_process(pid, signal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive_and_its_number_at_another_time_is_not() {
        let me = Leader::myself().expect("a process has a stat");
        assert!(me.is_alive());
        assert!(!Leader { started: me.started + 1, ..me }.is_alive());
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("me");
        let me = Leader::myself().expect("a process has a stat");
        me.record(&file).expect("written");
        assert_eq!(Leader::recorded(&file), Some(me));
    }
}
