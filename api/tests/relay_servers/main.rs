//! The relay against real servers: each story is told on Dovecot and on Cyrus.

mod changing;
mod hostile;
mod reading;
mod scene;
mod signing_in;
mod storing;
mod streaming;
mod watching;
