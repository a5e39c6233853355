//! The endpoints: HTTP in, HTTP out. One endpoint a file; no protocol of mail is spoken here.

pub mod content_disposition;
pub mod etag;
pub mod extract;
pub mod health;
pub mod session;
