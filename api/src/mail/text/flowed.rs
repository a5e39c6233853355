//! `text/plain; format=flowed` (RFC 3676): lines that were broken for the wire are joined again.
//!
//! The result is plain text with one line a paragraph, quoted lines marked by `>` as before. Not here: charsets.

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
            begin(&mut out, depth);
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

fn begin(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push('>');
    }
    if depth > 0 {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let start = std::time::Instant::now();
        for text in
            ["x \n".repeat(1_000_000), ">".repeat(3_000_000), "> \n>> \n".repeat(400_000), " ".repeat(3_000_000)]
        {
            assert!(unflow(&text, true).len() <= 3 * text.len() + 2);
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
    }
}
