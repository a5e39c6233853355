//! The verbs of [`super::Mail`], by area. Each hands a job to one of the person's connections; what is done on it stands in the
//! module of its name.

mod changing;
mod emails;
mod lists;
mod mailboxes;
mod own;
