//! Subjects of replies and forwards: one prefix, however often a message has gone to and fro.

/// Prefixes that mean "answer", their ASCII letters in lower case, as mail programs of several languages write them.
const REPLY: &[&str] = &[
    "re", "aw", "sv", "vs", "antw", "odp", "ynt", "rif", "res", "r\u{e9}p", "r\u{c9}p", "回复", "答复", "回覆", "返信",
];

/// Prefixes that mean "passed on", in lower case.
const FORWARD: &[&str] =
    &["fwd", "fw", "wg", "tr", "vb", "doorst", "enc", "pd", "rv", "vl", "转发", "轉寄", "轉發", "転送"];

/// The subject of an answer: `Re: ` and the subject without the answers' prefixes that it had.
pub fn reply(subject: &str) -> String {
    prefixed("Re", without(subject, REPLY))
}

/// The subject of a forward: `Fwd: ` and the subject without the forwards' prefixes that it had.
pub fn forward(subject: &str) -> String {
    prefixed("Fwd", without(subject, FORWARD))
}

fn prefixed(prefix: &str, subject: &str) -> String {
    if subject.is_empty() { format!("{prefix}:") } else { format!("{prefix}: {subject}") }
}

fn without<'a>(subject: &'a str, prefixes: &[&str]) -> &'a str {
    let mut rest = subject.trim();
    while let Some(shorter) = strip_prefix(rest, prefixes) {
        rest = shorter;
    }
    rest
}

/// Strips one prefix with its colon: `Re: `, `RE[2]:`, `Re^3:`, `Re (2):`, `回复：`.
fn strip_prefix<'a>(subject: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    let (head, rest) = subject.split_once([':', '：'])?;
    let word = without_count(head.trim());
    // A subject whose first word happens to be long is no prefix: spare the allocation.
    let is_prefix = word.len() <= 16 && prefixes.contains(&word.to_ascii_lowercase().as_str());
    is_prefix.then(|| rest.trim_start())
}

/// `RE[2]`, `RE(2)` and `Re^2` without the count.
fn without_count(head: &str) -> &str {
    let bare = head.strip_suffix([']', ')']).unwrap_or(head);
    let digits_end = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let counted = digits_end.len() < bare.len() && digits_end.ends_with(['[', '(', '^']);
    if counted { digits_end.trim_end_matches(['[', '(', '^']).trim_end() } else { head }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_has_one_prefix_however_long_it_is() {
        for subject in [
            "Lunch",
            "Re: Lunch",
            "RE: re: Lunch",
            "AW: Lunch",
            "Re: SV: Lunch",
            "RE[2]: Lunch",
            "Re^3: Lunch",
            "Re (4): Lunch",
            "回复：Lunch",
        ] {
            assert_eq!(reply(subject), "Re: Lunch", "{subject}");
        }
    }

    #[test]
    fn an_answer_to_a_forward_says_both() {
        assert_eq!(reply("Fwd: Lunch"), "Re: Fwd: Lunch");
        assert_eq!(forward("Re: Lunch"), "Fwd: Re: Lunch");
        assert_eq!(forward("WG: Fwd: Lunch"), "Fwd: Lunch");
    }

    #[test]
    fn words_before_a_colon_are_no_prefix() {
        assert_eq!(reply("Reply: please"), "Re: Reply: please");
        assert_eq!(reply("Today [2]: lunch"), "Re: Today [2]: lunch");
        assert_eq!(reply(""), "Re:");
        assert_eq!(reply("Re:"), "Re:");
    }
}
