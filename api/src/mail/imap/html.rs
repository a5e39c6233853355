//! What an email shows to a reader of HTML: its parts in order, their text, and the pictures that they name.

use std::collections::{BTreeMap, HashMap};

use gatepost_shared::email::{EmailBodyPart, EmailBodyValue};
use gatepost_shared::id::{BlobId, EmailId};

use super::email::{fetch_one, read_texts};
use super::encode::{Command, SequenceSet};
use super::patience::Pace;
use super::session::Session;
use super::structure;
use crate::mail::error::MailError;

/// The body of an email for a reader of HTML (RFC 8621, section 4.1.4, `htmlBody`).
#[derive(Debug, Clone, Default)]
pub struct HtmlBody {
    /// The parts to show, in order: HTML, plain text, pictures.
    pub parts: Vec<EmailBodyPart>,
    /// Decoded text by part id.
    pub values: BTreeMap<String, EmailBodyValue>,
    /// The parts of the whole email that have a Content-ID (without angle brackets), by which HTML names pictures.
    pub named: HashMap<String, BlobId>,
}

/// Reads the body of the email, or of the message that is its part `part`; the text of each part is cut at `max_text`
/// bytes.
pub(super) async fn read(
    session: &mut Session,
    id: &EmailId,
    part: Option<&str>,
    max_text: usize,
) -> Result<HtmlBody, MailError> {
    let command =
        Command::new("UID FETCH").at_pace(Pace::Slow).set(&SequenceSet::one(id.uid)).words("(UID BODYSTRUCTURE)");
    let fetch = fetch_one(session, id, command, "BODYSTRUCTURE").await?;
    let whole = structure::parse(fetch.items.get("BODYSTRUCTURE")).root;
    let root = match part {
        None => &whole,
        Some(part) => whole.message(part).ok_or(MailError::NotFound("message in this email"))?.0,
    };
    let bodies = root.bodies();
    let values = read_texts(session, id, &bodies.html, max_text).await?;
    let parts = bodies.html.iter().map(|part| part.to_leaf(id)).collect();
    let mut named = HashMap::new();
    name_parts(&root.to_body_part(id).0, &mut named);
    Ok(HtmlBody { parts, values, named })
}

/// The first of several parts with the same Content-ID counts. The tree's depth is bounded where it is made.
fn name_parts(part: &EmailBodyPart, named: &mut HashMap<String, BlobId>) {
    if let (Some(cid), Some(blob)) = (&part.cid, &part.blob_id) {
        named.entry(cid.clone()).or_insert_with(|| blob.clone());
    }
    for child in &part.sub_parts {
        name_parts(child, named);
    }
}
