//! The binary as an operator meets it: `check`, `config`, `openapi`, `serve`, their words and their exit status.

mod common;

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;

use farm::{Farm, Options, Server};
use rustix::process::{Pid, Signal, kill_process};

fn gatepost(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatepost"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    gatepost(arguments).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A configuration file for this farm, in a folder of its own.
struct Configured {
    folder: tempfile::TempDir,
}

impl Configured {
    fn with(content: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("gatepost.toml"), content).expect("a file");
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("gatepost.toml")
    }

    fn run(&self, command: &str) -> Output {
        run(&[command, "--config", self.path().to_str().expect("a path")])
    }
}

/// A serving process, ended with the test.
struct Serving {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    /// Read all the time: a full pipe would make the node wait.
    log: Option<JoinHandle<String>>,
}

impl Serving {
    fn start(arguments: &[&str]) -> Self {
        let mut child = gatepost(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut errors = child.stderr.take().expect("its log");
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            errors.read_to_end(&mut log).expect("its log to the end");
            text(&log)
        });
        Self { child, lines, log: Some(log) }
    }

    fn next_line(&mut self) -> String {
        self.lines.next().expect("a line").expect("text")
    }

    /// Ends it as systemd does; returns whether it ended well, and what it logged.
    fn terminate(mut self) -> (bool, String) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).expect("a signal");
        let status = self.child.wait().expect("an end");
        let log = self.log.take().expect("read once").join().expect("its log");
        (status.success(), log)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Ended already, mostly.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_printed_configuration_can_be_read_back() {
    let printed = run(&["config"]);
    assert!(printed.status.success());
    let file = Configured::with(&text(&printed.stdout));
    let check = file.run("check");
    // Its servers do not exist, but it is understood.
    assert!(text(&check.stdout).contains("ok    configuration"), "{}", text(&check.stdout));
    assert!(!check.status.success());
}

#[test]
fn a_wrong_configuration_is_refused_in_one_sentence() {
    let file = Configured::with("[directory]\nkind = \"ldap\"\n");
    let refused = file.run("serve");
    assert!(!refused.status.success());
    assert_eq!(
        text(&refused.stderr),
        "gatepost: `mail.hosts`: name the farm's mail servers, for example [\"mail*.example.org\"]\n"
    );
    let missing = run(&["serve", "--config", "/nowhere/gatepost.toml"]);
    assert!(text(&missing.stderr).starts_with("gatepost: /nowhere/gatepost.toml cannot be read"));
    assert!(!missing.status.success());
}

#[test]
fn check_finds_a_farm_well() {
    let output = Configured::with(&common::config_text(Farm::shared())).run("check");
    let words = text(&output.stdout);
    assert!(output.status.success(), "{words}");
    assert_eq!(words.matches("ok    directory ldap://").count(), 2, "{words}");
    assert_eq!(words.matches("ok    imap mail0").count(), 3, "{words}");
    assert_eq!(words.matches("ok    submission mx.example.org").count(), 1, "{words}");
    assert_eq!(words.matches("ok    sieve mail0").count(), 3, "{words}");
}

#[test]
fn check_names_what_is_not_well_and_what_to_do() {
    let farm = Farm::start(&Options::default()).expect("a farm");
    farm.stop_server(Server::Replica);
    farm.pause(Server::Provider);
    farm.stop_server(Server::Mail02);
    let file = Configured::with(&common::config_text(&farm));
    let output = file.run("check");
    let words = text(&output.stdout);
    assert!(!output.status.success(), "{words}");
    let bad: Vec<&str> = words.lines().filter(|line| line.starts_with("BAD ")).collect();
    assert_eq!(bad.len(), 4, "{words}");
    assert!(bad[0].contains("no answer in time"), "{words}");
    assert!(bad[1].contains("refused"), "{words}");
    assert!(bad[2].contains("mail02") && bad[2].contains("see that the server runs"), "{words}");
    assert!(bad[3].starts_with("BAD   sieve mail02.example.org"), "{words}");
    assert!(words.contains("ok    imap mail01.example.org"), "{words}");
}

