//! What matches in an email: its subject and the text around the first hit, with the hits marked.
//!
//! Only for rows that are shown, and only the beginning of one text part is read. The server decides what matches;
//! this shows where, so that an email may match and have nothing marked (in an attachment, or by the stem of a word).

use gatepost_shared::email::EmailSummary;
use gatepost_shared::filter::{Filter, FilterOperator, Operator, tokens};
use gatepost_shared::query::{Snippet, SnippetPart};

use super::email::{fetch_one, read_texts};
use super::encode::{Command, SequenceSet};
use super::patience::Pace;
use super::session::Session;
use super::structure;
use super::text::one_line;
use crate::mail::error::MailError;
use crate::mail::html::to_text;

/// How many bytes of a text are searched for a hit.
const MAX_TEXT: usize = 32 * 1024;

/// The longest preview in characters, and how many of them stand before the first hit.
const PREVIEW: (usize, usize) = (256, 60);

/// The most words that are marked.
const MAX_TERMS: usize = 20;

/// What is marked: words and phrases as they are compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    subject: Vec<Vec<char>>,
    body: Vec<Vec<char>>,
}

impl Terms {
    /// What the filter looks for; what must not be there is not marked.
    pub(super) fn of(filter: &Filter) -> Self {
        let mut terms = Self::default();
        terms.collect(filter);
        terms.subject.truncate(MAX_TERMS);
        terms.body.truncate(MAX_TERMS);
        terms
    }

    fn collect(&mut self, filter: &Filter) {
        let condition = match filter {
            Filter::Condition(condition) => condition,
            Filter::Operator(FilterOperator { operator: Operator::Not, .. }) => return,
            Filter::Operator(FilterOperator { conditions, .. }) => {
                return conditions.iter().for_each(|filter| self.collect(filter));
            }
        };
        let words = |text: &Option<String>| -> Vec<Vec<char>> {
            let words = text.as_deref().map(tokens).unwrap_or_default();
            words.iter().map(|word| word.chars().map(folded).collect()).collect()
        };
        self.subject.extend(words(&condition.subject).into_iter().chain(words(&condition.text)));
        self.body.extend(words(&condition.body).into_iter().chain(words(&condition.text)));
    }
}

/// What matches in the email of this row; none when nothing is marked.
pub(super) async fn of(session: &mut Session, row: &EmailSummary, terms: &Terms) -> Result<Option<Snippet>, MailError> {
    let subject = row.subject.as_deref().and_then(|subject| marked(subject, &terms.subject));
    let preview = if terms.body.is_empty() { None } else { preview(session, row, &terms.body).await? };
    let is_any = subject.is_some() || preview.is_some();
    Ok(is_any.then_some(Snippet { subject, preview }))
}

async fn preview(
    session: &mut Session,
    row: &EmailSummary,
    terms: &[Vec<char>],
) -> Result<Option<Vec<SnippetPart>>, MailError> {
    let command =
        Command::new("UID FETCH").at_pace(Pace::Slow).set(&SequenceSet::one(row.id.uid)).words("(UID BODYSTRUCTURE)");
    let fetch = match fetch_one(session, &row.id, command, "BODYSTRUCTURE").await {
        // It has gone between the row and this.
        Err(MailError::NotFound(_)) => return Ok(None),
        fetch => fetch?,
    };
    let root = structure::parse(fetch.items.get("BODYSTRUCTURE")).root;
    let bodies = root.bodies();
    let Some(part) = bodies.text.first() else { return Ok(None) };
    let values = match read_texts(session, &row.id, &[part], MAX_TEXT).await {
        Err(MailError::NotFound(_)) => return Ok(None),
        values => values?,
    };
    let Some(value) = values.into_values().next() else { return Ok(None) };
    let text = if part.media_type == "text/html" { to_text(&value.value) } else { value.value };
    let line = one_line(&text, MAX_TEXT);
    Ok(around_first(&line, terms).and_then(|excerpt| marked(&excerpt, terms)))
}

