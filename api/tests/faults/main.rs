//! What goes wrong between the node and a mail server, as a person at the browser meets it: each fault gives its
//! documented error, nothing is lost, and nobody else notices anything.
//!
//! `table` is verb × fault on a server that makes trouble at an exact command; `hanging` and `refusing` are the same on
//! real servers, as far as they can be brought to it. What the relay makes of single bytes stands in
//! `relay_faults`, of a server that stops in `relay_outage`.

#[path = "../common/mod.rs"]
mod common;
mod deed;
mod hanging;
mod refusing;
mod scene;
mod signing_in;
mod table;
