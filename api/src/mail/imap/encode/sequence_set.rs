//! Sets of messages: `1:3,7`.

/// Message numbers or UIDs as IMAP writes them, runs drawn together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::mail::imap) struct SequenceSet(Vec<(u32, u32)>);

impl SequenceSet {
    /// All numbers from the first to the last.
    pub(in crate::mail::imap) fn range(first: u32, last: u32) -> Self {
        Self(vec![(first.min(last), first.max(last))])
    }

    /// Whether there is no number in it: no command takes such a set.
    pub(in crate::mail::imap) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this number is in it.
    pub(in crate::mail::imap) fn contains(&self, number: u32) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&number))
    }

    /// One number.
    pub(in crate::mail::imap) fn one(number: u32) -> Self {
        Self::range(number, number)
    }

    /// Reads a set as servers write it: `41,43:116`. What is no number is passed over.
    pub(in crate::mail::imap) fn parse(text: &str) -> Self {
        let number = |text: &str| text.parse::<u32>().ok();
        let run = |run: &str| match run.split_once(':') {
            Some((first, last)) => Some((number(first)?, number(last)?)),
            None => Some((number(run)?, number(run)?)),
        };
        let runs = text.split(',').filter_map(run);
        Self(runs.map(|(first, last)| (first.min(last), first.max(last))).collect())
    }

    /// How many numbers it names.
    pub(in crate::mail::imap) fn len(&self) -> u32 {
        self.0.iter().fold(0, |sum, (first, last)| sum.saturating_add((last - first).saturating_add(1)))
    }

    /// Those of its numbers that are not greater than `last`.
    pub(in crate::mail::imap) fn up_to(&self, last: u32) -> Self {
        let runs = self.0.iter().filter(|(first, _)| *first <= last);
        Self(runs.map(|(first, end)| (*first, (*end).min(last))).collect())
    }

    /// Every number, run after run. A set of a few bytes may name four thousand million: take what is needed.
    pub(in crate::mail::imap) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }
}

impl FromIterator<u32> for SequenceSet {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut numbers: Vec<u32> = numbers.into_iter().collect();
        numbers.sort_unstable();
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for number in numbers {
            match runs.last_mut() {
                Some((_, last)) if number <= last.saturating_add(1) => *last = number,
                _ => runs.push((number, number)),
            }
        }
        Self(runs)
    }
}

impl std::fmt::Display for SequenceSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, (first, last)) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            match (first, last) {
                // The greatest number there can be: "the last one, whatever it is".
                (_, &u32::MAX) => write!(f, "{comma}{first}:*")?,
                _ if first == last => write!(f, "{comma}{first}")?,
                _ => write!(f, "{comma}{first}:{last}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The numbers that a set means, as a server reads it.
    fn read(set: &str) -> Vec<u32> {
        let run = |run: &str| {
            let (first, last) = run.split_once(':').unwrap_or((run, run));
            first.parse::<u32>().unwrap()..=last.parse::<u32>().unwrap()
        };
        set.split(',').flat_map(run).collect()
    }

    proptest! {
        #[test]
        fn a_set_means_its_numbers_once_and_in_order(numbers in proptest::collection::btree_set(1_u32..300, 1..80)) {
            let set: SequenceSet = numbers.iter().rev().copied().collect();
            prop_assert_eq!(read(&set.to_string()), numbers.into_iter().collect::<Vec<_>>());
        }
    }
}
