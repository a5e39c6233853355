//! Gatepost's own script: two blocks between marks, and whatever else stands around them, byte for byte.
//!
//! One block at the top has the `require` that Sieve wants before everything else (RFC 5228, section 3.2), the other
//! has the rules. The rules stand there twice: as records, JSON in comments right behind the mark, from which they come
//! back exactly; and as Sieve, which only the mail server reads. A digest tells whether somebody has changed the latter.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatepost_shared::rule::Rule;
use gatepost_shared::vacation::VacationResponse;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const NEEDS: &str = "# [gatepost: needs] Written by Gatepost.";
const NEEDS_END: &str = "# [gatepost: end of needs]";
const RULES: &str = "# [gatepost: rules] Written by Gatepost; what stands outside of its two blocks stays as it is.";
const RULES_END: &str = "# [gatepost: end of rules]";

/// What begins the line of a record.
const RECORD: &str = "#= ";

/// What a script says in Gatepost's words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Content {
    /// The rules.
    pub(super) rules: Vec<Rule>,
    /// The vacation answer.
    pub(super) vacation: VacationResponse,
    /// Another script that runs after the rules.
    pub(super) includes: Option<String>,
}

/// A script taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Document {
    /// What Gatepost has written.
    pub(super) content: Content,
    /// Whether somebody has changed that by hand.
    pub(super) is_edited: bool,
    /// Before the first block, between the two, and behind the second.
    around: [String; 3],
}

/// One line of JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Record {
    /// First of all: of the Sieve in both blocks.
    Digest(String),
    Includes(String),
    Vacation(VacationResponse),
    Rule(Rule),
}

impl Document {
    /// Takes a script apart. What has no marks is text of somebody else's.
    pub(super) fn parse(text: &str) -> Self {
        let (above, needs, rest) = split(text, NEEDS, NEEDS_END).unwrap_or(("", "", text));
        let (between, rules, below) = split(rest, RULES, RULES_END).unwrap_or((rest, "", ""));
        let (records, code) = records_of(rules);
        let mut document = Self {
            around: [above, between, below].map(ToOwned::to_owned),
            is_edited: !(needs.is_empty() && rules.is_empty()),
            ..Self::default()
        };
        let mut is_whole = true;
        for record in records {
            match serde_json::from_str(record) {
                Ok(Record::Digest(known)) => document.is_edited = known != digest(needs, code),
                Ok(Record::Includes(name)) => document.content.includes = Some(name),
                Ok(Record::Vacation(vacation)) => document.content.vacation = vacation,
                Ok(Record::Rule(rule)) => document.content.rules.push(rule),
                Err(_) => is_whole = false,
            }
        }
        document.is_edited |= !is_whole;
        document
    }

    /// Whether there is text besides Gatepost's.
    pub(super) fn has_own_text(&self) -> bool {
        self.around.iter().any(|text| !text.trim().is_empty())
    }

    /// The script, with this Sieve in the blocks: what is needed, and the rules.
    pub(super) fn print(&self, needs: &str, code: &str) -> String {
        let [above, between, below] = &self.around;
        let mut records = vec![Record::Digest(digest(needs, code))];
        records.extend(self.content.includes.clone().map(Record::Includes));
        if self.content.vacation != VacationResponse::default() {
            records.push(Record::Vacation(self.content.vacation.clone()));
        }
        records.extend(self.content.rules.iter().cloned().map(Record::Rule));
        // JSON has no line ends but escaped ones, so a record is a line; these are plain structs, which never fail.
        let records: String = records
            .iter()
            .filter_map(|record| Some(format!("{RECORD}{}\r\n", serde_json::to_string(record).ok()?)))
            .collect();
        let gap = if between.is_empty() || between.ends_with('\n') { "" } else { "\r\n" };
        format!(
            "{above}{NEEDS}\r\n{needs}{NEEDS_END}\r\n{between}{gap}{RULES}\r\n{records}{code}{RULES_END}\r\n{below}"
        )
    }
}

