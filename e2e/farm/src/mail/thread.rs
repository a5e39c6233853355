//! Conversations: the scripts of `mail/threads.txt` and `mail/lists.txt`, told as messages that answer each other.

use std::fmt::Write;

use super::attachment::{Attachment, Size};
use super::calendar::{DAY, HOUR, MINUTE, header_date, local, month_name};
use super::cast::{Author, Party};
use super::correspondence::{Kind, Posting, Writer};
use super::dice::Dice;
use super::message::Message;
use super::slots::Slots;

const THREADS: &str = include_str!("../../mail/threads.txt");
const LISTS: &str = include_str!("../../mail/lists.txt");
/// Columns of a plain text line.
const COLUMNS: usize = 72;

/// One conversation as it is written in the corpus.
pub(crate) struct Script {
    pub(crate) folder: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) turns: Vec<Turn>,
}

/// One message of a script.
pub(crate) struct Turn {
    /// A key of the cast, `me`, or `Name <address>`.
    who: &'static str,
    attachments: Vec<&'static str>,
    text: &'static str,
}

/// Conversations between people.
pub(crate) fn threads() -> Vec<Script> {
    scripts(THREADS)
}

/// Conversations on mailing lists.
pub(crate) fn lists() -> Vec<Script> {
    scripts(LISTS)
}

fn scripts(corpus: &'static str) -> Vec<Script> {
    corpus.trim_start_matches("# ").split("\n# ").filter_map(script).collect()
}

fn script(text: &'static str) -> Option<Script> {
    let (title, turns) = text.split_once("\n>> ")?;
    let (folder, subject) = title.split_once(" | ")?;
    Some(Script { folder, subject, turns: turns.split("\n>> ").filter_map(turn).collect() })
}

fn turn(text: &'static str) -> Option<Turn> {
    let (head, text) = text.split_once('\n')?;
    let mut words = head.split(" +");
    let who = words.next()?;
    Some(Turn { who, attachments: words.collect(), text: text.trim_end() })
}

impl Script {
    /// Whether it can be told twice without anybody noticing.
    pub(crate) fn varies(&self) -> bool {
        self.subject.contains('{')
    }

    /// Whether it can have happened to this person: nobody writes to themselves, and some greet Alice in her friends' letters.
    pub(crate) fn suits(&self, name: &str) -> bool {
        let greets_alice = |turn: &Turn| ["アリス", "Алис"].iter().any(|alice| turn.text.contains(alice));
        name == "alice" || !self.turns.iter().any(|turn| turn.who == name || greets_alice(turn))
    }
}

/// Somebody's part in the conversation.
struct Told<'a> {
    id: String,
    author: &'a Author,
    text: String,
    at: i64,
}

/// Tells the script as it began at this moment; nothing happens after the writer's `now`.
pub(crate) fn tell(script: &Script, writer: &Writer, begin: i64, dice: &mut Dice) -> Vec<Posting> {
    let on_list = script.folder.strip_prefix("Lists/");
    let slots = Slots::at(begin, writer.me.first_name(), dice);
    let subject = slots.fill(script.subject);
    let authors = authors(script, writer, dice);
    let times = times(script.turns.len(), begin, writer.now, dice);
    let thread = dice.next();
    let mut told: Vec<Told> = Vec::new();
    let mut postings = Vec::new();
    for (number, turn) in script.turns.iter().enumerate() {
        let (author, at) = (&authors[number], times[number]);
        let text = writer.in_my_name(&slots.fill(turn.text));
        let id =
            format!("<{thread:016x}.{number}@{}>", author.party.address.rsplit('@').next().unwrap_or("mail.example"));
        let (to, cc) = recipients(&authors, number, on_list, &writer.me.party);
        let message = Message {
            at,
            author,
            to: &to,
            cc: &cc,
            subject: &subject_of(&subject, number, author, on_list),
            id: &id,
            references: &told.iter().map(|told| told.id.clone()).collect::<Vec<_>>(),
            text: &with_quote(&text, told.last(), author),
            html: (author.html && on_list.is_none()).then(|| html(&text, told.last(), author)),
            attachments: turn.attachments.iter().map(|name| Attachment::of(name, &subject, writer.size)).collect(),
            headers: trace(author, &writer.me.party, at, thread, on_list),
        };
        let from_me = author.key == "me";
        let answered = script.turns.get(number + 1).is_some_and(|next| next.who == "me");
        let kind = Kind::Conversation { folder: script.folder, from_me, answered };
        postings.push(Posting { at, kind, raw: message.write() });
        told.push(Told { id, author, text, at });
    }
    postings
}

