//! What the node does for a person beyond mail itself: it answers invitations, takes them off lists, and tells a client
//! where the farm's other pages are. On the real farm, with a scripted list server for what lists do.

mod client;
#[path = "../common/mod.rs"]
mod common;
mod invitations;
mod list_server;
mod scene;
mod unsubscribing;