#[test]
fn check_tells_a_wrong_service_password_by_name() {
    let config = common::config_text(Farm::shared());
    let wrong = config.replace("bind_password = \"", "bind_password = \"not-");
    let words = text(&Configured::with(&wrong).run("check").stdout);
    assert!(words.contains("result 49") && words.contains("bind_dn"), "{words}");
}

#[test]
fn check_tells_a_foreign_certificate_and_a_wrong_scheme_from_a_dead_server() {
    let config = common::config_text(Farm::shared());
    let port = Farm::shared().facts().backends["mail01.example.org"].imap;
    let imaps = Farm::shared().facts().backends["mail01.example.org"].imaps;
    let wrong_port = config.replacen(&format!(":{imaps}"), &format!(":{port}"), 1);
    let words = text(&Configured::with(&wrong_port).run("check").stdout);
    assert!(words.contains("whether the port speaks TLS from the start"), "{words}");

    let strangers = config.replace("tls_name = \"mx.example.org\"", "tls_name = \"other.example.org\"");
    let words = text(&Configured::with(&strangers).run("check").stdout);
    assert!(words.contains("BAD   submission other.example.org"), "{words}");
    assert!(words.contains("see `ca_file` and `tls_name`"), "{words}");
}

#[test]
fn the_description_of_the_api_is_printed_without_a_configuration() {
    let output = run(&["openapi"]);
    let openapi: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(openapi["paths"]["/api/v1/session"]["post"].is_object());
}

#[test]
fn four_words_serve_one_server_and_a_signal_stops_it_well() {
    let flags = ["--listen", "127.0.0.1:0", "--imap", "imap://127.0.0.1:9", "--smtp", "smtp://127.0.0.1:9"];
    let mut serving = Serving::start(&[&["serve"][..], &flags].concat());
    let line = serving.next_line();
    let listen = line.strip_prefix("Gatepost is ready at http://").expect("where it is ready");
    let answer = std::net::TcpStream::connect(listen);
    assert!(answer.is_ok(), "ready means that connections are taken");
    drop(answer);
    let (well, log) = serving.terminate();
    assert!(well, "{log}");
    assert!(log.contains("no session keys are configured"), "{log}");
    assert!(log.contains("stopping"), "{log}");
}

#[tokio::test]
async fn the_log_tells_of_requests_and_no_secret() {
    let listen = free_address();
    let config = common::config_text(Farm::shared()) + "[log]\njson = true\nfilter = \"trace,async_imap=info\"\n";
    let file = Configured::with(&config);
    let path = file.path();
    let path = path.to_str().expect("a path");
    let mut serving = Serving::start(&["serve", "--config", path, "--listen", &listen]);
    assert_eq!(serving.next_line(), format!("Gatepost is ready at http://{listen}"));

    gatepost::tls::install_provider();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let url = format!("http://{listen}/api/v1/session?include=inbox");
    let credentials = serde_json::json!({"username": "alice", "password": "alice-secret"});
    let answer = client.post(&url).json(&credentials).send().await.expect("an answer");
    assert_eq!(answer.status(), 201);
    let cookie = answer.headers()["set-cookie"].to_str().expect("text").split(';').next().expect("a cookie").to_owned();
    let who = client.get(&url).header("cookie", &cookie).send().await.expect("an answer");
    assert_eq!(who.status(), 200);
    let basic = client.get(&url).basic_auth("bob", Some("bob-secret")).send().await.expect("an answer");
    assert_eq!(basic.status(), 200);

    let (well, log) = serving.terminate();
    assert!(well, "{log}");
    assert!(log.contains("\"route\":\"/api/v1/session\"") && log.contains("\"status\":201"), "{log}");
    let value = cookie.split('=').nth(1).expect("a value");
    for secret in ["alice-secret", "bob-secret", "Ym9iOmJvYi1zZWNyZXQ=", value, "gatepost-secret", common::KEY] {
        assert!(!log.contains(secret), "the log holds {secret}");
    }
}

#[test]
fn an_address_in_use_is_said_to_be() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = taken.local_addr().expect("its address").to_string();
    let output = run(&["serve", "--listen", &listen, "--imap", "imaps://mail.example.org"]);
    assert!(text(&output.stderr).contains(&format!("cannot listen on {listen}")), "{}", text(&output.stderr));
    assert!(!output.status.success());
}

fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").to_string()
}
