//! The endpoints: HTTP in, HTTP out. One endpoint a file; no protocol of mail is spoken here.

pub mod blobs;
pub mod bulk;
pub mod contacts;
pub mod content_disposition;
pub mod csp;
pub mod docs;
pub mod drafts;
pub mod drawer;
pub mod emails;
pub mod etag;
pub mod events;
pub mod extract;
pub mod health;
pub mod identities;
pub mod mailboxes;
pub mod ndjson;
pub mod own;
pub mod quota;
pub mod session;
pub mod settings;
pub mod submissions;
pub mod suggestions;
pub mod tokens;
