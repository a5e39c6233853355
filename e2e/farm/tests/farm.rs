//! A farm does what a mail farm does, and nothing of it is left when it has ended.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use farm::{Farm, FarmError, Home, Options, Person, Server};

const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn mail_from_outside_reaches_each_person_on_their_own_machine() {
    let farm = Farm::shared();
    for (to, person) in [
        ("alice@example.org", "alice"),
        ("bob@example.org", "bob"),
        ("carol@example.org", "carol"),
        ("info@example.org", "alice"),
    ] {
        let subject = format!("outside to {to}");
        farm.receive("friend@elsewhere.test", to, &letter(&subject)).expect("the MX takes it");
        assert!(arrives(farm, person, &subject), "{to} reaches {person}; the MX says:\n{}", farm.log(Server::Mx));
    }
}

#[test]
fn mail_to_dave_goes_on_to_the_outside_world() {
    let farm = Farm::shared();
    farm.receive("friend@elsewhere.test", "dave@example.org", &letter("for dave")).expect("the MX takes it");
    let sunk = farm.await_sunk("dave@elsewhere.test", PATIENCE).expect("the sink is read").expect("it arrives");
    assert!(String::from_utf8_lossy(&sunk.raw).contains("Subject: for dave\r\n"));
    assert_eq!(sunk.from, "friend@elsewhere.test");
}

#[test]
fn the_mx_refuses_strangers_and_relaying() {
    let farm = Farm::shared();
    for to in ["nobody@example.org", "somebody@elsewhere.test", "alice@mail01.example.org"] {
        let refused = farm.receive("friend@elsewhere.test", to, &letter("no")).expect_err("it is refused");
        assert!(matches!(&refused, FarmError::Refused { answer, .. } if answer.starts_with("55")), "{to}: {refused}");
    }
}

#[test]
fn everybody_submits_with_their_password_and_in_their_own_name_only() {
    let farm = Farm::shared();
    for (name, tls_at_once) in [("alice", false), ("bob", true), ("carol", false), ("dave", true)] {
        let person = farm.person(name);
        let to = format!("{name}-writes@elsewhere.test");
        let connect = || if tls_at_once { farm.submissions() } else { farm.submission() };
        let mut smtp = connect().expect("submission answers");
        smtp.sign_in(name, &person.password).expect("the password is good");
        smtp.send(&person.address, &[&to], &letter("out")).expect("it is taken");
        assert!(farm.await_sunk(&to, PATIENCE).expect("the sink is read").is_some(), "{name}'s mail leaves the farm");

        let mut forger = connect().expect("submission answers");
        forger.sign_in(name, &person.password).expect("the password is good");
        let forged = if name == "bob" { "alice@example.org" } else { "bob@example.org" };
        forger.send(forged, &[&to], &letter("forged")).expect_err("nobody writes in another's name");

        connect().expect("submission answers").sign_in(name, "wrong").expect_err("a wrong password is refused");
    }
}

#[test]
fn an_alias_is_a_name_to_write_in() {
    let farm = Farm::shared();
    let mut smtp = farm.submission().expect("submission answers");
    smtp.sign_in("alice", "alice-secret").expect("the password is good");
    smtp.send("info@example.org", &["alias@elsewhere.test"], &letter("from info")).expect("it is taken");
    let sunk = farm.await_sunk("alias@elsewhere.test", PATIENCE).expect("the sink is read").expect("it arrives");
    assert_eq!(sunk.from, "info@example.org");
}

#[test]
fn people_sign_in_on_their_own_machine_only() {
    let farm = Farm::shared();
    let alice = farm.person("alice");
    farm.imap(&alice).expect("alice signs in on mail01");
    for (host, wrong) in [("mail02.example.org", "Dovecot"), ("mail03.example.org", "Cyrus")] {
        let elsewhere = Person { backend: Some(host.into()), ..alice.clone() };
        assert!(farm.imap(&elsewhere).is_err(), "{wrong} on {host} lets alice in");
    }
    let impostor = Person { password: "wrong".into(), ..alice };
    assert!(farm.imap(&impostor).is_err(), "a wrong password is refused");
}

