//! A node in a process of its own, so that its memory and its processor time are its own; and browsers before it.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use farm::{Farm, Person};
use gatepost_shared::id::MailboxId;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Outcome;

pub(crate) struct Node {
    process: Child,
    url: String,
    client: Client,
    /// Holds its configuration.
    _folder: TempDir,
}

/// A browser in which somebody is signed in.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    url: String,
    /// `NAME=VALUE` of the session; empty before the sign-in.
    cookie: String,
}

impl Node {
    /// A node before this farm, with no limit to how much one person may ask.
    pub(crate) async fn before(farm: &Farm) -> Outcome<Self> {
        let keys = farm.facts().dir.join("session.keys");
        let text = farm::gatepost_toml(farm.facts(), &format!("keys_file = \"{}\"", keys.display()));
        Self::with(&format!("{text}\n[limits]\nrequests_per_minute = 0\n")).await
    }

    pub(crate) async fn with(configuration: &str) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("gatepost.toml");
        fs::write(&file, configuration)?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new(env!("CARGO_BIN_EXE_gatepost"))
            .args(["serve", "--config"])
            .arg(&file)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let client = Client::builder().no_proxy().build()?;
        let node = Self { process, url: format!("http://127.0.0.1:{port}"), client, _folder: folder };
        node.becomes_ready().await?;
        Ok(node)
    }

    async fn becomes_ready(&self) -> Outcome<()> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            match self.client.get(format!("{}/readyz", self.url)).send().await {
                Ok(answer) if answer.status().is_success() => return Ok(()),
                _ if Instant::now() > deadline => return Err("the node did not become ready".into()),
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// A browser in which nobody is signed in. All browsers share the connections of one client: thousands of clients
    /// would cost this process more than the sessions cost the node.
    pub(crate) fn browser(&self) -> Browser {
        Browser { client: self.client.clone(), url: self.url.clone(), cookie: String::new() }
    }

    pub(crate) async fn sign_in(&self, person: &Person) -> Outcome<Browser> {
        let mut browser = self.browser();
        browser.sign_in(&person.name, "").await?;
        Ok(browser)
    }

    /// Resident memory in KiB (proc(5), VmRSS).
    pub(crate) fn resident_kib(&self) -> Outcome<f64> {
        let status = fs::read_to_string(Path::new("/proc").join(self.process.id().to_string()).join("status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// The processor time used so far, to the microsecond (proc(5), /proc/PID/task/TID/schedstat).
    pub(crate) fn processor_time(&self) -> Outcome<Duration> {
        let mut nanoseconds = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.process.id()))? {
            // A thread may end while it is looked at.
            let told = fs::read_to_string(task?.path().join("schedstat")).unwrap_or_default();
            nanoseconds += told.split(' ').next().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    pub(crate) fn is_alive(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It was going to end anyway.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Browser {
    /// A request as a browser makes it: with compression, which is taken off when the answer is looked at.
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path).header("accept-encoding", "br, gzip")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, path).header("sec-fetch-site", "same-origin").json(body)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}/api/v1{path}", self.url)).header("cookie", &self.cookie)
    }

    /// Signs in; `include` is what comes along (`?include=inbox`).
    pub(crate) async fn sign_in(&mut self, name: &str, include: &str) -> Outcome<()> {
        let credentials = json!({"username": name, "password": format!("{name}-secret")});
        let answer = self.post(&format!("/session{include}"), &credentials).send().await?.error_for_status()?;
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        self.cookie = cookies.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ");
        answer.bytes().await?;
        Ok(())
    }

    pub(crate) async fn sign_out(&self) -> Outcome<()> {
        bytes(self.request(Method::DELETE, "/session").header("sec-fetch-site", "same-origin")).await.map(drop)
    }

    /// What an answer says, uncompressed.
    pub(crate) async fn json(&self, path: &str) -> Outcome<Value> {
        Ok(serde_json::from_slice(&bytes(self.request(Method::GET, path)).await?)?)
    }
}

/// The answer's bytes as they came over the wire.
pub(crate) async fn bytes(request: RequestBuilder) -> Outcome<Vec<u8>> {
    let answer = request.send().await?;
    let status = answer.status();
    let body = answer.bytes().await?;
    if !status.is_success() {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(body.to_vec())
}

/// The path of a list: `position`, and whatever else the query says.
pub(crate) fn list(mailbox: &str, query: &str) -> Outcome<String> {
    Ok(format!("/mailboxes/{}/emails?limit={ROWS}&{query}", MailboxId::new(mailbox)?))
}

/// How many rows a screen shows.
pub(crate) const ROWS: usize = 50;
