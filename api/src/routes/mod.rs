//! The endpoints: HTTP in, HTTP out. One endpoint a file; no protocol of mail is spoken here.

pub mod blobs;
pub mod content_disposition;
pub mod drafts;
pub mod etag;
pub mod extract;
pub mod health;
pub mod identities;
pub mod session;
pub mod submissions;
