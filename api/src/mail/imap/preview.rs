//! Previews: the server's own (RFC 8970), or, where it has none, the beginning of the first text, read for the rows of
//! one window in one exchange. Cyrus 3.6 announces PREVIEW and answers NIL; a plain server does not know the word.

use std::collections::{BTreeMap, HashMap};

use gatepost_shared::email::EmailSummary;

use super::email::read_part;
use super::encode::{Command, Section, SequenceSet};
use super::patience::Pace;
use super::response::{Fetch, Untagged};
use super::session::Session;
use super::structure::{self, Part};
use super::text::one_line;
use super::value::Value;
use crate::mail::html::to_text;

/// The longest preview in characters (RFC 8970, section 3.1).
const MAX_PREVIEW: usize = 256;

/// How much of a text is read for its preview, in bytes before decoding: enough for 256 letters of three bytes each, and
/// for a greeting and some quotes before them.
const PLAIN: u64 = 2 * 1024;

/// How much of HTML: newsletters begin with their style sheets.
const HTML: u64 = 16 * 1024;

/// The most commands of the exchange. Rows whose text stands in the same section share one: a window of real mail needs
/// two to four. Rows beyond it have no preview.
const MAX_COMMANDS: usize = 16;

/// The beginning of the text, where the server offers it.
pub(super) fn offered(fetch: &Fetch) -> Option<String> {
    let mut preview = one_line(&fetch.items.get("PREVIEW")?.text()?, 4 * MAX_PREVIEW);
    if let Some((end, _)) = preview.char_indices().nth(MAX_PREVIEW) {
        preview.truncate(end);
    }
    (!preview.is_empty()).then_some(preview)
}

/// Gives previews to the rows for which the server had none; costs nothing when there are no such rows. `responses` are
/// the ones that the rows were made of, with UID and BODYSTRUCTURE, in the mailbox that is selected.
///
/// A list is worth showing without previews: what goes wrong here is not told. (A connection that it breaks is not
/// sound any more, and is not used again.)
pub(super) async fn complete(session: &mut Session, responses: &[Untagged], rows: &mut [EmailSummary]) {
    let lacking: HashMap<u32, usize> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.preview.is_none())
        .map(|(place, row)| (row.id.uid, place))
        .collect();
    let texts: HashMap<u32, Part> = responses
        .iter()
        .filter_map(|response| first_text(response).filter(|(uid, _)| lacking.contains_key(uid)))
        .collect();
    let commands = commands(&texts);
    if commands.is_empty() {
        return;
    }
    let Ok(batch) = session.run_all(&commands).await else { return };
    for response in &batch.untagged {
        let Untagged::Fetch(fetch) = response else { continue };
        let Some((place, preview)) = read(fetch, &lacking, &texts) else { continue };
        if let Some(row) = rows.get_mut(place) {
            row.preview = Some(preview);
        }
    }
}

/// The text that a preview is made of, when the server has not said that there is none (it says so by an empty string).
fn first_text(response: &Untagged) -> Option<(u32, Part)> {
    let Untagged::Fetch(fetch) = response else { return None };
    let is_unsaid = matches!(fetch.items.get("PREVIEW"), None | Some(Value::Nil));
    let structure = fetch.items.get("BODYSTRUCTURE").filter(|_| is_unsaid)?;
    let root = structure::parse(Some(structure)).root;
    let text = root.bodies().text.into_iter().find(|part| part.media_type.starts_with("text/"))?.clone();
    Some((fetch.uid()?, text))
}

/// One FETCH for each section that the texts stand in.
fn commands(texts: &HashMap<u32, Part>) -> Vec<Command> {
    let mut groups: BTreeMap<(&str, u64), Vec<u32>> = BTreeMap::new();
    for (uid, part) in texts {
        groups.entry((&part.section, extent(part))).or_default().push(*uid);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, uids)| std::cmp::Reverse(uids.len()));
    let command = |((section, extent), uids): ((&str, u64), Vec<u32>)| {
        let set: SequenceSet = uids.into_iter().collect();
        let fetch = Command::new("UID FETCH").at_pace(Pace::Slow).set(&set).words("(UID");
        Some(fetch.body(&Section::part(section)?, Some((0, extent))).close(")"))
    };
    groups.into_iter().take(MAX_COMMANDS).filter_map(command).collect()
}

fn extent(part: &Part) -> u64 {
    if part.media_type == "text/html" { HTML } else { PLAIN }
}

fn read(fetch: &Fetch, lacking: &HashMap<u32, usize>, texts: &HashMap<u32, Part>) -> Option<(usize, String)> {
    let uid = fetch.uid()?;
    let part = texts.get(&uid)?;
    let raw = fetch.items.body("BODY[")?;
    let is_cut = raw.len() as u64 >= extent(part);
    let text = read_part(part, raw, is_cut, raw.len()).value;
    let text = if part.media_type == "text/html" { to_text(&text) } else { text };
    Some((*lacking.get(&uid)?, of_text(&text)?))
}

/// The first words that the author wrote: no quotes, no signature, no targets of links, nothing invisible.
pub(super) fn of_text(text: &str) -> Option<String> {
    let own = own_lines(text);
    // Somebody who only quotes is quoted.
    let source = if own.trim().is_empty() { text.replace('>', " ") } else { own };
    let is_target = |word: &&str| word.starts_with("<http") && word.ends_with('>');
    let visible = |letter: &char| !is_invisible(*letter);
    let words = source.split_whitespace().filter(|word| !is_target(word));
    let words = words.map(|word| word.chars().filter(visible).collect::<String>()).filter(|word| !word.is_empty());
    let mut preview = String::new();
    for word in words {
        if preview.len() > 4 * MAX_PREVIEW {
            break;
        }
        if !preview.is_empty() {
            preview.push(' ');
        }
        preview.push_str(&word);
    }
    let preview: String = one_line(&preview, usize::MAX).chars().take(MAX_PREVIEW).collect();
    (!preview.is_empty()).then_some(preview)
}

/// The lines before the signature that are not quoted, without the one that introduces a quote ("Bob wrote:").
fn own_lines(text: &str) -> String {
    let mut lines = text.lines().take_while(|line| *line != "-- ").peekable();
    let mut own = String::new();
    while let Some(line) = lines.next() {
        let introduces = line.trim_end().ends_with(':') && lines.peek().is_some_and(|next| next.starts_with('>'));
        if !line.starts_with('>') && !introduces {
            own.push_str(line);
            own.push('\n');
        }
    }
    own
}

/// What newsletters fill the line of a preview with, so that nothing of the mail follows: joiners, soft hyphens, marks.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffc}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_preview_is_what_the_author_wrote() {
        let text = "Hi Alice,\n\nsee you at ten.\n\nBob wrote:\n> When?\n> Where?\n\nBye\n-- \nCarol\nACME";
        assert_eq!(of_text(text).as_deref(), Some("Hi Alice, see you at ten. Bye"));
        assert_eq!(of_text("> only\n> a quote").as_deref(), Some("only a quote"));
        assert_eq!(
            of_text("Sale <https://example.org/x> now\u{200c}\u{a0}\u{200c}\u{a0}").as_deref(),
            Some("Sale now")
        );
        assert_eq!(of_text(" \n\u{feff}\n"), None);
    }

    proptest! {
        #[test]
        fn any_text_has_a_preview_of_one_short_line(text in "(.|\n|>|-- \n){0,600}") {
            if let Some(preview) = of_text(&text) {
                prop_assert!(preview.chars().count() <= MAX_PREVIEW && !preview.chars().any(char::is_control));
            }
        }
    }
}
