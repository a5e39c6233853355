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
    /// The name that the text calls this picture by, for one that stands in it.
    pub cid: Option<String>,
    /// How far it is.
    pub stage: ArcRwSignal<Stage>,
    /// Where it came from: as long as this page lives it can be named again, though a save has left it out.
    source: ArcRwSignal<Option<BlobId>>,
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

    /// Those that are on the server, with their numbers: what a draft names. With HTML, a picture that the text does not
    /// call any more stays out of it; without, all are files.
    pub fn ready(&self, html: Option<&str>) -> (Vec<u32>, Vec<DraftAttachment>) {
        self.list.with_untracked(|list| {
            let named = list.iter().filter(|one| one.is_called(html));
            named.filter_map(|one| Some((one.id, one.to_draft(html.is_some())?))).unzip()
        })
    }

    /// Where the picture is that the text calls by this name.
    pub fn picture(&self, cid: &str) -> Option<BlobId> {
        self.list.with_untracked(|list| {
            let found = list.iter().find(|one| one.cid.as_deref() == Some(cid))?;
            if let Stage::Ready(blob) = found.stage.get_untracked() { Some(blob) } else { None }
        })
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

    /// Whether there is no file beside the text.
    pub fn is_empty(&self) -> bool {
        self.list.with_untracked(|list| list.iter().all(|one| one.cid.is_some()))
    }

    /// Adds a file in this stage; with a `cid` as a picture in the text.
    pub fn add(&self, file: &LocalFile, stage: Stage, cid: Option<String>) -> Attachment {
        let attachment = Attachment {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            name: file.name(),
            media_type: file.media_type(),
            size: file.size(),
            cid,
            stage: ArcRwSignal::new(stage),
            source: ArcRwSignal::new(None),
        };
        self.list.update(|list| list.push(attachment.clone()));
        attachment
    }

    /// Adds files that are on the server already, unless they are in the list.
    pub fn add_stored(&self, attachments: Vec<DraftAttachment>) {
        self.list.update(|list| {
            for new in attachments {
                let is_same = |one: &Attachment| {
                    one.stage.with_untracked(|stage| matches!(stage, Stage::Ready(blob) if *blob == new.blob_id))
                };
                match list.iter_mut().find(|one| is_same(one)) {
                    Some(known) => known.cid = new.cid,
                    None => list.push(Attachment::ready(new)),
                }
            }
        });
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
            for left_out in list.iter().filter(|one| !ids.contains(&one.id)) {
                if let (Stage::Ready(_), Some(source)) =
                    (left_out.stage.get_untracked(), left_out.source.get_untracked())
                {
                    left_out.stage.set(Stage::Ready(source));
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
            cid: attachment.cid,
            source: ArcRwSignal::new(Some(attachment.blob_id.clone())),
            stage: ArcRwSignal::new(Stage::Ready(attachment.blob_id)),
        }
    }

    /// It has come to the server.
    pub fn uploaded(&self, blob: BlobId) {
        self.source.set(Some(blob.clone()));
        self.stage.set(Stage::Ready(blob));
    }

    /// Whether it belongs to a message with this HTML: a file does, and a picture that is called there.
    fn is_called(&self, html: Option<&str>) -> bool {
        match (&self.cid, html) {
            (Some(cid), Some(html)) => html.contains(&("\"cid:".to_owned() + cid + "\"")),
            _ => true,
        }
    }

    fn to_draft(&self, has_html: bool) -> Option<DraftAttachment> {
        let Stage::Ready(blob_id) = self.stage.get_untracked() else { return None };
        let (name, media_type, size) = (self.name.clone(), self.media_type.clone(), self.size);
        Some(DraftAttachment { blob_id, name, media_type, size, cid: self.cid.clone().filter(|_| has_html) })
    }
}
