//! Plain text of a mail, taken apart for display: blocks of quoted and own lines, and the links in them.
//!
//! The result is a model, never HTML: the client makes elements and text nodes of it, so that nothing that a sender
//! writes can become markup. Not here: charsets and `format=flowed`, which the relay undoes. Pure, and linear in the
//! length of the text, whatever the text.

use crate::host;

/// Links in one text; further ones stay text.
const MAX_LINKS: usize = 2_000;
/// Deeper quotes count as this deep, so that nobody nests elements without end.
pub const MAX_DEPTH: usize = 32;
/// A longer link stays text.
const MAX_LINK: usize = 2_048;

/// Neighbouring lines of the same quote depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// How often the lines are quoted: 0 is the author's own text. At most [`MAX_DEPTH`].
    pub depth: usize,
    /// Whether this is the author's signature: what follows a line `-- ` (RFC 3676, section 4.3), that line included.
    pub is_signature: bool,
    /// The lines, without quote marks and line ends.
    pub lines: Vec<Vec<Inline>>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text as it stands, but for characters that force letters into the other direction (U+202D, U+202E), by which one
    /// thing is written and another seen: U+FFFD stands for them. It may hold others that change the direction of
    /// writing: show each line in an element of its own with `dir="auto"`, which keeps them from reaching the next.
    Text(String),
    /// A link.
    Link {
        /// Where it leads: `http:`, `https:` or `mailto:`, never anything else.
        href: String,
        /// The same as written in the text.
        text: String,
        /// The host in ASCII, where it has other letters (`xn--pple-43d.com`): they could be taken for Latin ones, so show it
        /// beside the text.
        host: Option<String>,
    },
}

/// Takes a text apart. Lines may end in LF or CRLF.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut links_left = MAX_LINKS;
    let mut is_signature = false;
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        let (depth, line) = unquoted(line.strip_suffix('\r').unwrap_or(line));
        // A quote below a signature is the mail that was answered.
        is_signature = depth == 0 && (is_signature || line == "-- ");
        let line = inlines(line, &mut links_left);
        match blocks.last_mut() {
            Some(block) if block.depth == depth && block.is_signature == is_signature => block.lines.push(line),
            _ => blocks.push(Block { depth, is_signature, lines: vec![line] }),
        }
    }
    blocks
}

/// Counts and takes off the quote marks, each of which one blank may follow: `> > text`, `>> text`.
fn unquoted(line: &str) -> (usize, &str) {
    let (mut depth, mut rest) = (0, line);
    while let Some(inner) = rest.strip_prefix('>') {
        depth += 1;
        rest = match inner.strip_prefix(' ') {
            Some(text) => text,
            None => inner,
        };
    }
    (depth.min(MAX_DEPTH), rest)
}

/// Finds the links in a line. Each word is looked at once, from its first sign of a link to its end.
fn inlines(line: &str, links_left: &mut usize) -> Vec<Inline> {
    let mut pieces = Vec::new();
    let mut text_from = 0;
    let mut at = 0;
    while at < line.len() && *links_left > 0 {
        let word_length = line[at..].find(ends_word).unwrap_or(line.len() - at);
        let word = &line[at..at + word_length];
        if let Some((start, end, href)) = link_in(word) {
            push_text(&mut pieces, &line[text_from..at + start]);
            let host = host_in_ascii(&href);
            pieces.push(Inline::Link { href, text: word[start..end].to_owned(), host });
            text_from = at + end;
            *links_left -= 1;
        }
        at += word_length;
        at += line[at..].chars().next().map_or(0, char::len_utf8);
    }
    push_text(&mut pieces, &line[text_from..]);
    pieces
}

fn push_text(pieces: &mut Vec<Inline>, text: &str) {
    if !text.is_empty() {
        pieces.push(Inline::Text(text.replace(['\u{202d}', '\u{202e}'], "\u{fffd}")));
    }
}

/// The ASCII spelling of a link's host that is written otherwise: a name of foreign letters may look like one of Latin
/// ones. Which of them do is not decided here, since that takes tables (`host::is_deceptive`) that the client has no room for.
fn host_in_ascii(href: &str) -> Option<String> {
    let rest = href.split_once("://").map(|(_, rest)| rest).or_else(|| href.strip_prefix("mailto:"))?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_ascii()).then(|| host::ascii(host)).flatten()
}

/// Whether no link goes on over this character: blanks, brackets and quotes that enclose links, controls, and
/// everything invisible or that turns the direction of writing, which could make a link look like another.
fn ends_word(character: char) -> bool {
    let is_deceptive = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    character.is_whitespace() || character.is_control() || is_deceptive || matches!(character, '<' | '>' | '"' | '`')
}

