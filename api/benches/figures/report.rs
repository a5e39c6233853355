//! The figures for people and for programs: printed, in `bench/results/`, and as the table in docs/PERFORMANCE.md.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::figure::{Figure, Part};

const BEGIN: &str = "<!-- make bench writes from here -->";
const END: &str = "<!-- to here -->";

pub(crate) fn print(parts: &[Part]) {
    println!("\n{}", table(parts));
}

/// Writes what was measured. Figures of a debug build would mislead whoever reads them: they are not kept.
pub(crate) fn keep(parts: &[Part]) -> Outcome<()> {
    if cfg!(debug_assertions) {
        println!("This is a debug build: nothing is written.");
        return Ok(());
    }
    let root = root();
    let folder = root.join("bench/results");
    fs::create_dir_all(&folder)?;
    for part in parts {
        let text = serde_json::to_string_pretty(&part.to_json())? + "\n";
        fs::write(folder.join(format!("{}.json", part.file)), text)?;
    }
    let page = root.join("docs/PERFORMANCE.md");
    let text = fs::read_to_string(&page)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("docs/PERFORMANCE.md has no place for the table")?;
    let (_, after) = rest.split_once(END).ok_or("the place for the table in docs/PERFORMANCE.md does not end")?;
    fs::write(page, format!("{before}{BEGIN}\n{}{END}{after}", table(parts)))?;
    Ok(())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn table(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        let size = if part.file == "node" { String::new() } else { format!(", {} messages", thousands(part.messages)) };
        text += &format!("\n**{}{size}**\n\n", part.title);
        text += "| what | Gatepost | raw IMAP | ratio | goal | |\n|---|---:|---:|---:|---|---|\n";
        part.figures.iter().for_each(|figure| text += &line(figure));
    }
    text + "\n"
}

fn line(figure: &Figure) -> String {
    let Figure { what, unit, ours, raw, goal } = figure;
    let raw = raw.map(number).unwrap_or_default();
    let ratio = figure.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
    let verdict = match figure.is_met() {
        Some(true) => "met",
        Some(false) => "**missed**",
        None => "",
    };
    format!("| {what} ({unit}) | {} | {raw} | {ratio} | {goal} | {verdict} |\n", number(*ours))
}

/// Three digits that tell something.
fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 1000.0 => format!("{value:.0}"),
        middle if middle >= 100.0 => format!("{value:.0}"),
        small if small >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// `100,000`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
