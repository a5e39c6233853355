//! The drawer on real servers: settings, identities, contacts and suggestions, on Dovecot and on Cyrus, written by
//! several nodes at once, disturbed by other programs, and moved to another server.

mod contacts;
mod disturbed;
mod identities;
mod moved;
mod plainest;
mod scene;
mod settings;
mod suggestions;