/// The first link in a word: where it begins and ends, and its target.
fn link_in(word: &str) -> Option<(usize, usize, String)> {
    if word.len() < 4 || word.len() > MAX_LINK {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let url = ["http://", "https://", "mailto:", "www."]
        .iter()
        .filter_map(|prefix| lower.find(prefix).map(|start| (start, *prefix)))
        .min();
    match url {
        Some((start, prefix)) => url_at(word, start, prefix),
        None => address_in(word),
    }
}

fn url_at(word: &str, start: usize, prefix: &str) -> Option<(usize, usize, String)> {
    let is_at_word_start = word[..start].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    let url = without_punctuation(&word[start..]);
    let rest = url.get(prefix.len()..)?;
    let href = match prefix {
        "www." if !rest.contains('.') => return None,
        "www." => format!("https://{url}"),
        // The scheme in lower case: what is compared with a list elsewhere is not to depend on the sender.
        _ => format!("{prefix}{rest}"),
    };
    let begins_well = rest.chars().next().is_some_and(|first| first.is_alphanumeric() || first == '[');
    (is_at_word_start && begins_well).then(|| (start, start + url.len(), href))
}

/// A bare mail address: one `@` between plain characters, and a domain with a dot.
fn address_in(word: &str) -> Option<(usize, usize, String)> {
    let at = word.find('@')?;
    let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_{|}~.".contains(c);
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    let start = word[..at].char_indices().rev().take_while(|(_, c)| is_local(*c)).last().map_or(at, |(index, _)| index);
    let domain = &word[at + 1..];
    let end = domain.find(|c: char| !is_domain(c)).unwrap_or(domain.len());
    let domain = domain[..end].trim_end_matches(['.', '-']);
    let local = word[start..at].trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let start = at - local.len();
    let has_labels =
        domain.contains('.') && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-'));
    let follows_at = word[at + 1 + end..].starts_with('@');
    if local.is_empty() || !has_labels || follows_at {
        return None;
    }
    let address = &word[start..at + 1 + domain.len()];
    Some((start, start + address.len(), format!("mailto:{}", encoded(address))))
}

/// An address as part of a `mailto:` URL (RFC 6068, section 2): what has a meaning there is percent-encoded.
fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for character in address.chars() {
        match character {
            '%' => out.push_str("%25"),
            '&' => out.push_str("%26"),
            '?' => out.push_str("%3F"),
            '#' => out.push_str("%23"),
            '/' => out.push_str("%2F"),
            '=' => out.push_str("%3D"),
            other => out.push(other),
        }
    }
    out
}

