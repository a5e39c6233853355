//! Tags: marks with a name and a colour of the person's own, as IMAP keywords that other programs keep, too.

pub mod assign;
pub mod colours;
pub mod edit;