fn authors(script: &Script, writer: &Writer, dice: &mut Dice) -> Vec<Author> {
    let mut known: Vec<(&str, Author)> = Vec::new();
    script
        .turns
        .iter()
        .map(|turn| {
            if let Some((_, author)) = known.iter().find(|(who, _)| *who == turn.who) {
                return author.clone();
            }
            let author = writer.author(turn.who, dice);
            known.push((turn.who, author.clone()));
            author
        })
        .collect()
}

/// Answers come within hours, some within minutes, some on the next day.
fn times(turns: usize, begin: i64, now: i64, dice: &mut Dice) -> Vec<i64> {
    let mut gap = || {
        if dice.percent(60) {
            dice.between(4, 170) * MINUTE
        } else {
            dice.between(3, 27) * HOUR + dice.between(0, 3599)
        }
    };
    let mut times = vec![by_day(begin)];
    for _ in 1..turns {
        times.push(by_day(times.last().copied().unwrap_or(begin) + gap()));
    }
    // The last turn need not be the latest: one of the late evening was written earlier.
    let late = (times.iter().copied().max().unwrap_or(begin) - now + 3 * MINUTE).max(0);
    times.into_iter().map(|at| at - late).collect()
}

/// Nobody here writes between ten in the evening and seven in the morning.
fn by_day(at: i64) -> i64 {
    match at % DAY / HOUR {
        hour @ 0..7 => at + (7 - hour) * HOUR,
        hour @ 21.. => at - (hour - 19) * HOUR,
        _ => at,
    }
}

/// An answer goes to whom it answers, a first message to whoever speaks next; the others are copied.
fn recipients(authors: &[Author], number: usize, on_list: Option<&str>, me: &Party) -> (Vec<Party>, Vec<Party>) {
    if let Some(list) = on_list {
        let address = list_address(list);
        return (vec![Party { name: format!("{list} list"), address }], Vec::new());
    }
    let sender = &authors[number].party;
    let mut others: Vec<Party> = Vec::new();
    for party in authors[..number].iter().rev().chain(&authors[number..]).map(|author| &author.party).chain([me]) {
        if party != sender && !others.contains(party) {
            others.push(party.clone());
        }
    }
    let copied = others.split_off(1.min(others.len()));
    (others, copied)
}

fn list_address(list: &str) -> String {
    format!("{}@lists.open-craft.example", list.to_lowercase())
}

fn subject_of(subject: &str, number: usize, author: &Author, on_list: Option<&str>) -> String {
    // Some German programs answer with "AW:".
    let re = match number {
        0 => "",
        _ if author.charset == encoding_rs::WINDOWS_1252 && author.zone == 60 => "AW: ",
        _ => "Re: ",
    };
    on_list.map_or_else(|| format!("{re}{subject}"), |list| format!("{re}[{list}] {subject}"))
}

