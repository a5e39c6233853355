//! One person's mail over the years: what arrives when, in the order of its dates, made one message at a time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::attachment::Size;
use super::calendar::{DAY, HOUR, MINUTE};
use super::cast::{Author, Party, cast};
use super::dice::Dice;
use super::single::{Newsletter, Notice, Shop, junk, newsletters, notices, shops};
use super::thread::{Script, lists, tell, threads};
use crate::person::Person;

/// A message with what its reader would know of it.
pub(crate) struct Posting {
    pub(crate) at: i64,
    pub(crate) kind: Kind,
    /// Lines end in LF.
    pub(crate) raw: Vec<u8>,
}

/// What sort of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Conversation { folder: &'static str, from_me: bool, answered: bool },
    Newsletter,
    Receipt,
    Notice,
    Junk,
}

/// Whose mail it is, and what all of it shares.
pub(crate) struct Writer {
    pub(crate) me: Author,
    /// Seconds since 1970; nothing is younger.
    pub(crate) now: i64,
    pub(crate) size: Size,
    pub(crate) cast: Vec<Author>,
}

impl Writer {
    /// The corpora are written for Alice Archer; others get them in their own name.
    pub(crate) fn in_my_name(&self, text: &str) -> String {
        if self.me.party.name == "Alice Archer" || !text.contains('A') {
            return text.into();
        }
        let last = self.me.party.name.rsplit(' ').next().unwrap_or_default();
        text.replace("Alice", self.me.first_name()).replace("Archer", last)
    }
}

/// Something that happens: a conversation begins, an issue comes out.
struct Event {
    at: i64,
    seed: u64,
    what: What,
}

enum What {
    Thread(usize),
    List(usize),
    Newsletter(usize, usize),
    Receipt(usize),
    Notice(usize),
    Junk(usize),
}

/// The mail of one person, oldest first.
pub(crate) struct Correspondence {
    writer: Writer,
    threads: Vec<Script>,
    lists: Vec<Script>,
    newsletters: Vec<Newsletter>,
    shops: Vec<Shop>,
    notices: Vec<Notice>,
    junk: Vec<Notice>,
    /// Oldest last.
    events: Vec<Event>,
    /// Messages of conversations that go on while other things happen.
    waiting: BinaryHeap<Reverse<Waiting>>,
}

/// Ordered by date; the number keeps messages of one second in their order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Waiting(i64, usize, Kind, Vec<u8>);

impl Correspondence {
    /// So many messages to and from this person, spread over this many days until now.
    pub(crate) fn new(person: &Person, count: usize, days: i64, now: i64, size: Size, seed: u64) -> Self {
        let party = Party { name: person.display_name.clone(), address: person.address.clone() };
        let me = Author { party, ..Author::plain("me", "", "") };
        let suits = |script: &Script| script.suits(&person.name);
        let mut mail = Self {
            writer: Writer { me, now, size, cast: cast() },
            threads: threads().into_iter().filter(suits).collect(),
            lists: lists().into_iter().filter(suits).collect(),
            newsletters: newsletters(),
            shops: shops(),
            notices: notices(),
            junk: junk(),
            events: Vec::new(),
            waiting: BinaryHeap::new(),
        };
        mail.plan(count, days * DAY, seed);
        mail
    }

    /// Decides what happens when. Of a hundred messages 30 are conversations, 8 on lists, 20 newsletters, 9 receipts, one is
    /// junk; notices make up the number.
    fn plan(&mut self, count: usize, span: i64, seed: u64) {
        let mut dice = Dice::new(seed);
        let mut left = count;
        let repeats = self.writer.size == Size::Bulk;
        let conversations = pick_scripts(&self.threads, count * 30 / 100, repeats);
        let on_lists = pick_scripts(&self.lists, count * 8 / 100, repeats);
        let (threads, lists) = (conversations.len(), on_lists.len());
        left -= conversations.iter().map(|script| self.threads[*script].turns.len()).sum::<usize>().min(left);
        left -= on_lists.iter().map(|script| self.lists[*script].turns.len()).sum::<usize>().min(left);
        for (rank, script) in conversations.into_iter().enumerate() {
            self.happens(spread(rank, threads, span, &mut dice), What::Thread(script), &mut dice);
        }
        for (rank, script) in on_lists.into_iter().enumerate() {
            self.happens(spread(rank, lists, span, &mut dice), What::List(script), &mut dice);
        }
        let issues = (count * 20 / 100).min(left) / self.newsletters.len();
        for letter in 0..self.newsletters.len() {
            // A mailbox of 100,000 reads more often.
            let period = (self.newsletters[letter].period * DAY).min(span / i64::try_from(issues + 1).unwrap_or(1));
            for issue in 0..issues {
                let age = i64::try_from(issue).unwrap_or(0) * period + dice.between(1, 20) * HOUR;
                self.happens(age, What::Newsletter(letter, issue), &mut dice);
                left -= 1;
            }
        }
        for rank in 0..(count * 9 / 100).min(left) {
            let shop = dice.below(self.shops.len());
            self.happens(spread(rank, count * 9 / 100, span, &mut dice), What::Receipt(shop), &mut dice);
            left -= 1;
        }
        for _ in 0..(count / 100).min(left) {
            let what = What::Junk(dice.below(self.junk.len()));
            self.happens(dice.between(1, 28 * 24) * HOUR, what, &mut dice);
            left -= 1;
        }
        for rank in 0..left {
            let notice = dice.below(self.notices.len());
            self.happens(spread(rank, left, span, &mut dice), What::Notice(notice), &mut dice);
        }
        self.events.sort_by_key(|event| Reverse(event.at));
    }

