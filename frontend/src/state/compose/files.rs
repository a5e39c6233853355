//! Files on their way into a message: what is wrong with one is said at that one. Pictures may stand in the text.

use std::sync::Arc;

use gatepost_shared::id::BlobId;
use leptos::prelude::*;

use crate::api::client::BASE;
use crate::api::drafts::upload_url;
use crate::dom::files::LocalFile;
use crate::dom::{editor, random, upload};
use crate::i18n::{self, t_with, words};
use crate::state::compose::Compose;
use crate::state::compose::attachments::{Attachment, Stage};
use crate::state::compose::composition::Composition;

impl Compose {
    /// Uploads files into the message.
    pub fn attach(&self, composition: &Arc<Composition>, files: Vec<LocalFile>) {
        for file in files {
            self.take_file(composition, &file, None);
        }
    }

    /// Puts pictures into the text where the caret is, and uploads them. Other files are attached.
    pub fn insert_pictures(&self, composition: &Arc<Composition>, files: Vec<LocalFile>) {
        for file in files {
            let is_picture = composition.is_rich() && file.media_type().starts_with("image/");
            let cid = is_picture.then(|| random::uuid() + "@gatepost");
            if let Some(cid) = &cid {
                editor::insert_picture(composition.number, &file.local_address(), cid, &file.name());
            }
            self.take_file(composition, &file, cid);
        }
    }

    /// Takes a file out of the message.
    pub fn detach(&self, composition: &Arc<Composition>, id: u32) {
        composition.attachments.remove(id);
        self.changed(composition);
    }

    fn take_file(&self, composition: &Arc<Composition>, file: &LocalFile, cid: Option<String>) {
        match self.reason_against(composition, file) {
            Some(reason) => drop(composition.attachments.add(file, Stage::Failed(reason), cid)),
            None => self.upload(composition, file, cid),
        }
    }

    /// Why this file cannot be attached, told before it is uploaded.
    fn reason_against(&self, composition: &Composition, file: &LocalFile) -> Option<String> {
        let too_large = |limit: u64, message| Some(t_with(message, &[("limit", &i18n::file_size(limit))]));
        let (upload, message) = self.limits()?;
        // What base64 makes of a file is 78 characters for each 57 bytes (RFC 2045, section 6.8).
        let room = message / 78 * 57;
        match () {
            () if file.size() > upload => too_large(upload, words::compose::FILE_TOO_LARGE),
            () if composition.attachments.total_size() + file.size() > room => {
                too_large(room, words::compose::FILES_TOO_LARGE)
            }
            () => None,
        }
    }

    /// The most bytes of one file, and of a whole message: the node's, or what the sending server takes if that is less.
    fn limits(&self) -> Option<(u64, u64)> {
        self.session.account().with_untracked(|account| {
            let account = account.as_ref()?;
            let of_server = account.capabilities.sending.and_then(|sending| sending.max_size_message);
            let message = of_server.unwrap_or(u64::MAX).min(account.limits.max_size_message);
            Some((account.limits.max_size_upload, message))
        })
    }

    fn upload(&self, composition: &Arc<Composition>, file: &LocalFile, cid: Option<String>) {
        let attachment = composition.attachments.add(file, Stage::Uploading(0.0), cid);
        let progress = attachment.stage.clone();
        let (this, uploaded, composition) = (*self, attachment.clone(), composition.clone());
        upload::post(
            attachment.id,
            &upload_url(&attachment.name),
            file,
            move |part| progress.set(Stage::Uploading(part)),
            move |answer| this.uploaded(&composition, &uploaded, &answer),
        );
    }

    fn uploaded(&self, composition: &Arc<Composition>, attachment: &Attachment, answer: &upload::Answer) {
        match self.api.uploaded(answer.status, &answer.body) {
            Ok(blob) => {
                attachment.uploaded(blob.blob_id);
                self.changed(composition);
            }
            Err(error) => attachment.stage.set(Stage::Failed(i18n::error::sentence(&error))),
        }
    }
}

/// Where a part of a message can be seen.
pub fn address_of(blob: &BlobId) -> String {
    [BASE, "/blobs/", &blob.to_string()].concat()
}
