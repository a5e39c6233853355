//! A person with a mailbox of their own on one of the farm's machines, and their mail as the relay gives it.

use farm::{Backend, Farm, Home, Imap, Person};
use gatepost::directory::{ServerAddress, TlsMode};
use gatepost::mail::imap::{Limits, Login, Mail, Relay};
use gatepost_shared::email::{Email, EmailSummary};
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{Mailbox, Role};

/// Tells each story on Dovecot and on Cyrus.
macro_rules! on_both_servers {
    ($($story:ident),+ $(,)?) => {
        mod on_dovecot {
            $(#[tokio::test] async fn $story() { super::$story($crate::scene::Scene::at(farm::Home::Mail01).await).await; })+
        }
        mod on_cyrus {
            $(#[tokio::test] async fn $story() { super::$story($crate::scene::Scene::at(farm::Home::Mail03).await).await; })+
        }
    };
}
pub(crate) use on_both_servers;

/// Somebody whom no other test knows, signed in.
pub(crate) struct Scene {
    pub(crate) person: Person,
    pub(crate) mail: Mail,
    pub(crate) relay: Relay,
}

impl Scene {
    pub(crate) async fn at(home: Home) -> Self {
        let person = Farm::shared().newcomer(home);
        let relay = relay();
        let mail = relay.sign_in(login(&person, TlsMode::Implicit)).await.expect("the person signs in");
        Self { person, mail, relay }
    }

    /// Puts a message into a mailbox by another mail program.
    pub(crate) fn receives(&self, mailbox: &str, raw: impl AsRef<[u8]>) {
        Farm::shared().append(&self.person, mailbox, raw.as_ref(), "").expect("the message is stored");
    }

    /// Another mail program, signed in as the same person.
    pub(crate) fn other_program(&self) -> Imap {
        Farm::shared().imap(&self.person).expect("another program signs in")
    }

    pub(crate) async fn mailbox(&self, name: &str) -> Mailbox {
        let all = self.mail.mailboxes().await.expect("the tree");
        all.into_iter().find(|mailbox| mailbox.name == name).unwrap_or_else(|| panic!("no mailbox {name}"))
    }

    pub(crate) async fn role(&self, role: Role) -> MailboxId {
        self.mail.mailbox_with_role(role).await.expect("a mailbox with this role")
    }

    /// The newest rows of a mailbox.
    pub(crate) async fn rows(&self, mailbox: &MailboxId) -> Vec<EmailSummary> {
        self.mail.window(mailbox, 0, 50).await.expect("a window").list
    }

    pub(crate) async fn subjects(&self, mailbox: &MailboxId) -> Vec<String> {
        self.rows(mailbox).await.into_iter().map(|row| row.subject.unwrap_or_default()).collect()
    }

    /// Opens the newest email of the inbox.
    pub(crate) async fn opens_newest(&self) -> Email {
        let rows = self.rows(&inbox()).await;
        self.mail.email(&rows[0].id, 100_000).await.expect("the email opens")
    }
}

pub(crate) fn inbox() -> MailboxId {
    MailboxId::new("INBOX").expect("a name")
}

/// A node's pool that trusts the farm.
pub(crate) fn relay() -> Relay {
    relay_with(Limits::default())
}

pub(crate) fn relay_with(limits: Limits) -> Relay {
    let tls = gatepost::tls::client_config(Some(&Farm::shared().facts().ca)).expect("the farm's authority");
    Relay::new(tls, limits)
}

pub(crate) fn backend(person: &Person) -> &'static Backend {
    &Farm::shared().facts().backends[person.backend.as_ref().expect("a mailbox")]
}

pub(crate) fn login(person: &Person, tls: TlsMode) -> Login {
    let backend = backend(person);
    let port = if tls == TlsMode::Implicit { backend.imaps } else { backend.imap };
    Login {
        server: ServerAddress { host: backend.address.to_string(), port, tls, server_name: backend.tls_name.clone() },
        user: person.name.clone(),
        password: person.password.clone().into(),
        client: Some("203.0.113.7".parse().expect("an address")),
    }
}

/// A short plain message.
pub(crate) fn note(subject: &str) -> String {
    format!(
        "From: Bob Brandt <bob@example.org>\r\nTo: you@example.org\r\nSubject: {subject}\r\n\
         Date: Mon, 23 Nov 2026 09:30:00 +0000\r\nMessage-ID: <{}@example.org>\r\n\r\nHello, this is {subject}.\r\n",
        subject.replace(' ', "-")
    )
}