/// What stands before, between and behind two lines. The last of the second: a vacation answer may hold such a line.
fn split<'a>(text: &'a str, begin: &str, end: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (start, inside) = lines(text).find(|(_, line, _)| *line == begin).map(|(start, _, after)| (start, after))?;
    let (stop, after) = lines(text)
        .filter(|(stop, line, _)| *stop >= inside && *line == end)
        .last()
        .map(|(stop, _, after)| (stop, after))?;
    Some((&text[..start], &text[inside..stop], &text[after..]))
}

/// Each line without its end: where it begins, itself, where the next begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str, usize)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\r', '\n']), at)
    })
}

/// The records at the head of a block, and the Sieve behind them.
fn records_of(block: &str) -> (Vec<&str>, &str) {
    let mut records = Vec::new();
    let mut end = 0;
    for (_, line, after) in lines(block) {
        let Some(record) = line.strip_prefix(RECORD) else { break };
        records.push(record);
        end = after;
    }
    (records, &block[end..])
}

/// Line ends do not count: a server or an editor may change them.
fn digest(needs: &str, code: &str) -> String {
    let plain = format!("{needs}\0{code}").replace('\r', "");
    URL_SAFE_NO_PAD.encode(&Sha256::digest(plain.as_bytes())[..12])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn content(name: &str, text: &str) -> Content {
        let rule = Rule { name: name.to_owned(), ..Rule::default() };
        let vacation = VacationResponse { text_body: text.to_owned(), ..VacationResponse::default() };
        Content { rules: vec![rule.clone(), rule], vacation, includes: Some(name.to_owned()) }
    }

    #[test]
    fn what_was_never_gateposts_is_text_of_somebody_elses() {
        let theirs = "require \"fileinto\";\nfileinto \"x\";";
        let mut document = Document::parse(theirs);
        assert!(document.has_own_text() && !document.is_edited);
        document.content = content("a", "b");
        let printed = document.print("", "keep;\r\n");
        assert!(printed.starts_with(NEEDS) && printed.contains(theirs));
        assert_eq!(Document::parse(&printed).content, document.content);
        let nothing = Document::parse("");
        assert!(!nothing.has_own_text() && !nothing.is_edited);
    }

    #[test]
    fn what_is_changed_by_hand_is_noticed() {
        let printed = Document { content: content("a", "b"), ..Document::default() }.print("needs;\r\n", "keep;\r\n");
        assert!(!Document::parse(&printed).is_edited);
        assert!(!Document::parse(&printed.replace("\r\n", "\n")).is_edited, "line ends are nobody's doing");
        for (from, to) in [("keep;", "discard;"), ("needs;", ""), ("\"rule\"", "\"role\"")] {
            assert!(Document::parse(&printed.replace(from, to)).is_edited, "{from}");
        }
    }

    proptest! {
        #[test]
        fn all_comes_back_and_what_is_around_stays(
            name in "(?s).{0,40}|\r\n#= \\{\"rule\":1\\}|\r\n# \\[gatepost: end of rules\\]\r\n",
            above in "([a-z# ]{0,9}\r?\n){0,3}",
            between in "([a-z# ]{0,9}\r?\n){0,3}",
            below in "(?s).{0,40}",
        ) {
            let content = content(&name, &name);
            let document = Document { content: content.clone(), around: [above, between, below], is_edited: false };
            // A text in the code may hold what it likes, marks and records among it.
            let printed = document.print("require \"x\";\r\n", &format!("vacation \"{RULES}\r\n{RECORD}{{}}\r\n{RULES_END}\r\n{name}\r\n\";\r\n"));
            let found = Document::parse(&printed);
            prop_assert_eq!(&found.content, &content);
            prop_assert!(!found.is_edited);
            prop_assert_eq!(&found.around, &document.around);
            prop_assert_eq!(Document::parse(&found.print("", "")).around, document.around);
        }

        #[test]
        fn no_text_makes_it_panic(text in "(?s).{0,80}|(# \\[gatepost: (needs|rules|end of needs|end of rules)\\]( Written by Gatepost\\.)?|#= |\\{|\r\n|a){0,20}") {
            Document::parse(&text);
        }
    }
}
