//! Reading a query: one pass over the text, with a stack of its own for parentheses, so that no text is too deep.

use std::ops::Range;

use super::operator::{Meaning, Operator};
use super::{Context, MAX_QUERY, Parsed, Problem, ProblemKind, Query, Term};
use crate::filter::{Filter, FilterCondition, InvalidFilter, MAX_DEPTH, MAX_TEXT, phrase, tokens};

/// How deep parentheses nest: each level becomes at most three operators of the filter (none of all of any), the
/// query itself two, and a minus before a term one.
const MAX_NESTING: usize = (MAX_DEPTH - 3) / 3;

pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    context: &'a Context<'a>,
    parsed: Parsed,
    /// What is open: the query itself, then each parenthesis.
    levels: Vec<Level>,
    /// Whether a minus stands before what comes next.
    is_negated: bool,
}

/// A query that is being read.
#[derive(Default)]
struct Level {
    /// Where its parenthesis opened.
    opened: usize,
    /// Whether a minus stands before the parenthesis.
    is_negated: bool,
    groups: Vec<Vec<Filter>>,
    /// Where an OR stands that waits for what comes next.
    or: Option<Range<usize>>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, context: &'a Context<'a>) -> Self {
        Self {
            text: &text[..text.floor_char_boundary(MAX_QUERY)],
            at: 0,
            context,
            parsed: Parsed::default(),
            levels: vec![Level::default()],
            is_negated: false,
        }
        .noting_length(text.len())
    }

    fn noting_length(mut self, length: usize) -> Self {
        if length > self.text.len() {
            self.problem(self.text.len()..length, ProblemKind::TooLong);
        }
        self
    }

    pub(super) fn parse(mut self) -> Parsed {
        while let Some(letter) = self.peek() {
            match letter {
                _ if letter.is_whitespace() => self.at += letter.len_utf8(),
                '-' if self.negates() => {
                    // Two minuses are none.
                    self.is_negated = !self.is_negated;
                    self.at += 1;
                }
                '(' => self.open(),
                ')' => self.close_one(),
                _ => self.item(),
            }
        }
        while let [_, .., inner] = self.levels.as_slice() {
            let opened = inner.opened;
            self.problem(opened..opened + 1, ProblemKind::OpenParenthesis);
            self.close();
        }
        let filter = self.levels.pop().and_then(|level| self.finish(level));
        self.parsed.query.filter = filter.filter(|filter| self.is_within_limits(filter));
        self.parsed
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn problem(&mut self, place: Range<usize>, kind: ProblemKind) {
        self.parsed.problems.push(Problem { place, kind });
    }

    /// Whether the minus here stands before something.
    fn negates(&self) -> bool {
        self.text[self.at + 1..].chars().next().is_some_and(|next| !next.is_whitespace() && next != ')')
    }

    fn open(&mut self) {
        let opened = self.at;
        self.at += 1;
        if self.levels.len() > MAX_NESTING {
            // What stands in it is read as if it stood outside.
            self.problem(opened..self.at, ProblemKind::TooDeep);
            return;
        }
        let is_negated = std::mem::take(&mut self.is_negated);
        self.levels.push(Level { opened, is_negated, ..Level::default() });
    }

    fn close_one(&mut self) {
        self.at += 1;
        self.is_negated = false;
        if self.levels.len() > 1 {
            self.close();
        } else {
            self.problem(self.at - 1..self.at, ProblemKind::NothingToClose);
        }
    }

    fn close(&mut self) {
        let Some(level) = self.levels.pop() else { return };
        let is_negated = level.is_negated;
        if let Some(filter) = self.finish(level) {
            self.add(filter, is_negated);
        }
    }

    fn finish(&mut self, level: Level) -> Option<Filter> {
        if let Some(place) = level.or {
            self.problem(place, ProblemKind::LonelyOr);
        }
        let groups: Vec<Filter> = level.groups.into_iter().map(Filter::any).collect();
        (!groups.is_empty()).then(|| Filter::all(groups))
    }

    fn is_within_limits(&mut self, filter: &Filter) -> bool {
        let kind = match filter.check() {
            Ok(()) => return true,
            Err(InvalidFilter::TooDeep) => ProblemKind::TooDeep,
            Err(_) => ProblemKind::TooLong,
        };
        self.problem(0..self.text.len(), kind);
        false
    }

    /// Adds what was read to the level that is open.
    fn add(&mut self, filter: Filter, is_negated: bool) {
        let filter = if is_negated { Filter::none(vec![filter]) } else { filter };
        let Some(level) = self.levels.last_mut() else { return };
        match (level.or.take(), level.groups.last_mut()) {
            (Some(_), Some(group)) => group.push(filter),
            _ => level.groups.push(vec![filter]),
        }
    }

    fn item(&mut self) {
        let start = self.at;
        let word_end = self.word_end(start);
        if &self.text[start..word_end] == "OR" {
            self.at = word_end;
            self.is_negated = false;
            self.or(start..word_end);
            return;
        }
        let is_negated = std::mem::take(&mut self.is_negated);
        let operator = self.operator(start, word_end);
        let value_start = operator.map_or(start, |operator| start + operator.name().len() + 1);
        let (value, value_end) = self.value(value_start);
        let place = start..value_end;
        self.at = value_end;
        self.parsed.terms.push(Term { place: place.clone(), operator, value: value_start..value_end, is_negated });
        match self.meaning(operator, &value) {
            Ok(Meaning::Filter(filter)) => self.add(filter, is_negated),
            Ok(Meaning::Everywhere) => self.parsed.query.everywhere = true,
            Err(kind) => self.problem(place, kind),
        }
    }

    fn or(&mut self, place: Range<usize>) {
        let Some(level) = self.levels.last_mut() else { return };
        if level.groups.is_empty() || level.or.is_some() {
            self.problem(place, ProblemKind::LonelyOr);
        } else {
            level.or = Some(place);
        }
    }

    /// Where the word that begins here ends.
    fn word_end(&self, start: usize) -> usize {
        let rest = &self.text[start..];
        start + rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')')).unwrap_or(rest.len())
    }

    fn operator(&self, start: usize, end: usize) -> Option<Operator> {
        Operator::from_name(self.text[start..end].split_once(':')?.0)
    }

    /// The value that begins here, and where it ends.
    fn value(&mut self, start: usize) -> (Value, usize) {
        if !self.text[start..].starts_with('"') {
            let end = self.word_end(start);
            return (Value::Word(clean(&self.text[start..end])), end);
        }
        let mut phrase = String::new();
        let mut letters = self.text[start + 1..].char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => return (Value::Phrase(clean(&phrase)), start + 1 + at + 1),
                '\\' => phrase.extend(letters.next().map(|(_, escaped)| escaped)),
                _ => phrase.push(letter),
            }
        }
        self.problem(start..self.text.len(), ProblemKind::OpenQuote);
        (Value::Phrase(clean(&phrase)), self.text.len())
    }

    fn meaning(&self, operator: Option<Operator>, value: &Value) -> Result<Meaning, ProblemKind> {
        let takes_text = operator.is_none_or(Operator::takes_text);
        let text = if takes_text { value.to_jmap() } else { value.as_str().to_owned() };
        if value.as_str().trim().is_empty() {
            return Err(ProblemKind::NoValue);
        }
        if text.len() > MAX_TEXT {
            return Err(ProblemKind::TooLong);
        }
        match operator {
            Some(operator) => operator.meaning(&text, self.context),
            None => Ok(Meaning::Filter(FilterCondition { text: Some(text), ..FilterCondition::default() }.into())),
        }
    }
}

enum Value {
    Word(String),
    Phrase(String),
}

impl Value {
    fn as_str(&self) -> &str {
        match self {
            Self::Word(text) | Self::Phrase(text) => text,
        }
    }

    /// The same in JMAP's spelling of texts to look for (RFC 8621, section 4.4.1).
    fn to_jmap(&self) -> String {
        match self {
            Self::Word(word) if tokens(word) == [word.as_str()] => word.clone(),
            Self::Word(text) | Self::Phrase(text) => phrase(text),
        }
    }
}

/// A filter has no control characters.
fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

impl Query {
    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.filter.is_none()
    }
}
