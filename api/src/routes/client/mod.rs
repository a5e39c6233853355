//! `/client`: what a client needs before anybody has signed in.

pub mod show;