/// What the servers on the way have written on top.
pub(crate) fn trace(author: &Author, me: &Party, at: i64, unique: u64, on_list: Option<&str>) -> String {
    let Party { address, .. } = &author.party;
    let host = address.rsplit('@').next().unwrap_or("mail.example");
    let mut lines = format!(
        "Return-Path: <{address}>\nDelivered-To: {}\nReceived: from mail.{host} (mail.{host} [192.0.2.{}])\n\tby mx.example.org (Postfix) with ESMTPS id {:011X}\n\tfor <{}>; {}\n",
        me.address,
        unique % 250 + 1,
        unique >> 20,
        me.address,
        header_date(at + 2, 0)
    );
    if let Some(list) = on_list {
        let address = list_address(list);
        let id = address.replace('@', ".");
        let _ = writeln!(lines, "List-Id: {list} <{id}>\nList-Post: <mailto:{address}>\nPrecedence: list");
        let _ = writeln!(lines, "List-Unsubscribe: <mailto:{}-leave@lists.open-craft.example>", list.to_lowercase());
    }
    lines
}

fn with_quote(text: &str, before: Option<&Told>, author: &Author) -> String {
    let mut out = wrapped(text, "");
    if let Some(told) = before {
        let _ = write!(out, "\n{}\n{}", attribution(told, author), wrapped(&excerpt(&told.text), "> "));
    }
    out
}

/// The line above a quotation, as the answering person's program words it.
fn attribution(told: &Told, author: &Author) -> String {
    let name = &told.author.party.name;
    let date = local(told.at, author.zone);
    let (day, month, year) = (date.day(), u8::from(date.month()), date.year());
    let (hour, minute) = (date.hour(), date.minute());
    match author.key {
        "joerg" | "heike" | "lukas" => format!("Am {day:02}.{month:02}.{year} um {hour}:{minute:02} schrieb {name}:"),
        "chloe" | "antoine" => format!("Le {day:02}/{month:02}/{year} à {hour}:{minute:02}, {name} a écrit :"),
        "yuki" | "haruto" => format!("{year}年{month}月{day}日 {hour}:{minute:02} {name}:"),
        _ => format!("On {day} {} {year} at {hour}:{minute:02}, {name} wrote:", month_name(date.month())),
    }
}

/// What is quoted: the beginning, as most people leave it standing.
fn excerpt(text: &str) -> String {
    text.split("\n\n").take(3).collect::<Vec<_>>().join("\n\n")
}

/// Lines of at most 72 columns, each with this mark before it.
fn wrapped(text: &str, mark: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        let mut column = 0;
        out += if line.is_empty() { mark.trim_end() } else { mark };
        for word in line.split(' ') {
            let width = word.chars().count();
            if column > 0 && column + 1 + width > COLUMNS - mark.len() {
                out.push('\n');
                out += mark;
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out += word;
            column += width;
        }
        out.push('\n');
    }
    out
}

fn html(text: &str, before: Option<&Told>, author: &Author) -> String {
    let mut out = String::from(
        "<html><head><meta charset=\"utf-8\"></head>\n<body style=\"font-family:Helvetica,Arial,sans-serif;font-size:14px\">\n",
    );
    paragraphs(&mut out, text);
    if let Some(told) = before {
        let _ = writeln!(out, "<div style=\"color:#666\">{}</div>", escaped(&attribution(told, author)));
        out += "<blockquote type=\"cite\" style=\"margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ccc\">\n";
        paragraphs(&mut out, &excerpt(&told.text));
        out += "</blockquote>\n";
    }
    out + "</body></html>\n"
}

fn paragraphs(out: &mut String, text: &str) {
    for paragraph in text.split("\n\n") {
        let _ = writeln!(out, "<p>{}</p>", escaped(paragraph).replace('\n', "<br>\n"));
    }
}

/// Text for HTML, whose markup characters are entities.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Writer {
    /// Whoever the corpus names so.
    fn author(&self, who: &'static str, dice: &mut Dice) -> Author {
        if who == "me" {
            return self.me.clone();
        }
        if let Some((name, address)) = who.split_once(" <") {
            return Author::plain("", name, address.trim_end_matches('>'));
        }
        let author = self.cast.iter().find(|author| author.key == who).cloned();
        let author = author.unwrap_or_else(|| Author::plain("", who, "someone@mail.example"));
        if self.size == Size::Bulk { author.recast(dice) } else { author }
    }
}
