//! Hostile and honest mail.
