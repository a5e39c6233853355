//! `text/plain; format=flowed` (RFC 3676), both ways: long lines that wrap in any window, and quotes that stay quotes.
//!
//! The text on our side has one line a paragraph, quoted lines marked by `>`. Not here: charsets, transfer encodings.

/// Where a line is wrapped: short of 78 with room for some quote marks (section 4.2).
const WIDTH: usize = 72;

/// Text as it is typed (lines are parted by `\n`) to flowed text (each line, the last one too, ends with CRLF).
pub fn flow(text: &str) -> String {
    let mut flowed = String::with_capacity(text.len() + text.len() / 32 + 2);
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

/// Undoes the line breaks of a flowed text. Linear in its length.
///
/// `delete_space` is the `DelSp` parameter: the blank at the end of a flowed line is then only the sign that it is
/// flowed, not part of the text (RFC 3676, section 4.1). Lines may end in LF or CRLF; the result has LF.
pub fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The depth of the paragraph that is still open: its last line was flowed.
    let mut open: Option<usize> = None;
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        let (depth, line) = unquoted(line.strip_suffix('\r').unwrap_or(line));
        let line = line.strip_prefix(' ').unwrap_or(line);
        // A signature separator is never flowed and ends what was (section 4.3).
        let is_signature = line == "-- ";
        // Only lines of the same depth belong together; others were flowed by mistake (section 4.5).
        let continues = open == Some(depth) && !is_signature;
        if open.is_some() && !continues {
            out.push('\n');
        }
        if !continues {
            begin(&mut out, depth, line.is_empty());
        }
        let is_flowed = line.ends_with(' ') && !is_signature;
        out.push_str(if is_flowed && delete_space { &line[..line.len() - 1] } else { line });
        open = is_flowed.then_some(depth);
        if !is_flowed {
            out.push('\n');
        }
    }
    if open.is_some() {
        out.push('\n');
    }
    out
}

/// Counts and takes off the quote marks. In flowed text no blank stands between them (section 4.5).
fn unquoted(line: &str) -> (usize, &str) {
    let text = line.trim_start_matches('>');
    (line.len() - text.len(), text)
}

fn begin(out: &mut String, depth: usize, is_blank: bool) {
    out.extend(std::iter::repeat_n('>', depth));
    if depth > 0 && !is_blank {
        out.push(' ');
    }
}

/// Lines however they end, without control characters other than the tab.
fn lines(text: &str) -> impl Iterator<Item = String> {
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
        .map(|line| line.chars().filter(|c| *c == '\t' || !c.is_control()).collect())
}

/// How many `>` a line begins with, and what follows without the space that sets it apart.
fn quote_depth(line: &str) -> (usize, &str) {
    let (depth, content) = unquoted(line);
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
    fn paragraphs_are_joined_and_fixed_lines_stay() {
        let text = "This is a long \r\nparagraph that \r\nflows.\r\n\r\nfixed\r\nlines\r\n";
        assert_eq!(unflow(text, false), "This is a long paragraph that flows.\n\nfixed\nlines\n");
    }

    #[test]
    fn the_blank_goes_where_delsp_says_so() {
        assert_eq!(unflow("日本 \n語 \nです\n", true), "日本語です\n");
        assert_eq!(unflow("two \nwords\n", false), "two words\n");
    }

    #[test]
    fn quotes_are_joined_at_their_own_depth_only() {
        let text = ">> Would you \n>> like tea?\n> Yes \n> please.\n>flowed by mistake \nMine.\n";
        assert_eq!(unflow(text, false), ">> Would you like tea?\n> Yes please.\n> flowed by mistake \nMine.\n");
    }

    #[test]
    fn stuffed_blanks_go() {
        assert_eq!(unflow(" From here\n  indented\n >not a quote\n", false), "From here\n indented\n>not a quote\n");
    }

    #[test]
    fn a_signature_is_not_flowed() {
        assert_eq!(unflow("Bye \n-- \nBob\nBoss\n", false), "Bye \n-- \nBob\nBoss\n");
        assert_eq!(unflow("> Bye\n> -- \n> Bob\n", false), "> Bye\n> -- \n> Bob\n");
    }

    #[test]
    fn an_open_end_is_closed() {
        assert_eq!(unflow("open ", false), "open \n");
        assert_eq!(unflow("", false), "\n");
    }

    #[test]
    fn hostile_text_is_no_trouble() {
        for text in
            ["x \n".repeat(1_000_000), ">".repeat(3_000_000), "> \n>> \n".repeat(400_000), " ".repeat(3_000_000)]
        {
            assert!(unflow(&text, true).len() <= 3 * text.len() + 2);
        }
    }

    #[test]
    fn a_long_line_flows_and_a_quote_stays_one() {
        let long = "word ".repeat(30);
        let flowed = flow(&format!("{long}end\n> {long}end\n-- \nAlice"));
        assert!(flowed.lines().all(|line| line.len() <= 78), "{flowed}");
        assert!(flowed.contains("\r\n> word"));
        assert!(flowed.ends_with("\r\n-- \r\nAlice\r\n"));
        assert_eq!(unflow(&flowed, false), format!("{long}end\n> {long}end\n-- \nAlice\n"));
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
        text.split('\n').map(line).collect()
    }

    proptest! {
        #[test]
        fn text_survives(lines in proptest::collection::vec("(>{0,3} ?)?([a-z\u{e4}>-]{0,12} {0,3}){0,30}", 0..6)) {
            let text = lines.join("\n");
            prop_assert_eq!(unflow(&flow(&text), false), normal(&text));
        }

        #[test]
        fn no_control_character_gets_through(text in ".*") {
            prop_assert!(flow(&text).replace("\r\n", "").chars().all(|c| c == '\t' || !c.is_control()));
        }
    }
}
