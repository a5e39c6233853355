//! A mailbox in memory with a sending server beside it, both of which fail where a test says: with an error
//! before or after the effect, or by the death of the node that asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use gatepost_shared::id::{BlobId, EmailId, MailboxId};
use gatepost_shared::keyword::{Keyword, Keywords};
use gatepost_shared::mailbox::Role;
use gatepost_shared::mutation::{EmailsSet, SetEmails};
use gatepost_shared::problem::{Problem, ProblemType, RecipientReply};
use mail_parser::MessageParser;
use tokio::sync::Notify;

use super::store::{Postman, Store};
use crate::mail::error::MailError;
use crate::mail::imap::{Assembled, NewMessage, Piece, RawSection};
use crate::mail::smtp::{Accepted, Envelope, Letter};

/// How a step goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// An error, and nothing was done.
    Before,
    /// It was done, and its answer was lost.
    After,
    /// The node dies before it is done.
    CrashBefore,
    /// The node dies after it was done.
    CrashAfter,
}

/// What all nodes see.
#[derive(Default)]
pub(super) struct World {
    pub mailboxes: HashMap<String, Vec<Stored>>,
    /// What the sending server has accepted.
    pub outbox: Vec<(Envelope, Vec<u8>)>,
    /// Whether the mail server has CATENATE.
    pub assembles: bool,
    /// Whether a conditional store may be told OK to two that claim at once, as by Dovecot.
    pub is_lax: bool,
    /// A recipient that the sending server refuses.
    pub refused: Option<String>,
    last_uid: u32,
    last_modseq: u64,
}

#[derive(Clone)]
pub(super) struct Stored {
    pub uid: u32,
    pub bytes: Vec<u8>,
    pub keywords: Keywords,
    modseq: u64,
}

/// One node's way to the world.
#[derive(Clone)]
pub(super) struct Node {
    pub world: Arc<Mutex<World>>,
    plan: Arc<Mutex<Plan>>,
    pub crashed: Arc<Notify>,
}

struct Plan {
    steps: usize,
    fault: Option<(usize, Fault)>,
    /// Decides how long each step takes, in turns of the scheduler.
    dice: u64,
}

impl Node {
    pub(super) fn new(world: &Arc<Mutex<World>>) -> Self {
        let plan = Plan { steps: 0, fault: None, dice: 0 };
        Self { world: Arc::clone(world), plan: Arc::new(Mutex::new(plan)), crashed: Arc::default() }
    }

    /// A node whose step of this number fails.
    pub(super) fn failing(world: &Arc<Mutex<World>>, step: usize, fault: Fault) -> Self {
        let node = Self::new(world);
        node.plan.lock().unwrap().fault = Some((step, fault));
        node
    }

    /// A node whose steps take turns with those of others, differently for each seed.
    pub(super) fn at_pace(world: &Arc<Mutex<World>>, seed: u64) -> Self {
        let node = Self::new(world);
        node.plan.lock().unwrap().dice = seed;
        node
    }