    fn happens(&mut self, age: i64, what: What, dice: &mut Dice) {
        self.events.push(Event { at: self.writer.now - age - dice.between(60, 3599), seed: dice.next(), what });
    }

    fn tell(&self, event: &Event) -> Vec<Posting> {
        let (writer, at) = (&self.writer, event.at);
        let mut dice = Dice::new(event.seed);
        let dice = &mut dice;
        match event.what {
            What::Thread(script) => tell(&self.threads[script], writer, at, dice),
            What::List(script) => tell(&self.lists[script], writer, at, dice),
            What::Newsletter(letter, issue) => vec![self.newsletters[letter].tell(writer, at, issue, dice)],
            What::Receipt(shop) => vec![self.shops[shop].tell(writer, at, dice)],
            What::Notice(notice) => vec![self.notices[notice].tell(writer, at, Kind::Notice, dice)],
            What::Junk(notice) => vec![self.junk[notice].tell(writer, at, Kind::Junk, dice)],
        }
    }
}

impl Iterator for Correspondence {
    type Item = Posting;

    fn next(&mut self) -> Option<Posting> {
        // A conversation is told whole when it begins, and its answers wait for their dates. One that would have gone on
        // after `now` was moved back, so the dates of the last days are in order only nearly, as in real mailboxes.
        while let Some(event) = self.events.last() {
            if self.waiting.peek().is_some_and(|Reverse(waiting)| waiting.0 < event.at) {
                break;
            }
            let Some(event) = self.events.pop() else { break };
            for (number, Posting { at, kind, raw }) in self.tell(&event).into_iter().enumerate() {
                self.waiting.push(Reverse(Waiting(at, number, kind, raw)));
            }
        }
        let Reverse(Waiting(at, _, kind, raw)) = self.waiting.pop()?;
        Some(Posting { at, kind, raw })
    }
}

/// Scripts for so many messages: each once, then those that vary again and again.
fn pick_scripts(scripts: &[Script], messages: usize, repeats: bool) -> Vec<usize> {
    let mut picked = Vec::new();
    let mut count = 0;
    for round in 0.. {
        let before = count;
        for (number, script) in scripts.iter().enumerate() {
            let again = round == 0 || repeats || script.varies();
            if again && count + script.turns.len() <= messages {
                picked.push(number);
                count += script.turns.len();
            }
        }
        if count == before {
            break;
        }
    }
    // Rounds would follow each other in time: a stride that shares no factor with the number mixes them.
    let length = picked.len();
    let stride = [61, 67, 71].into_iter().find(|stride| !length.is_multiple_of(*stride)).unwrap_or(1);
    (0..length).map(|n| picked[n * stride % length]).collect()
}

/// The age in seconds of the `rank`-th of `count` events: most are young, the first few of today.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "an age in seconds, to the minute")]
fn spread(rank: usize, count: usize, span: i64, dice: &mut Dice) -> i64 {
    let part = rank as f64 / count.max(1) as f64;
    (part.powf(1.5) * span as f64) as i64 + dice.between(1, 180) * MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Home;

    const NOW: i64 = 1_795_426_200;

    fn mail(count: usize, size: Size) -> Vec<Posting> {
        Correspondence::new(&Person::new("alice", "Alice Archer", Home::Mail01), count, 1000, NOW, size, 1).collect()
    }

    #[test]
    fn there_are_as_many_messages_as_asked_for_and_none_is_from_the_future() {
        for (count, size) in [(0, Size::Demo), (1, Size::Demo), (37, Size::Bulk), (500, Size::Demo), (3000, Size::Bulk)]
        {
            let mail = mail(count, size);
            assert_eq!(mail.len(), count);
            assert!(mail.iter().all(|posting| posting.at <= NOW));
        }
    }

    #[test]
    fn at_no_hour_of_the_day_is_mail_from_the_future() {
        let alice = Person::new("alice", "Alice Archer", Home::Mail01);
        for hour in 0..24 {
            let now = NOW + hour * HOUR;
            let early = Correspondence::new(&alice, 2000, 1000, now, Size::Demo, 1).find(|posting| posting.at > now);
            assert!(early.is_none(), "at {hour}:00");
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_bytes() {
        let raw = |postings: Vec<Posting>| postings.into_iter().map(|posting| posting.raw).collect::<Vec<_>>();
        assert!(raw(mail(300, Size::Bulk)) == raw(mail(300, Size::Bulk)));
    }

    #[test]
    fn no_blank_is_left_open_and_the_charsets_are_there() {
        let all: String =
            mail(600, Size::Demo).iter().map(|posting| String::from_utf8_lossy(&posting.raw).into_owned()).collect();
        for blank in ["{me}", "{place}", "{day}", "{n}", "{num}", "{title}"] {
            assert!(!all.contains(blank), "{blank}");
        }
        for charset in ["ISO-2022-JP", "iso-8859-1", "windows-1251", "KOI8-R", "utf-8"] {
            assert!(all.contains(&format!("charset={charset}")), "{charset}");
        }
    }

    #[test]
    fn others_than_alice_get_mail_in_their_own_name() {
        let bob = Person::new("bob", "Bob Brandt", Home::Mail02);
        let all = Correspondence::new(&bob, 300, 300, NOW, Size::Demo, 1);
        assert!(
            !all.map(|posting| String::from_utf8_lossy(&posting.raw).into_owned())
                .any(|text| text.contains("Dear Alice"))
        );
    }
}