#[test]
fn the_five_special_mailboxes_are_there_at_first_sign_in() {
    let farm = Farm::shared();
    for home in [Home::Mail01, Home::Mail02, Home::Mail03] {
        let person = farm.newcomer(home);
        let listed =
            farm.imap(&person).and_then(|mut imap| imap.command("LIST \"\" * RETURN (SPECIAL-USE)")).expect("a list");
        let listed = listed.join("\n").to_ascii_lowercase();
        for role in ["drafts", "sent", "junk", "trash", "archive"] {
            assert!(listed.contains(&format!("\\{role}")), "{home:?} has \\{role} in\n{listed}");
        }
    }
}

#[test]
fn a_newcomer_is_there_within_a_tenth_of_a_second_and_gets_mail() {
    let farm = Farm::shared();
    let begin = Instant::now();
    let people: Vec<Person> = [Home::Mail01, Home::Mail02, Home::Mail03].map(|home| farm.newcomer(home)).into();
    // Three people, and other tests beside this one: the bound is loose.
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    for person in people {
        farm.deliver(&person, &letter("welcome")).expect("LMTP takes it");
        assert_eq!(farm.imap(&person).and_then(|mut imap| imap.count("INBOX")).expect("a count"), 1, "{}", person.name);
    }
}

#[test]
fn people_whom_several_processes_add_at_once_are_all_there() {
    let dir = &Farm::shared().facts().dir;
    let names: Vec<String> = (0..30).map(|n| format!("at-once-{n}")).collect();
    let add = |name: &String| {
        farm_command(&["people", "add", name, "--dir"])
            .arg(dir)
            .stdout(Stdio::null())
            .spawn()
            .expect("the farm's command")
    };
    let adding: Vec<_> = names.iter().map(add).collect();
    for mut child in adding {
        assert!(child.wait().expect("it ends").success());
    }
    let known = Farm::open(dir).expect("the farm runs").everybody();
    for name in &names {
        assert!(known.iter().any(|person| person.name == *name), "{name} was lost");
    }
}

#[test]
fn a_mailbox_made_anew_is_another_mailbox() {
    let farm = Farm::shared();
    for home in [Home::Mail01, Home::Mail03] {
        let person = farm.newcomer(home);
        let mut imap = farm.imap(&person).expect("sign in");
        imap.create("Größe & Co").expect("made");
        imap.append("Größe & Co", &letter("old"), "\\Seen").expect("appended");
        let validity = |imap: &mut farm::Imap| {
            imap.command("STATUS \"Gr&APYA3w-e &- Co\" (UIDVALIDITY)").expect("status").join("")
        };
        let before = validity(&mut imap);
        // UIDVALIDITY counts seconds on both servers.
        thread::sleep(Duration::from_millis(1100));
        imap.recreate("Größe & Co").expect("made anew");
        assert_ne!(before, validity(&mut imap));
        assert_eq!(imap.count("Größe & Co").expect("a count"), 0);
    }
}

#[test]
fn a_filled_mailbox_holds_as_many_messages_as_asked_for_with_their_flags() {
    let farm = Farm::shared();
    for home in [Home::Mail01, Home::Mail03] {
        let person = farm.newcomer(home);
        farm.append(&person, "INBOX", &letter("there before"), "").expect("appended");
        for mailbox in ["INBOX", "Größe"] {
            farm.fill(&person, mailbox, 600, 1).expect("filled");
        }
        let mut imap = farm.imap(&person).expect("sign in");
        assert_eq!(imap.count("INBOX").expect("a count"), 601, "{home:?}");
        assert_eq!(imap.count("Größe").expect("a count"), 600, "{home:?}");
        imap.select("Größe").expect("selected");
        for flag in ["SEEN", "UNSEEN", "ANSWERED", "FLAGGED"] {
            let found = imap.command(&format!("SEARCH {flag}")).expect("a search");
            assert!(found.iter().any(|line| line.starts_with("* SEARCH ")), "{home:?} has {flag}");
        }
        let old = imap.command("SEARCH BEFORE 1-Jan-2025").expect("a search");
        assert!(old.iter().any(|line| line.starts_with("* SEARCH ")), "{home:?} has dates of its own");
    }
}

