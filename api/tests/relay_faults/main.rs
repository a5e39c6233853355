//! The relay against a scripted peer: faults at an exact place, which real servers do not produce on demand.

mod broken_connections;
mod hostile_answers;
mod peer;
mod refusals;
mod rights;
mod storing;
mod unreadable;
