//! format=flowed (RFC 3676): long lines that wrap in any window, and quotes that stay quotes.

/// Where a line is wrapped: short of 78 with room for some quote marks (section 4.2).
const WIDTH: usize = 72;

/// Text as it is typed (lines end with `\n`) to flowed text (lines end with CRLF, the last one included).
pub fn flow(text: &str) -> String {
    let mut flowed = String::with_capacity(text.len() + text.len() / 32 + 2);
    let text = text.strip_suffix('\n').unwrap_or(text);
    for line in lines(text) {
        let (depth, content) = quote_depth(&line);
        // A space at the end would mean "goes on in the next line"; the signature mark is the one exception.
        let content = if content == "-- " { content } else { content.trim_end_matches(' ') };
        for piece in wrap(content, WIDTH.saturating_sub(depth).max(20)) {
            flowed.extend(std::iter::repeat_n('>', depth));
            if depth > 0 && !piece.is_empty() || needs_stuffing(piece) {
                flowed.push(' ');
            }
            flowed.push_str(piece);
            flowed.push_str("\r\n");
        }
    }
    flowed
}

/// Flowed text (lines end with CRLF or LF) to text as it is typed. Undoes [`flow`].
pub fn unflow(flowed: &str) -> String {
    let mut text = String::with_capacity(flowed.len());
    let mut open: Option<usize> = None;
    for line in flowed.lines() {
        let marks = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = &line[marks..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let goes_on = content.ends_with(' ') && content != "-- ";
        // A change of depth ends a paragraph (section 4.5).
        if open.is_some_and(|depth| depth != marks) {
            text.push('\n');
            open = None;
        }
        if open.is_none() {
            text.extend(std::iter::repeat_n('>', marks));
            if marks > 0 && !content.is_empty() {
                text.push(' ');
            }
        }
        text.push_str(content);
        open = goes_on.then_some(marks);
        if open.is_none() {
            text.push('\n');
        }
    }
    text
}

/// Lines however they end, without control characters other than the tab.
fn lines(text: &str) -> impl Iterator<Item = String> {
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
        .map(|line| line.chars().filter(|c| *c == '\t' || !c.is_control()).collect())
}

/// How many `>` a line begins with, and what follows without the space that sets it apart.
fn quote_depth(line: &str) -> (usize, &str) {
    let depth = line.bytes().take_while(|byte| *byte == b'>').count();
    let content = &line[depth..];
    if depth == 0 { (0, content) } else { (depth, content.strip_prefix(' ').unwrap_or(content)) }
}

/// Section 4.4: what would be misread gets a space in front: a space, a quote mark, mbox's `From `.
fn needs_stuffing(piece: &str) -> bool {
    piece.starts_with([' ', '>']) || piece.starts_with("From ")
}

/// Breaks after spaces, so that each piece but the last ends with one. A word without a space is never broken.
fn wrap(content: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = content;
    while let Some(at) = break_place(rest, width) {
        let (piece, tail) = rest.split_at(at);
        pieces.push(piece);
        rest = tail;
    }
    pieces.push(rest);
    pieces
}

/// The place after the last space within the width, otherwise after the first space beyond it. None when the
/// text fits or has no such space. A piece that would read `-- ` is not made: it would begin a signature.
fn break_place(text: &str, width: usize) -> Option<usize> {
    let limit = text.char_indices().nth(width).map(|(at, _)| at)?;
    let is_place = |at: usize| at < text.len() && &text[..at] != "-- ";
    let within = text[..limit].rfind(' ').map(|at| at + 1).filter(|at| is_place(*at));
    within.or_else(|| text[limit..].find(' ').map(|at| limit + at + 1).filter(|at| is_place(*at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_line_flows_and_a_quote_stays_one() {
        let long = "word ".repeat(30);
        let flowed = flow(&format!("{long}end\n> {long}end\n-- \nAlice"));
        assert!(flowed.lines().all(|line| line.len() <= 78), "{flowed}");
        assert!(flowed.contains("\r\n> word"));
        assert!(flowed.ends_with("\r\n-- \r\nAlice\r\n"));
        assert_eq!(unflow(&flowed), format!("{long}end\n> {long}end\n-- \nAlice\n"));
    }

    #[test]
    fn what_would_be_misread_is_stuffed() {
        assert_eq!(flow("From me\n  indented\n>> both"), " From me\r\n   indented\r\n>> both\r\n");
    }

    /// What `flow` may change: spaces at line ends, and `>x` becomes `> x`.
    fn normal(text: &str) -> String {
        let line = |line: &str| {
            let (depth, content) = quote_depth(line);
            let content = if content == "-- " { content } else { content.trim_end_matches(' ') };
            let space = if depth > 0 && !content.is_empty() { " " } else { "" };
            format!("{}{space}{content}\n", ">".repeat(depth))
        };
        text.strip_suffix('\n').unwrap_or(text).split('\n').map(line).collect()
    }

    proptest! {
        #[test]
        fn text_survives(lines in proptest::collection::vec("(>{0,3} ?)?([a-z\u{e4}>-]{0,12} {0,3}){0,30}", 0..6)) {
            let text = lines.join("\n");
            prop_assert_eq!(unflow(&flow(&text)), normal(&text));
        }

        #[test]
        fn no_control_character_gets_through(text in ".*") {
            prop_assert!(flow(&text).replace("\r\n", "").chars().all(|c| c == '\t' || !c.is_control()));
        }
    }
}