    /// How many steps it has made.
    pub(super) fn steps(&self) -> usize {
        self.plan.lock().unwrap().steps
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// One step: the effect, and what goes wrong around it.
    async fn step<T>(
        &self,
        lost: MailError,
        effect: impl FnOnce(&mut World) -> Result<T, MailError>,
    ) -> Result<T, MailError> {
        let (fault, pauses) = {
            let mut plan = self.plan.lock().unwrap();
            let fault = plan.fault.filter(|(step, _)| *step == plan.steps).map(|(_, fault)| fault);
            plan.steps += 1;
            plan.dice = plan.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (fault, (plan.dice >> 60) % 4)
        };
        for _ in 0..pauses {
            tokio::task::yield_now().await;
        }
        match fault {
            None => effect(&mut self.world()),
            Some(Fault::Before) => Err(broken()),
            Some(Fault::After) => {
                let _ = effect(&mut self.world());
                Err(lost)
            }
            Some(Fault::CrashBefore) => self.crash().await,
            Some(Fault::CrashAfter) => {
                let _ = effect(&mut self.world());
                self.crash().await
            }
        }
    }

    async fn crash<T>(&self) -> T {
        self.crashed.notify_one();
        std::future::pending().await
    }
}

fn broken() -> MailError {
    MailError::Disconnected { server: "mail01".to_owned(), command: "IT", reason: "on purpose".to_owned() }
}

impl World {
    pub(super) fn mailbox(&self, name: &str) -> &[Stored] {
        self.mailboxes.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn put(&mut self, mailbox: &str, bytes: Vec<u8>, keywords: Keywords) -> EmailId {
        self.last_uid += 1;
        self.last_modseq += 1;
        let stored = Stored { uid: self.last_uid, bytes, keywords, modseq: self.last_modseq };
        self.mailboxes.entry(mailbox.to_owned()).or_default().push(stored);
        id(mailbox, self.last_uid)
    }

    fn find(&mut self, id: &EmailId) -> Result<&mut Stored, MailError> {
        let mailbox = self.mailboxes.get_mut(id.mailbox().name()).ok_or(MailError::NotFound("mailbox"))?;
        mailbox.iter_mut().find(|stored| stored.uid == id.uid).ok_or(MailError::NotFound("message"))
    }

    fn take(&mut self, id: &EmailId) -> Result<Stored, MailError> {
        let found = self.find(id)?.clone();
        self.mailboxes.entry(id.mailbox().name().to_owned()).or_default().retain(|stored| stored.uid != id.uid);
        Ok(found)
    }

    fn touch(&mut self, id: &EmailId, marks: impl IntoIterator<Item = (Keyword, bool)>) -> Result<(), MailError> {
        self.last_modseq += 1;
        let modseq = self.last_modseq;
        let stored = self.find(id)?;
        for (keyword, on) in marks {
            stored.keywords.set(keyword, on);
        }
        stored.modseq = modseq;
        Ok(())
    }
}

pub(super) fn id(mailbox: &str, uid: u32) -> EmailId {
    EmailId::new(MailboxId::new(mailbox).unwrap(), 1, uid).unwrap()
}

impl Store for Node {
    async fn mailbox_with_role(&self, role: Role) -> Result<MailboxId, MailError> {
        self.step(broken(), |_| Ok(MailboxId::new(format!("{role:?}")).unwrap())).await
    }

    async fn mailbox_named(&self, name: &str) -> Result<MailboxId, MailError> {
        self.step(broken(), |_| Ok(MailboxId::new(name).unwrap())).await
    }

    async fn append(&self, mailbox: &MailboxId, message: NewMessage) -> Result<Option<EmailId>, MailError> {
        let chunks: Vec<Bytes> = message.bytes.try_collect().await?;
        let bytes = chunks.concat();
        assert_eq!(bytes.len() as u64, message.size);
        self.step(broken(), |world| Ok(Some(world.put(mailbox.name(), bytes, message.keywords)))).await
    }

    async fn assemble(
        &self,
        mailbox: &MailboxId,
        keywords: Keywords,
        pieces: Vec<Piece>,
    ) -> Result<Assembled, MailError> {
        self.step(broken(), |world| {
            let mut bytes = Vec::new();
            for piece in &pieces {
                match piece {
                    Piece::Text(text) => bytes.extend_from_slice(text),
                    // A piece that is gone is not found: the stream will say so, too.
                    Piece::Stored(blob) => match world.find(blob.email()) {
                        Ok(stored) => bytes.extend(section(&stored.bytes, blob.section())),
                        Err(_) => return Ok(Assembled::Unable),
                    },
                }
            }
            if !world.assembles {
                return Ok(Assembled::Unable);
            }
            Ok(Assembled::Stored(Some(world.put(mailbox.name(), bytes, keywords))))
        })
        .await
    }

