//! The guard of a test's farm: a shell that waits for the end of its standard input. However the test process ends
//! (a static that is never dropped, a panic, SIGKILL), the kernel closes the pipe, and the guard kills what is left.

use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};

use crate::error::{Doing, FarmError};
use crate::unix;

/// Reads the records of `process.rs` and follows its rule: the session is ours unless its leader's number belongs to
/// a process that started at another time. Rounds, because a server may fork while it is being killed.
const SCRIPT: &str = r#"
cat >/dev/null
for round in 1 2 3 4 5; do
  for record in "$1"/*; do
    [ -r "$record" ] || continue
    read -r leader started <"$record"
    sed 's/(.*)/-/' /proc/[0-9]*/stat 2>/dev/null |
      awk -v l="$leader" -v s="$started" '
        $1 == l && $22 != s { foreign = 1 }
        $6 == l && $22 >= s && $3 != "Z" { ours = ours " " $1 }
        END { if (!foreign) print ours }' | xargs -r kill -KILL 2>/dev/null
  done
done
rm -rf "$2" "$3"
"#;

/// Ends a farm when it is dropped or when this process ends.
pub(crate) struct Guard {
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Guard {
    /// Watches over the farm with these records, and removes these two folders at the end.
    pub(crate) fn over(records: &Path, dir: &Path, state: &Path) -> Result<Self, FarmError> {
        // `setsid`: Ctrl-C at the terminal must not end the guard before its farm.
        let mut command = unix::command("setsid");
        command.args(["sh", "-c", SCRIPT, "guard"]).arg(records).arg(dir).arg(state);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut shell = command.spawn().doing(|| "start the farm's guard".into())?;
        let pipe = shell.stdin.take();
        Ok(Self { shell, pipe })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.pipe.take();
        // Whatever its status, nothing more can be done here.
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::process::Leader;

    /// A server of a kind: it leads a session and has a child.
    fn server() -> Child {
        Command::new("setsid").args(["sh", "-c", "sleep 1000 & exec sleep 1000"]).spawn().expect("a server")
    }

    #[test]
    fn the_guard_ends_what_is_recorded_and_leaves_whoever_has_a_number_that_was_used_again() {
        let folder = tempfile::tempdir().expect("a folder").keep();
        let (dir, records) = (folder.join("dir"), folder.join("dir/processes"));
        std::fs::create_dir_all(&records).expect("made");
        let (mut ours, mut foreign) = (server(), server());
        let leader = Leader::of(ours.id()).expect("it runs");
        leader.record(&records.join("ours")).expect("recorded");
        std::fs::write(records.join("foreign"), format!("{} 1\n", foreign.id())).expect("recorded");

        drop(Guard::over(&records, &dir, &folder.join("state")).expect("a guard"));

        ours.wait().expect("it ended");
        assert!(!leader.has_members());
        assert!(!dir.exists());
        assert!(foreign.try_wait().expect("asked").is_none(), "another's process runs on");
        let stranger = Leader::of(foreign.id()).expect("it runs");
        stranger.signal_all(rustix::process::Signal::KILL);
        foreign.wait().expect("it ended");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