#[test]
fn a_farm_of_ones_own_survives_its_provider_and_leaves_nothing_behind() {
    let shared = Farm::shared();
    let own = Farm::start(&Options::default()).expect("a second farm beside the first");
    assert_ne!(own.facts().relay.address, shared.facts().relay.address);
    let (dir, mark) = (own.facts().dir.clone(), own.facts().dir.display().to_string());

    own.stop_server(Server::Provider);
    own.receive("friend@elsewhere.test", "bob@example.org", &letter("by the replica"))
        .expect("the MX asks the replica");
    assert!(arrives(&own, "bob", "by the replica"), "{}", own.log(Server::Mx));
    own.start_server(Server::Provider).expect("it comes back");
    let erin = own.newcomer(Home::Mail03);
    own.deliver(&erin, &letter("hello")).expect("LMTP takes it");

    own.pause(Server::Mail01);
    own.resume(Server::Mail01);
    own.imap(&own.person("alice")).expect("mail01 goes on");

    assert!(!processes_with(&mark).is_empty());
    own.pause(Server::Mail02);
    drop(own);
    assert_eq!(processes_with(&mark), Vec::<String>::new());
    assert!(!dir.exists());
    shared.imap(&shared.person("alice")).expect("the shared farm did not notice");
}

#[test]
fn down_ends_what_a_killed_starter_left_and_the_mail_is_there_at_the_next_start() {
    let folder = tempfile::tempdir_in("/var/tmp").expect("a folder");
    let dir = folder.path().join("farm");
    let mut starter = farm_command(&["up", "--bare", "--dir"])
        .arg(&dir)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("farm up");
    let mark = await_facts(&dir);
    let farm = Farm::open(&dir).expect("it is described");
    farm.deliver(&farm.person("carol"), &letter("kept")).expect("LMTP takes it");

    starter.kill().expect("SIGKILL");
    starter.wait().expect("it is gone");
    assert!(!processes_with(&mark).is_empty(), "the servers run on without their starter");
    let down = farm_command(&["down", "--dir"]).arg(&dir).output().expect("farm down");
    assert!(down.status.success());
    assert_eq!(processes_with(&mark), Vec::<String>::new());

    let again = Farm::start(&Options { dir: Some(dir.clone()), mail: true, ..Options::default() })
        .expect("the same farm again");
    assert!(arrives(&again, "carol", "kept"));
    let mut imap = again.imap(&again.person("alice")).expect("sign in");
    for mailbox in ["INBOX", "Sent", "Projects/Atlas", "Projects/Entwürfe", "Newsletters", "Receipts/Older"] {
        assert!(imap.count(mailbox).expect("a count") > 0, "alice has mail in {mailbox}");
    }
    let second = Farm::start(&Options { dir: Some(dir.clone()), mail: false, ..Options::default() });
    assert!(matches!(second, Err(FarmError::AlreadyUp(_))), "one farm a folder");
    let configuration = std::fs::read_to_string(dir.join("gatepost.toml")).expect("gatepost.toml");
    assert!(configuration.contains("mail03.example.org"));
    drop(again);
    assert!(Farm::open(&dir).is_err(), "a farm that has ended is not described");
    assert_eq!(processes_with(&mark), Vec::<String>::new());
}

fn farm_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_farm"));
    command.args(arguments);
    command
}

/// Waits until the farm is described, and returns the words by which its processes are known.
fn await_facts(dir: &std::path::Path) -> String {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        if let Ok(farm) = Farm::open(dir) {
            return farm.facts().state.display().to_string();
        }
        assert!(Instant::now() < deadline, "farm up did not come up");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Processes, zombies apart, on whose command line these words stand.
fn processes_with(words: &str) -> Vec<String> {
    let listed = Command::new("ps").args(["-e", "-o", "stat=,args="]).output().expect("ps");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    listed
        .lines()
        .filter(|line| line.contains(words) && !line.starts_with('Z') && !line.contains("farm up"))
        .map(str::to_owned)
        .collect()
}

fn letter(subject: &str) -> Vec<u8> {
    format!("From: Friend <friend@elsewhere.test>\r\nTo: someone@example.org\r\nSubject: {subject}\r\n\r\nHello.\r\n")
        .into_bytes()
}

/// Whether a message with this subject comes into the person's INBOX.
fn arrives(farm: &Farm, person: &str, subject: &str) -> bool {
    let mut imap = farm.imap(&farm.person(person)).expect("sign in");
    imap.command("SELECT INBOX").expect("selected");
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        imap.command("NOOP").expect("news");
        let found = imap.command(&format!("SEARCH SUBJECT \"{subject}\"")).expect("a search");
        if found.iter().any(|line| line.strip_prefix("* SEARCH").is_some_and(|hits| !hits.trim().is_empty())) {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}
