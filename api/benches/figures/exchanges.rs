//! What a person does all day, in a large mailbox, by the API and by raw IMAP in turns.

use std::time::Instant;

use farm::{Farm, Person};
use gatepost_shared::id::EmailId;
use serde_json::{Value, json};

use crate::Outcome;
use crate::figure::{Figure, Goal, Times};
use crate::node::{Browser, Node, ROWS, bytes, list};
use crate::raw::{ROW_ITEMS, Raw};

/// How often each thing is measured.
const ROUNDS: usize = 200;
const SEARCHES: usize = 10;
/// A word in many subjects of the farm's mail.
const WORD: &str = "survey";

pub(crate) async fn measure(farm: &Farm, node: &Node, person: &Person, messages: usize) -> Outcome<Vec<Figure>> {
    let browser = node.sign_in(person).await?;
    let mut raw = Raw::sign_in(farm, person).await?;
    raw.run("SELECT INBOX").await?;
    let mut figures = Vec::new();
    for (what, position) in [("at the top", 0), ("at half depth", messages / 2)] {
        figures.push(rows(&browser, &mut raw, what, messages, position).await?);
    }
    figures.extend(payload(&browser).await?);
    let ids = newest(&browser).await?;
    figures.push(open(&browser, &mut raw, &ids).await?);
    figures.push(mark(&browser, &mut raw, &ids).await?);
    for (what, word) in [("a first search of subjects, newest 50", Word::New), ("the same asked again", Word::Same)] {
        match search(&browser, &mut raw, what, word).await {
            Ok(figure) => figures.push(figure),
            Err(error) => println!("        {what} could not be measured: {error}"),
        }
    }
    Ok(figures)
}

async fn rows(browser: &Browser, raw: &mut Raw, what: &str, messages: usize, position: usize) -> Outcome<Figure> {
    let path = list("INBOX", &format!("position={position}"))?;
    let newest = messages - position;
    let command = format!("FETCH {}:{newest} {ROW_ITEMS}", newest.saturating_sub(ROWS - 1).max(1));
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for round in 0..ROUNDS + WARM_UP {
        let (one, other) = in_turns(round, bytes(browser.get(&path)), raw.run(&command)).await?;
        if round >= WARM_UP {
            ours.push(one);
            theirs.push(other);
        }
    }
    let what = format!("list {ROWS} rows {what}");
    Ok(Figure::beside(what, "ms", ours.median(), theirs.median(), Goal::RatioAtMost(1.3)))
}

/// The first rounds fill caches on both sides.
const WARM_UP: usize = 5;

/// Measures one and the other, beginning with either by turns.
async fn in_turns<T, U>(
    round: usize,
    ours: impl Future<Output = Outcome<T>>,
    theirs: impl Future<Output = Outcome<U>>,
) -> Outcome<(std::time::Duration, std::time::Duration)> {
    if round.is_multiple_of(2) {
        let ours = timed(ours).await?;
        Ok((ours, timed(theirs).await?))
    } else {
        let theirs = timed(theirs).await?;
        Ok((timed(ours).await?, theirs))
    }
}

async fn timed<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<std::time::Duration> {
    let begun = Instant::now();
    work.await?;
    Ok(begun.elapsed())
}

async fn payload(browser: &Browser) -> Outcome<Vec<Figure>> {
    let path = list("INBOX", "position=0")?;
    let compressed = bytes(browser.get(&path)).await?.len();
    let whole = serde_json::to_vec(&browser.json(&path).await?)?.len();
    #[expect(clippy::cast_precision_loss, reason = "a few kilobytes")]
    let kib = |bytes: usize| bytes as f64 / 1024.0;
    Ok(vec![
        Figure::alone(format!("payload of {ROWS} rows, compressed"), "KiB", kib(compressed), Goal::AtMost(12.0)),
        Figure::alone(format!("payload of {ROWS} rows, as JSON"), "KiB", kib(whole), Goal::None),
    ])
}

