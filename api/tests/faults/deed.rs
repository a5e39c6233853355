//! Everything that a person does, each with the commands that it needs: the rows of the table.

use gatepost_shared::id::MailboxId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::Answer;
use crate::scene::{Scene, mailbox};

const KEY: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    LooksAtTheTree,
    LooksAtTheList,
    OpensAMessage,
    ShowsItsHtml,
    DownloadsAFile,
    SavesTheMessage,
    MarksIt,
    MovesIt,
    CopiesIt,
    DeletesIt,
    SavesADraft,
    UploadsAFile,
}

/// Each deed with the commands in which it may be hit.
pub(crate) const DEEDS: &[(Deed, &[&str])] = &[
    (Deed::LooksAtTheTree, &["LIST", "LSUB", "STATUS"]),
    (Deed::LooksAtTheList, &["SELECT", "STATUS", "FETCH"]),
    (Deed::OpensAMessage, &["UID FETCH"]),
    (Deed::ShowsItsHtml, &["UID FETCH"]),
    (Deed::DownloadsAFile, &["UID FETCH"]),
    (Deed::SavesTheMessage, &["UID FETCH"]),
    (Deed::MarksIt, &["UID FETCH", "UID STORE"]),
    (Deed::MovesIt, &["UID COPY", "UID STORE", "UID SEARCH", "EXPUNGE"]),
    (Deed::CopiesIt, &["UID COPY"]),
    (Deed::DeletesIt, &["UID STORE", "UID SEARCH", "EXPUNGE"]),
    (Deed::SavesADraft, &["LIST", "APPEND"]),
    (Deed::UploadsAFile, &["LIST", "APPEND"]),
];

impl Deed {
    /// Whether it only looks: then it may be tried again without anybody noticing.
    pub(crate) fn only_reads(self) -> bool {
        matches!(
            self,
            Self::LooksAtTheTree
                | Self::LooksAtTheList
                | Self::OpensAMessage
                | Self::ShowsItsHtml
                | Self::DownloadsAFile
                | Self::SavesTheMessage
        )
    }

    pub(crate) async fn is_done(self, scene: &Scene) -> Answer {
        let Scene { browser, email, .. } = scene;
        match self {
            Self::LooksAtTheTree => browser.get("/mailboxes").await,
            // Another mailbox than the one that is selected, so that it is selected now.
            Self::LooksAtTheList => browser.get(&format!("/mailboxes/{}/emails", elsewhere(scene))).await,
            Self::OpensAMessage => browser.get(&format!("/emails/{email}")).await,
            Self::ShowsItsHtml => browser.get(&format!("/emails/{email}/html")).await,
            Self::DownloadsAFile => browser.get(&format!("/blobs/{}", scene.file())).await,
            Self::SavesTheMessage => browser.get(&format!("/emails/{email}/raw")).await,
            Self::MarksIt => set(scene, &json!({"update": {email.to_string(): {"keywords/$flagged": true}}})).await,
            Self::MovesIt => patch(scene, "mailboxIds", &json!({mailbox("Archive").to_string(): true})).await,
            Self::CopiesIt => patch(scene, &format!("mailboxIds/{}", mailbox("Archive")), &json!(true)).await,
            Self::DeletesIt => set(scene, &json!({"destroy": [email]})).await,
            Self::SavesADraft => {
                let draft = json!({"from": {"email": "alice@example.org"}, "subject": "typed", "textBody": "words"});
                let request = browser.request(Method::POST, "/drafts").header("idempotency-key", KEY);
                Answer::to(request.json(&draft)).await
            }
            Self::UploadsAFile => {
                let request = browser.request(Method::POST, "/blobs").header("content-type", "text/plain");
                Answer::to(request.body("x".repeat(1000))).await
            }
        }
    }
}

/// A mailbox with a message that nobody has looked at yet.
fn elsewhere(scene: &Scene) -> MailboxId {
    scene.plain.put(crate::scene::NAME, "Projects", b"Subject: there\r\n\r\n", "");
    mailbox("Projects")
}

async fn patch(scene: &Scene, path: &str, value: &Value) -> Answer {
    set(scene, &json!({"update": {scene.email.to_string(): {path: value}}})).await
}

async fn set(scene: &Scene, change: &Value) -> Answer {
    scene.browser.post("/emails/set", change).await
}