/// Takes off what closes the sentence rather than the link: `.`, `,`, `)` without its `(`, and the like.
fn without_punctuation(url: &str) -> &str {
    let count = |wanted: char| url.chars().filter(|c| *c == wanted).count();
    let mut open_for = [(')', count('('), count(')')), (']', count('['), count(']')), ('}', count('{'), count('}'))];
    let mut rest = url;
    while let Some(last) = rest.chars().next_back() {
        let is_loose_bracket =
            open_for.iter_mut().find(|(bracket, ..)| *bracket == last).is_some_and(|(_, open, closed)| {
                let is_loose = *closed > *open;
                *closed -= 1;
                is_loose
            });
        if !is_loose_bracket
            && !matches!(
                last,
                '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '’' | '”' | '»' | '…' | '。' | '、'
            )
        {
            break;
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The links of a text: `text -> href`.
    fn links(text: &str) -> Vec<(String, String)> {
        let lines = blocks(text).into_iter().flat_map(|block| block.lines);
        lines
            .flatten()
            .filter_map(|piece| match piece {
                Inline::Link { href, text, .. } => Some((text, href)),
                Inline::Text(_) => None,
            })
            .collect()
    }

    /// What a reader sees.
    fn seen(text: &str) -> String {
        let line = |line: &Vec<Inline>| {
            line.iter()
                .map(|piece| match piece {
                    Inline::Text(text) | Inline::Link { text, .. } => text.as_str(),
                })
                .collect::<String>()
        };
        blocks(text).iter().flat_map(|block| block.lines.iter().map(line)).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn assert_links(text: &str, expected: &[(&str, &str)]) {
        let expected: Vec<_> = expected.iter().map(|(text, href)| ((*text).to_owned(), (*href).to_owned())).collect();
        assert_eq!(links(text), expected, "in {text}");
    }

    #[test]
    fn quotes_form_blocks() {
        let blocks = blocks("Hi\r\n> one\n>two\n> > deep\n>> deeper\n\nend\n");
        let shape: Vec<_> = blocks.iter().map(|block| (block.depth, block.lines.len())).collect();
        assert_eq!(shape, [(0, 1), (1, 2), (2, 2), (0, 2)]);
    }

    #[test]
    fn links_end_where_the_sentence_does() {
        assert_links(
            "See https://example.org/a?b=c&d#e.",
            &[("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e")],
        );
        assert_links(
            "(http://example.org/wiki/A_(b)), x",
            &[("http://example.org/wiki/A_(b)", "http://example.org/wiki/A_(b)")],
        );
        assert_links("<HTTP://example.org>", &[("HTTP://example.org", "http://example.org")]);
        assert_links("www.example.org/x, ok", &[("www.example.org/x", "https://www.example.org/x")]);
        assert_links(
            "mailto:bob@example.org?subject=x!",
            &[("mailto:bob@example.org?subject=x", "mailto:bob@example.org?subject=x")],
        );
        assert_links("url=https://example.org", &[("https://example.org", "https://example.org")]);
        assert_links("http:// https://. www. www.x mailto: xhttp://a", &[]);
    }

    #[test]
    fn addresses_are_links_to_write_to() {
        assert_links(
            "Write to bob.o'neil+x@example.org.",
            &[("bob.o'neil+x@example.org", "mailto:bob.o'neil+x@example.org")],
        );
        assert_links("[carol@mail.example.org]", &[("carol@mail.example.org", "mailto:carol@mail.example.org")]);
        assert_links("a&b?c@example.org", &[("a&b?c@example.org", "mailto:a%26b%3Fc@example.org")]);
        assert_links("@bob bob@ bob@host a@@b.c a@b..c a@-b.c", &[]);
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "ftp://example.org",
            "cid:x",
            "[<script>alert(1)</script>]",
        ] {
            assert_links(text, &[]);
        }
        // Markup stays text, and cannot get into a link.
        assert_links("a@a.co?]<img/src=x/onerror=alert(1)>", &[("a@a.co", "mailto:a@a.co")]);
        assert_links("https://x.org/\"onclick=alert(1)", &[("https://x.org/", "https://x.org/")]);
    }

    #[test]
    fn a_link_is_what_it_looks_like() {
        assert_links(
            "https://bank.example\u{202e}moc.live//:sptth",
            &[("https://bank.example", "https://bank.example")],
        );
        assert_links("https://bank.example\u{200b}.evil.example", &[("https://bank.example", "https://bank.example")]);
        assert_links("bob@exa\u{ad}mple.org", &[]);
    }

    #[test]
    fn no_character_is_lost() {
        for text in ["", "x", "  two  blanks ", "é漢🙂 https://example.org/é漢 🙂", "a\tb\u{202e}c", "see:(www.a.b)!"]
        {
            assert_eq!(seen(text), text.replace('\u{202e}', "\u{fffd}"));
        }
    }

    #[test]
    fn a_signature_is_set_apart() {
        let blocks = blocks("Hi\n-- \nBob\nBoss\n> quoted\n> -- \n> Carol\nmore\n");
        let shape: Vec<_> = blocks.iter().map(|block| (block.depth, block.is_signature, block.lines.len())).collect();
        assert_eq!(shape, [(0, false, 1), (0, true, 3), (1, false, 3), (0, false, 1)]);
    }

    #[test]
    fn hosts_of_other_letters_are_told_in_ascii() {
        let hosts = |text: &str| -> Vec<Option<String>> {
            let pieces = blocks(text).into_iter().flat_map(|block| block.lines).flatten();
            pieces.filter_map(|piece| if let Inline::Link { host, .. } = piece { Some(host) } else { None }).collect()
        };
        let apple = Some("xn--pple-43d.com".to_owned());
        assert_eq!(
            hosts("https://\u{430}pple.com/x https://xn--pple-43d.com bob@\u{430}pple.com"),
            [apple.clone(), None, apple]
        );
        assert_eq!(hosts("https://example.org/\u{430}"), [None]);
    }

    // Of anything but linear cost this test would never end.
    #[test]
    fn five_megabytes_on_one_line_are_no_trouble() {
        let n = 5_000_000;
        for text in [
            "x".repeat(n),
            "@".repeat(n),
            "a@".repeat(n / 2),
            "a@b ".repeat(n / 4),
            "(".repeat(n),
            ">".repeat(n),
            "http://".repeat(n / 7),
            "www.".repeat(n / 4),
            "http://a.b) ".repeat(n / 12),
            "https://a.b/".to_owned() + &")".repeat(n),
            "\u{202e}".repeat(n / 3),
            format!("{}@example.org", "a.".repeat(n / 2)),
            "\r".repeat(n),
            "\n".repeat(n),
        ] {
            let blocks = blocks(&text);
            assert!(!blocks.is_empty());
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_out_whole(text in "[a-z@.:/()<> \u{202e}é>\n]{0,80}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            proptest::prop_assert_eq!(letters(&seen(&text)), letters(&text));
            for (_, href) in links(&text) {
                proptest::prop_assert!(["http://", "https://", "mailto:"].iter().any(|scheme| href.starts_with(scheme)));
            }
        }
    }
}
