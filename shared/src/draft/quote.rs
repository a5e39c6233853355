//! How the original stands in an answer (quoted, RFC 3676, section 4.5) and in a forward (whole).

/// The text of an answer: room to write, who wrote when, and the original quoted.
///
/// `attribution` is the finished line in the person's language: `On 23 November, Carol wrote:`.
pub fn answer(text: &str, attribution: &str) -> String {
    format!("\n\n{}\n{}", one_line(attribution), quoted(without_signature(text)))
}

/// Each line behind `> `; what is quoted already gets one more `>` and no second space.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + text.len() / 16 + 2);
    for line in text.trim_end().lines() {
        quoted.push_str(match line.chars().next() {
            None | Some('>') => ">",
            Some(_) => "> ",
        });
        quoted.push_str(line);
        quoted.push('\n');
    }
    quoted
}

/// A forward's words in the person's language, dates formatted.
#[derive(Debug, Clone, Copy)]
pub struct ForwardWords<'a> {
    /// `---------- Forwarded message ----------`
    pub heading: &'a str,
    /// `From`
    pub from: &'a str,
    /// `Date`
    pub date: &'a str,
    /// `Subject`
    pub subject: &'a str,
    /// `To`
    pub to: &'a str,
    /// `Cc`
    pub cc: &'a str,
    /// When the original was sent, as the person reads dates.
    pub sent_at: &'a str,
}

/// The text of a forward: room to write, a block of headers, and the original as it is.
pub fn forwarded(text: &str, email: &crate::email::Email, words: &ForwardWords) -> String {
    let people = |people: &[crate::address::EmailAddress]| {
        people.iter().map(super::recipients::format).collect::<Vec<_>>().join(", ")
    };
    let lines = [
        (words.from, people(&email.from)),
        (words.date, words.sent_at.to_owned()),
        (words.subject, email.subject.clone().unwrap_or_default()),
        (words.to, people(&email.to)),
        (words.cc, people(&email.cc)),
    ];
    let block: Vec<String> = lines
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}: {}", one_line(value)))
        .collect();
    format!("\n\n{}\n{}\n\n{text}", words.heading, block.join("\n"))
}

/// The text before its signature: a line of exactly `-- ` (RFC 3676, section 4.3) begins what nobody quotes.
fn without_signature(text: &str) -> &str {
    if text.starts_with("-- \n") {
        return "";
    }
    text.find("\n-- \n").map_or(text, |end| &text[..end])
}

/// Headers of hostile mail may hold line ends that would look like lines of the block.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_of_a_quote_has_two_marks() {
        assert_eq!(quoted("Yes.\n\n> Lunch?\n>> Hm.\n"), "> Yes.\n>\n>> Lunch?\n>>> Hm.\n");
    }

    #[test]
    fn an_answer_leaves_room_says_who_wrote_and_drops_the_signature() {
        let text = "Lunch at noon?\n-- \nCarol\nHead of lunch";
        assert_eq!(answer(text, "On Monday, Carol\r\nwrote:"), "\n\nOn Monday, Carol wrote:\n> Lunch at noon?\n");
        assert_eq!(answer("-- \nCarol", "Carol wrote:"), "\n\nCarol wrote:\n");
    }
}
