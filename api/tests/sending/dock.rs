//! A sending server of the test's own, for faults that must come at an exact line.

#![expect(unreachable_pub, reason = "the words of the stories beside this file")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use farm::Farm;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::common;

/// A sending server of the test's own, which takes messages and, told so, falls silent after the final dot.
pub struct Dock {
    pub port: u16,
    /// How many messages it has taken responsibility for.
    pub taken: Arc<AtomicUsize>,
    /// Told when a message has been taken and no reply will be given.
    pub silent: Arc<Notify>,
    /// What it was told, line by line, without the messages.
    pub heard: Arc<Mutex<Vec<String>>>,
}

impl Dock {
    pub async fn open(silences: usize) -> Self {
        Self::offering("250 ok\r\n", silences).await
    }

    /// One that answers EHLO with this.
    pub async fn offering(offers: &'static str, silences: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let dock = Self {
            port: listener.local_addr().expect("its address").port(),
            taken: Arc::default(),
            silent: Arc::default(),
            heard: Arc::default(),
        };
        let (taken, silent, heard) = (Arc::clone(&dock.taken), Arc::clone(&dock.silent), Arc::clone(&dock.heard));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (taken, silent, heard) = (Arc::clone(&taken), Arc::clone(&silent), Arc::clone(&heard));
                tokio::spawn(converse(stream, offers, taken, silent, heard, silences));
            }
        });
        dock
    }

    /// A node in front of the farm that sends by this server.
    pub fn config(&self, farm: &Farm) -> gatepost::config::Config {
        let text = common::config_text(farm);
        let line = text.lines().find(|line| line.starts_with("submission = ")).expect("the line").to_owned();
        let text = text.replace(&line, &format!("submission = \"smtp://127.0.0.1:{}\"", self.port));
        gatepost::config::Config::parse(&text, std::path::Path::new("/")).expect("a configuration")
    }

    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

async fn converse(
    stream: TcpStream,
    offers: &'static str,
    taken: Arc<AtomicUsize>,
    silent: Arc<Notify>,
    heard: Arc<Mutex<Vec<String>>>,
    silences: usize,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 dock\r\n").await.ok()?;
    let mut line = String::new();
    while stream.read_line(&mut line).await.ok()? > 0 {
        heard.lock().expect("no panic").push(line.trim_end().to_owned());
        let reply = match line.get(..4) {
            Some("DATA") => "354 go\r\n",
            Some("EHLO") => offers,
            _ => "250 ok\r\n",
        };
        stream.write_all(reply.as_bytes()).await.ok()?;
        if line.starts_with("DATA") {
            while line.as_str() != ".\r\n" {
                line.clear();
                stream.read_line(&mut line).await.ok()?;
            }
            if taken.fetch_add(1, Ordering::SeqCst) < silences {
                silent.notify_one();
                return stream.read_u8().await.map(drop).ok();
            }
            stream.write_all(b"250 taken\r\n").await.ok()?;
        }
        line.clear();
    }
    Some(())
}
