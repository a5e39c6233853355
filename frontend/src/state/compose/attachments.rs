//! The files of a message: uploading, uploaded, or failed.

use std::sync::atomic::{AtomicU32, Ordering};

use gatepost_shared::draft::DraftAttachment;
use gatepost_shared::id::BlobId;
use leptos::prelude::*;

use crate::dom::files::LocalFile;
use crate::dom::upload;

static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// How far a file is.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// On its way; the part that has gone out, 0 to 1.
    Uploading(f64),
    /// On the server.
    Ready(BlobId),
    /// Not on the server, for this reason.
    Failed(String),
}

/// One file.
#[derive(Clone)]
pub struct Attachment {
    /// Tells it apart from others in the page; its upload has the same number.
    pub id: u32,
    /// The file name that the recipient sees.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// The size in bytes.
    pub size: u64,
    /// How far it is.
    pub stage: ArcRwSignal<Stage>,
}

/// The files of a message.
#[derive(Clone)]
pub struct Attachments {
    /// All of them, in order.
    pub list: ArcRwSignal<Vec<Attachment>>,
}

impl Attachments {
    /// Files that are on the server already.
    pub fn new(attachments: Vec<DraftAttachment>) -> Self {
        Self { list: ArcRwSignal::new(attachments.into_iter().map(Attachment::ready).collect()) }
    }

    /// Those that are on the server: what a draft names.
    pub fn ready(&self) -> Vec<DraftAttachment> {
        self.list.with_untracked(|list| list.iter().filter_map(Attachment::to_draft).collect())
    }

    /// The numbers of those that are on the server, in the order of [`Self::ready`].
    pub fn ready_ids(&self) -> Vec<u32> {
        self.list.with_untracked(|list| list.iter().filter(|one| one.to_draft().is_some()).map(|one| one.id).collect())
    }

    /// The size of all that will be sent, in bytes.
    pub fn total_size(&self) -> u64 {
        let counts = |one: &&Attachment| !matches!(one.stage.get_untracked(), Stage::Failed(_));
        self.list.with_untracked(|list| list.iter().filter(counts).map(|one| one.size).sum())
    }

    /// Whether a file is still on its way.
    pub fn is_uploading(&self) -> bool {
        self.list.with(|list| list.iter().any(|one| one.stage.with(|stage| matches!(stage, Stage::Uploading(_)))))
    }

    /// Whether a file could not be uploaded.
    pub fn has_failed(&self) -> bool {
        self.list.with(|list| list.iter().any(|one| one.stage.with(|stage| matches!(stage, Stage::Failed(_)))))
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.list.with_untracked(Vec::is_empty)
    }

    /// Adds a file in this stage.
    pub fn add(&self, file: &LocalFile, stage: Stage) -> Attachment {
        let attachment = Attachment {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            name: file.name(),
            media_type: file.media_type(),
            size: file.size(),
            stage: ArcRwSignal::new(stage),
        };
        self.list.update(|list| list.push(attachment.clone()));
        attachment
    }

    /// Takes a file away; its upload ends.
    pub fn remove(&self, id: u32) {
        upload::cancel(id);
        self.list.update(|list| list.retain(|one| one.id != id));
    }

    /// Ends all uploads: nobody waits for them any more.
    pub fn cancel_uploads(&self) {
        self.list.with_untracked(|list| list.iter().for_each(|one| upload::cancel(one.id)));
    }

    /// After a save: the same files are parts of the draft now, and the next save must name them there.
    /// `ids` are those that were saved, in order; one that was taken away since is passed over.
    pub fn moved(&self, ids: &[u32], saved: &[DraftAttachment]) {
        // Should the node ever answer another number of files, the old names are the better guess.
        if ids.len() != saved.len() {
            return;
        }
        self.list.with_untracked(|list| {
            for (id, now) in ids.iter().zip(saved) {
                if let Some(attachment) = list.iter().find(|one| one.id == *id) {
                    attachment.stage.set(Stage::Ready(now.blob_id.clone()));
                }
            }
        });
    }
}

impl Attachment {
    fn ready(attachment: DraftAttachment) -> Self {
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            name: attachment.name,
            media_type: attachment.media_type,
            size: attachment.size,
            stage: ArcRwSignal::new(Stage::Ready(attachment.blob_id)),
        }
    }

    fn to_draft(&self) -> Option<DraftAttachment> {
        let Stage::Ready(blob_id) = self.stage.get_untracked() else { return None };
        let (name, media_type, size) = (self.name.clone(), self.media_type.clone(), self.size);
        Some(DraftAttachment { blob_id, name, media_type, size, cid: None })
    }
}