/// The part of the text that holds the first hit.
fn around_first(text: &str, terms: &[Vec<char>]) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let folded: Vec<char> = letters.iter().copied().map(folded).collect();
    let (first, _) = hits(&folded, terms).into_iter().next()?;
    let mut start = first.saturating_sub(PREVIEW.1);
    if start > 0 {
        // Begins with a whole word, if one begins before the hit.
        let space = letters[start..first].iter().position(|letter| *letter == ' ');
        start = space.map_or(start, |space| start + space + 1);
    }
    Some(letters[start..].iter().take(PREVIEW.0).collect())
}

/// The text in pieces, hits apart from the rest; none without a hit.
fn marked(text: &str, terms: &[Vec<char>]) -> Option<Vec<SnippetPart>> {
    let letters: Vec<char> = text.chars().collect();
    let folded: Vec<char> = letters.iter().copied().map(folded).collect();
    let hits = hits(&folded, terms);
    let mut parts = Vec::new();
    let mut end = 0;
    let mut push = |range: std::ops::Range<usize>, is_match| {
        if !range.is_empty() {
            parts.push(SnippetPart { text: letters[range].iter().collect(), is_match });
        }
    };
    for (from, to) in &hits {
        push(end..*from, false);
        push(*from..*to, true);
        end = *to;
    }
    push(end..letters.len(), false);
    (!hits.is_empty()).then_some(parts)
}

/// Where terms stand, in order, none over another; of two that begin together the longer.
fn hits(letters: &[char], terms: &[Vec<char>]) -> Vec<(usize, usize)> {
    let mut hits = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let fits = |term: &&Vec<char>| !term.is_empty() && letters[at..].starts_with(term);
        match terms.iter().filter(fits).map(Vec::len).max() {
            Some(length) => {
                hits.push((at, at + length));
                at += length;
            }
            None => at += 1,
        }
    }
    hits
}

/// One letter for one letter, so that places stay what they are: `ß` is not `ss` here, and `ü` not `u`.
fn folded(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(filter: &str) -> Terms {
        Terms::of(&serde_json::from_str(filter).unwrap())
    }

    /// The parts, hits in brackets.
    fn shown(parts: Option<Vec<SnippetPart>>) -> String {
        let parts = parts.unwrap_or_default().into_iter();
        parts.map(|part| if part.is_match { format!("[{}]", part.text) } else { part.text }).collect()
    }

    #[test]
    fn hits_are_marked_whatever_their_case() {
        let terms = terms(r#"{"text":"grüße \"aus Wien\" auswien"}"#);
        assert_eq!(shown(marked("Viele GRÜSSE, Grüße aus wien!", &terms.subject)), "Viele GRÜSSE, [Grüße] [aus wien]!");
        assert_eq!(marked("nothing", &terms.subject), None);
        assert_eq!(shown(marked("<b>aus Wien</b>", &terms.subject)), "<b>[aus Wien]</b>", "text, not HTML");
    }

    #[test]
    fn what_must_not_be_there_is_not_marked() {
        let terms = terms(
            r#"{"operator":"AND","conditions":[{"subject":"a"},{"operator":"NOT","conditions":[{"text":"b"}]}]}"#,
        );
        assert_eq!((terms.subject.len(), terms.body.len()), (1, 0));
    }

    #[test]
    fn a_preview_begins_shortly_before_the_hit() {
        let text = format!("{} the hit {}", "word ".repeat(100), "more ".repeat(100));
        let excerpt = around_first(&text, &terms(r#"{"body":"hit"}"#).body).unwrap();
        assert!(excerpt.starts_with("word word") && excerpt.contains("the hit more"), "{excerpt}");
        assert_eq!(excerpt.chars().count(), 256);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in "[aAbßİ ü]{0,40}", word in "[abßi]{1,3}") {
            let filter = serde_json::json!({"text": word}).to_string();
            if let Some(parts) = marked(&text, &terms(&filter).subject) {
                prop_assert_eq!(parts.into_iter().map(|part| part.text).collect::<String>(), text);
            }
        }
    }
}
