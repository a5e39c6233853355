//! The search box's language, read into a [`Filter`] and written back: one grammar for client and API.
//!
//! ```text
//! query = group *(space group)            ; all of them
//! group = item *(space "OR" space item)   ; at least one: OR binds closer than a space, as in other search boxes
//! item  = "-" item / "(" query ")" / term
//! term  = [operator ":"] value            ; operators: see OPERATORS
//! value = word / DQUOTE phrase DQUOTE     ; in a phrase, \" and \\ stand for the sign itself
//! ```
//!
//! Reading never fails: what cannot be understood is left out and told in [`Parsed::problems`], and what only looks
//! like an operator (`http://…`) is a word. Not here: what a filter means ([`crate::filter`]), and what time it is.

mod operator;
mod parse;
mod print;

use std::ops::Range;

use crate::date::UtcDate;
use crate::filter::Filter;
use crate::mailbox::Mailbox;

pub use operator::{OPERATORS, Operator};

/// The longest query in bytes that is read; what follows is left out.
pub const MAX_QUERY: usize = 2000;

/// What a query is read against.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The moment that `today` and `newer_than:` count from.
    pub now: UtcDate,
    /// How many minutes the person's clock is ahead of UTC: their days begin so much earlier. It is that of now, so
    /// a day on the other side of a change to summer time begins an hour off.
    pub utc_offset: i32,
    /// The mailboxes that `in:` may name.
    pub mailboxes: &'a [Mailbox],
}

/// What a person looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Which emails; none: any.
    pub filter: Option<Filter>,
    /// `in:anywhere`: in Trash and Junk, too.
    pub everywhere: bool,
}

/// A query that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// What it asks for.
    pub query: Query,
    /// Its terms in order: what a client shows as chips and completes.
    pub terms: Vec<Term>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

/// One term of a query. Places are in bytes of the text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The whole term, its minus not included.
    pub place: Range<usize>,
    /// The operator; none for a word or a phrase.
    pub operator: Option<Operator>,
    /// What stands after the operator, quotes included; empty while somebody is typing.
    pub value: Range<usize>,
    /// Whether a minus stands before it.
    pub is_negated: bool,
}

/// Something that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes of the text.
    pub place: Range<usize>,
    /// What.
    pub kind: ProblemKind,
}

/// What can be wrong with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// `from:` and nothing behind it.
    #[error("something is missing behind this")]
    NoValue,
    /// `before:christmas`.
    #[error("this is not a day; write it as 2026-11-23")]
    NotADay,
    /// `newer_than:soon`.
    #[error("this is not a length of time; write it as 3d, 2w, 6m or 1y")]
    NotALength,
    /// `larger:huge`.
    #[error("this is not a size; write it as 500K or 5M")]
    NotASize,
    /// `is:blue`.
    #[error("this word is not known here")]
    NotAWord,
    /// `keyword:(`.
    #[error("this is not a keyword")]
    NotAKeyword,
    /// `in:Nowhere`.
    #[error("there is no such mailbox")]
    NoSuchMailbox,
    /// A quote that nothing closes: what follows is the phrase.
    #[error("this quote is not closed")]
    OpenQuote,
    /// A parenthesis that nothing closes: it closes at the end.
    #[error("this parenthesis is not closed")]
    OpenParenthesis,
    /// A parenthesis that closes nothing: it is passed over.
    #[error("this parenthesis closes nothing")]
    NothingToClose,
    /// `OR` without something on either side: it is passed over.
    #[error("OR stands between two things")]
    LonelyOr,
    /// More than a filter holds.
    #[error("this search is too long")]
    TooLong,
    /// More than a filter nests.
    #[error("parentheses stand within each other too deep")]
    TooDeep,
}

impl ProblemKind {
    /// Whether what was meant is clear all the same, as with a quote that is not closed.
    pub fn is_forgiven(self) -> bool {
        matches!(self, Self::OpenQuote | Self::OpenParenthesis | Self::NothingToClose | Self::LonelyOr)
    }
}

/// Reads a query. It takes time in proportion to the text, whatever the text is.
pub fn parse(text: &str, context: &Context<'_>) -> Parsed {
    parse::Parser::new(text, context).parse()
}

/// Writes a query, if this language can say it: what [`parse`] has read can always be written.
pub fn print(query: &Query, context: &Context<'_>) -> Option<String> {
    print::query(query, context)
}

#[cfg(test)]
mod tests;
