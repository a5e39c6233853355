//! The numbers that a server has found, in whichever way it says so: `* SEARCH`, `* SORT` (RFC 5256) or `* ESEARCH`
//! (RFC 4731, with the windows of RFC 5267 and RFC 9394).

use bytes::Bytes;

use crate::mail::imap::response::Untagged;
use crate::mail::imap::value::{self, Value};

/// The most numbers that are taken from one answer: `1:4294967295` is a short text.
const MAX_FOUND: usize = 8_000_000;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Results {
    /// The numbers in the server's order.
    pub(super) numbers: Vec<u32>,
    /// How many there are in all, where the server was asked.
    pub(super) count: Option<u32>,
}

impl Results {
    /// Gathers what the answer to one command says.
    pub(super) fn of(answer: &[Untagged]) -> Self {
        let mut results = Self::default();
        for response in answer {
            match response {
                Untagged::Search(numbers) => results.numbers.extend(numbers),
                Untagged::Other(raw) => results.note(raw),
                _ => {}
            }
        }
        results
    }

    fn note(&mut self, raw: &Bytes) {
        let from = if raw.starts_with(b"* ") { 2 } else { 0 };
        let is = |name: &[u8]| raw.get(from..from + name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name));
        if is(b"SORT") {
            let values = value::read(raw, from + 4);
            let numbers = values.iter().map_while(|value| u32::try_from(value.number()?).ok());
            self.numbers.extend(numbers.take(MAX_FOUND));
        } else if is(b"ESEARCH") {
            let mut values = value::read(raw, from + 7).into_iter().peekable();
            // The correlator says which command is answered: there was only one.
            values.next_if(|value| value.list().is_some());
            values.next_if(|value| is_word(value, "UID"));
            while let (Some(name), Some(value)) = (values.next(), values.next()) {
                self.item(&name, &value);
            }
        }
    }

    fn item(&mut self, name: &Value, value: &Value) {
        if is_word(name, "COUNT") {
            self.count = value.number().and_then(|count| u32::try_from(count).ok());
        } else if is_word(name, "ALL") {
            self.extend(value);
        } else if is_word(name, "PARTIAL")
            && let Some([_, numbers]) = value.list()
        {
            self.extend(numbers);
        }
    }

    fn extend(&mut self, set: &Value) {
        let Value::Atom(set) = set else { return };
        for run in set.split(|byte| *byte == b',') {
            let mut ends = run.splitn(2, |byte| *byte == b':').map(number);
            let Some(Some(first)) = ends.next() else { return };
            let last = ends.next().flatten().unwrap_or(first);
            let room = MAX_FOUND.saturating_sub(self.numbers.len());
            if first <= last {
                self.numbers.extend((first..=last).take(room));
            } else {
                self.numbers.extend((last..=first).rev().take(room));
            }
        }
    }
}

fn is_word(value: &Value, word: &str) -> bool {
    matches!(value, Value::Atom(name) if name.eq_ignore_ascii_case(word.as_bytes()))
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn results(lines: &[&str]) -> Results {
        Results::of(&lines.iter().map(|line| Untagged::parse(&Bytes::from((*line).to_owned()))).collect::<Vec<_>>())
    }

    #[test]
    fn every_way_to_say_what_was_found() {
        assert_eq!(results(&["* SEARCH 2 5 (MODSEQ 9)\r\n", "* SEARCH 7\r\n"]).numbers, [2, 5, 7]);
        assert_eq!(results(&["* SORT 5 3 4\r\n"]).numbers, [5, 3, 4]);
        assert_eq!(
            results(&["* ESEARCH (TAG \"A1\") UID COUNT 4 ALL 2,10:12\r\n"]),
            Results { numbers: vec![2, 10, 11, 12], count: Some(4) }
        );
        assert_eq!(
            results(&["* ESEARCH (TAG \"A1\") UID PARTIAL (1:3 9,7:6) COUNT 90\r\n"]),
            Results { numbers: vec![9, 7, 6], count: Some(90) }
        );
        assert_eq!(results(&["* ESEARCH (TAG \"A1\") UID\r\n", "* ESEARCH\r\n", "* SEARCH\r\n"]), Results::default());
        assert_eq!(
            results(&["* ESEARCH (TAG \"A1\") UID PARTIAL (1:3 NIL)\r\n", "* 3 EXISTS\r\n"]),
            Results::default()
        );
        assert_eq!(results(&["* ESEARCH ALL 3\r\n"]).numbers, [3]);
    }

    #[test]
    fn a_short_text_does_not_become_a_long_list() {
        let greedy = results(&["* ESEARCH UID ALL 1:4294967295,4294967295:1\r\n"]);
        assert_eq!(greedy.numbers.len(), MAX_FOUND);
    }

    proptest! {
        #[test]
        fn no_answer_makes_it_panic(text in "(\\* )?(ESEARCH|SORT)[ 0-9:,()A-Z\"]{0,40}") {
            results(&[&text]);
        }
    }
}