    async fn with_message_id(&self, mailbox: &MailboxId, message_id: &str) -> Result<Vec<EmailId>, MailError> {
        self.step(broken(), |world| {
            let has_id = |stored: &&Stored| {
                let message = MessageParser::new().parse_headers(&stored.bytes[..]);
                message.is_some_and(|message| message.message_id() == Some(message_id))
            };
            Ok(world
                .mailbox(mailbox.name())
                .iter()
                .filter(has_id)
                .map(|stored| id(mailbox.name(), stored.uid))
                .collect())
        })
        .await
    }

    async fn keywords(&self, id: &EmailId) -> Result<(Keywords, u64), MailError> {
        self.step(broken(), |world| world.find(id).map(|stored| (stored.keywords.clone(), stored.modseq))).await
    }

    async fn claim(&self, id: &EmailId, keyword: &Keyword, modseq: u64) -> Result<(), MailError> {
        self.step(broken(), |world| {
            if world.find(id)?.modseq != modseq && !world.is_lax {
                return Err(MailError::Modified);
            }
            world.touch(id, [(keyword.clone(), true)])
        })
        .await
    }

    async fn set(&self, change: &SetEmails) -> Result<EmailsSet, MailError> {
        self.step(broken(), |world| {
            let mut answer = EmailsSet::default();
            for (id, patch) in &change.update {
                if world.touch(id, patch.keywords.clone()).is_err() {
                    answer.not_updated.insert(id.clone(), Problem::new(ProblemType::NotFound, "gone"));
                    continue;
                }
                if let Some(mailbox) = &patch.move_to {
                    let stored = world.take(id)?;
                    answer.moved.insert(id.clone(), world.put(mailbox.name(), stored.bytes, stored.keywords));
                }
                answer.updated.push(id.clone());
            }
            for id in &change.destroy {
                if world.take(id).is_err() {
                    answer.not_destroyed.insert(id.clone(), Problem::new(ProblemType::NotFound, "gone"));
                    continue;
                }
                answer.destroyed.push(id.clone());
            }
            Ok(answer)
        })
        .await
    }

    async fn raw_section(&self, id: &BlobId) -> Result<RawSection, MailError> {
        self.step(broken(), |world| {
            let bytes = Bytes::from(section(&world.find(id.email())?.bytes, id.section()));
            Ok(RawSection { size: bytes.len() as u64, bytes: stream::iter([Ok(bytes)]).boxed() })
        })
        .await
    }

    async fn part_header(&self, id: &BlobId) -> Result<Bytes, MailError> {
        self.step(broken(), |world| world.find(id.email()).map(|stored| Bytes::copy_from_slice(&stored.bytes))).await
    }
}

/// A section's bytes: the whole, or what is behind the header.
fn section(message: &[u8], section: &str) -> Vec<u8> {
    let body = message.windows(4).position(|end| end == b"\r\n\r\n").map_or(0, |at| at + 4);
    if section.is_empty() { message.to_vec() } else { message[body..].to_vec() }
}

impl Postman for Node {
    async fn submit(&self, envelope: &Envelope, letter: Letter) -> Result<Accepted, MailError> {
        let chunks: Vec<Bytes> = letter.bytes.try_collect().await?;
        self.step(MailError::SubmissionUnknown, |world| {
            let reply = |email: &String| RecipientReply {
                email: email.clone(),
                accepted: world.refused.as_ref() != Some(email),
                reply: "250 ok".to_owned(),
            };
            let recipients: Vec<_> = envelope.to.iter().map(reply).collect();
            if recipients.iter().any(|recipient| !recipient.accepted) {
                let reply = "550 5.1.1 unknown".to_owned();
                return Err(MailError::SubmissionRefused { reply, is_transient: false, recipients });
            }
            world.outbox.push((envelope.clone(), chunks.concat()));
            Ok(Accepted { reply: "250 queued".to_owned(), recipients })
        })
        .await
    }
}