async fn newest(browser: &Browser) -> Outcome<Vec<EmailId>> {
    let window = browser.json(&list("INBOX", "position=0")?).await?;
    let rows = window["list"].as_array().ok_or("no rows")?;
    rows.iter().map(|row| Ok(row["id"].as_str().ok_or("no id")?.parse::<EmailId>()?)).collect()
}

async fn open(browser: &Browser, raw: &mut Raw, ids: &[EmailId]) -> Outcome<Figure> {
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for (round, id) in ids.iter().cycle().take(ROUNDS + WARM_UP).enumerate() {
        let path = format!("/emails/{id}");
        let reading = async {
            // What a program must ask: the structure first, then the text that it names.
            raw.run(&format!(
                "UID FETCH {} (UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER] PREVIEW)",
                id.uid
            ))
            .await?;
            raw.run(&format!("UID FETCH {} (UID BODY.PEEK[1])", id.uid)).await
        };
        let (one, other) = in_turns(round, bytes(browser.get(&path)), reading).await?;
        if round >= WARM_UP {
            ours.push(one);
            theirs.push(other);
        }
    }
    Ok(Figure::beside("open a message", "ms", ours.median(), theirs.median(), Goal::RatioAtMost(1.3)))
}

async fn mark(browser: &Browser, raw: &mut Raw, ids: &[EmailId]) -> Outcome<Figure> {
    let [mine, yours, ..] = ids else { return Err("too few messages".into()) };
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for round in 0..ROUNDS / 2 {
        let (value, sign) = if round % 4 < 2 { (json!(true), '+') } else { (Value::Null, '-') };
        let change = json!({"update": {mine.to_string(): {"keywords/$flagged": value}}});
        let command = format!("UID STORE {} {sign}FLAGS.SILENT (\\Flagged)", yours.uid);
        let (one, other) = in_turns(round, bytes(browser.post("/emails/set", &change)), raw.run(&command)).await?;
        ours.push(one);
        theirs.push(other);
    }
    Ok(Figure::beside("set a keyword", "ms", ours.median(), theirs.median(), Goal::RatioAtMost(1.3)))
}

/// Which word is searched for.
#[derive(Clone, Copy)]
enum Word {
    /// Another one each time: no order is remembered for it.
    New,
    /// The same each time.
    Same,
}

impl Word {
    /// [`WORD`], in capitals here and there where it is to be new: servers find the same, in the same time.
    fn of_round(self, round: usize) -> String {
        match self {
            Self::New => {
                let capital = |at: usize| ((round + 1) >> at) & 1 == 1;
                let letter =
                    |(at, letter): (usize, char)| if capital(at) { letter.to_ascii_uppercase() } else { letter };
                WORD.chars().enumerate().map(letter).collect()
            }
            Self::Same => WORD.to_owned(),
        }
    }
}

/// Finds a word in subjects and shows the newest rows of what was found.
async fn search(browser: &Browser, raw: &mut Raw, what: &str, word: Word) -> Outcome<Figure> {
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for round in 0..SEARCHES {
        let word = word.of_round(round);
        let path = list("INBOX", &format!("q=subject:{word}"))?;
        let searching = async {
            let answer = raw.run(&format!("UID SEARCH SUBJECT {word}")).await?;
            let answer = String::from_utf8_lossy(&answer).into_owned();
            let line = answer.lines().find_map(|line| line.strip_prefix("* SEARCH ")).ok_or("nothing is found")?;
            let uids: Vec<&str> = line.split_ascii_whitespace().rev().take(ROWS).collect();
            raw.run(&format!("UID FETCH {} {ROW_ITEMS}", uids.join(","))).await
        };
        let (one, other) = in_turns(round, bytes(browser.get(&path)), searching).await?;
        ours.push(one);
        theirs.push(other);
    }
    Ok(Figure::beside(what, "ms", ours.median(), theirs.median(), Goal::RatioAtMost(1.1)))
}
