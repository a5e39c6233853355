//! The words of an HTML mail: for replies to, and previews of, mail that has no text of its own. The result is text and
//! nothing else, so the HTML need not be sanitised.
//!
//! A reader of tokens, not of a tree: it is linear, keeps no more than the nesting of quotes and lists, and forgives
//! everything. Not a renderer: tables come out cell by cell.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Text beyond this many bytes is left out.
const MAX_TEXT: usize = 1024 * 1024;
/// Quotes and lists nested deeper than this are written as if they were not.
const MAX_NESTING: usize = 32;

/// Elements whose content nobody reads, and how the tokenizer is to take it (HTML, section 13.2.6.4).
const UNREAD: [(&str, RawKind); 8] = [
    ("style", RawKind::Rawtext),
    ("script", RawKind::Rawtext),
    ("xmp", RawKind::Rawtext),
    ("iframe", RawKind::Rawtext),
    ("noembed", RawKind::Rawtext),
    ("noframes", RawKind::Rawtext),
    ("title", RawKind::Rcdata),
    ("textarea", RawKind::Rcdata),
];

/// Turns HTML into plain text: paragraphs parted by an empty line,
/// `<blockquote>` as `> `, list items as `- ` or `1. `, a link as its text and, where that does not say it, its target
/// in angle brackets. At most 1 MiB.
pub fn to_text(html: &str) -> String {
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    // The sink never asks for a script to be run or an encoding to be changed.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Writer>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut writer = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                let unread = UNREAD.iter().find(|(name, _)| *name == &*tag.name);
                match (unread, tag.kind) {
                    (Some((_, kind)), TagKind::StartTag) => {
                        writer.is_unread = true;
                        return TokenSinkResult::RawData(*kind);
                    }
                    (Some(_), TagKind::EndTag) => writer.is_unread = false,
                    (None, TagKind::StartTag) => writer.start(&tag),
                    (None, TagKind::EndTag) => writer.end(&tag.name),
                }
            }
            Token::CharacterTokens(text) => writer.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The line being written.
    line: String,
    /// Line ends due before the next word: 1 for a new line, 2 for a new paragraph.
    breaks: usize,
    /// Whether a blank is due before the next word.
    space: bool,
    quotes: usize,
    /// The lowest nesting since the last line: that of the empty lines to come.
    lowest: usize,
    lists: Vec<List>,
    preformatted: usize,
    /// The target of the open link, and its text so far.
    link: Option<(String, String)>,
    is_unread: bool,
}

struct List {
    /// The number of the next item, in ordered lists.
    next: Option<usize>,
}

impl Writer {
    fn start(&mut self, tag: &Tag) {
        match &*tag.name {
            "br" => self.break_line(),
            "hr" => {
                self.need(2);
                self.word("----------");
                self.need(2);
            }
            "blockquote" => {
                self.need(2);
                self.flush();
                self.quotes = (self.quotes + 1).min(MAX_NESTING);
            }
            "pre" => {
                self.need(2);
                self.preformatted += 1;
            }
            "ul" | "menu" | "dir" => self.open_list(None),
            "ol" => self.open_list(Some(attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1))),
            "li" => self.item(),
            "a" => {
                self.end_link();
                self.link = attribute(tag, "href").map(|target| (target, String::new()));
            }
            "img" => {
                if let Some(words) = attribute(tag, "alt").filter(|words| !words.trim().is_empty()) {
                    self.text(&words);
                }
            }
            "td" | "th" => self.space = true,
            name => self.need(breaks(name)),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "a" => self.end_link(),
            "blockquote" => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
                self.lowest = self.lowest.min(self.quotes);
                self.need(2);
            }
            "pre" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.need(2);
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.lists.pop();
                self.need(if self.lists.is_empty() { 2 } else { 1 });
            }
            _ => self.need(breaks(name)),
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_unread || self.out.len() + self.line.len() + text.len() > MAX_TEXT {
            return;
        }
        if self.preformatted > 0 {
            return self.verbatim(text);
        }
        self.space |= text.starts_with(is_space);
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            self.word(word);
            self.space = true;
        }
        if !text.ends_with(is_space) && !text.trim_matches(is_space).is_empty() {
            self.space = false;
        }
    }

    fn verbatim(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.break_line();
            }
            if !line.is_empty() {
                self.settle();
                self.line.push_str(line);
            }
        }
    }

    fn word(&mut self, word: &str) {
        self.settle();
        if self.space && !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
        self.space = false;
        self.line.push_str(word);
        if let Some((_, text)) = &mut self.link {
            text.push_str(word);
        }
    }

    fn end_link(&mut self) {
        let Some((target, text)) = self.link.take() else { return };
        let shown = target.strip_prefix("mailto:").unwrap_or(&target);
        let says_it = |shown: &str| shown.trim_end_matches('/').ends_with(text.trim_end_matches('/'));
        if !text.is_empty() && !target.starts_with('#') && !says_it(shown) && target.len() <= 500 {
            self.space = true;
            self.word(&format!("<{shown}>"));
        }
    }

    fn open_list(&mut self, next: Option<usize>) {
        self.need(if self.lists.is_empty() { 2 } else { 1 });
        if self.lists.len() < MAX_NESTING {
            self.lists.push(List { next });
        }
    }

    fn item(&mut self) {
        self.need(1);
        let depth = self.lists.len().saturating_sub(1);
        let mark = match self.lists.last_mut().and_then(|list| list.next.as_mut()) {
            Some(number) => {
                *number = number.saturating_add(1);
                format!("{}. ", *number - 1)
            }
            None => "- ".to_owned(),
        };
        self.settle();
        self.line = format!("{}{mark}", "  ".repeat(depth));
    }

    /// At least this many line ends come before the next word.
    fn need(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
        if breaks > 0 {
            self.space = false;
        }
    }

    /// One line end more, whatever came before.
    fn break_line(&mut self) {
        if self.breaks > 0 || self.line.is_empty() {
            self.breaks = (self.breaks + 1).min(3);
        } else {
            self.breaks = 1;
        }
        self.space = false;
    }

    /// Writes the line ends that are due.
    fn settle(&mut self) {
        if self.breaks == 0 {
            return;
        }
        self.flush();
        if !self.out.is_empty() {
            for _ in 1..self.breaks {
                self.out.push_str("> ".repeat(self.lowest).trim_end());
                self.out.push('\n');
            }
        }
        self.lowest = self.quotes;
        self.breaks = 0;
    }

    /// Ends the line that was begun, if one was.
    fn flush(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let line = std::mem::take(&mut self.line);
        self.out.push_str(&"> ".repeat(self.quotes));
        self.out.push_str(line.trim_end());
        self.out.push('\n');
        self.lowest = self.quotes;
    }

    fn finish(mut self) -> String {
        self.end_link();
        self.flush();
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        self.out
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| attribute.value.to_string())
}

/// Blanks that HTML folds into one; not the no-break space.
fn is_space(character: char) -> bool {
    character.is_ascii_whitespace()
}

/// Line ends around an element: two around a paragraph, one around a block, none around words.
fn breaks(tag: &str) -> usize {
    match tag {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dl" | "table" => 2,
        "div" | "address" | "article" | "aside" | "center" | "details" | "dd" | "dt" | "figcaption" | "figure"
        | "footer" | "header" | "hgroup" | "main" | "nav" | "section" | "summary" | "tr" | "caption" | "body" => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_breaks_and_blanks_read_as_on_the_page() {
        let html =
            "<div>Hello\n   <b>dear</b>  reader,</div><p>first<br>second<br><br>third</p><p>end&nbsp;&amp; out</p>";
        assert_eq!(to_text(html), "Hello dear reader,\n\nfirst\nsecond\n\nthird\n\nend\u{a0}& out");
        assert_eq!(to_text("wor<b>ld</b>wide, <i>x</i>."), "worldwide, x.");
    }

    #[test]
    fn quotes_are_marked_as_in_plain_mail() {
        let html = "<p>Yes.</p><blockquote><p>Really?</p><blockquote>No.</blockquote><p>Hm.</p></blockquote><p>Bye</p>";
        assert_eq!(to_text(html), "Yes.\n\n> Really?\n>\n> > No.\n>\n> Hm.\n\nBye");
    }

    #[test]
    fn lists_are_numbered_and_indented() {
        let html = "<ol start=3><li>three<li>four<ul><li>a</li></ul></ol>after<ul><li>x</ul>";
        assert_eq!(to_text(html), "3. three\n4. four\n  - a\n\nafter\n\n- x");
    }

    #[test]
    fn links_say_where_they_lead_unless_their_text_does() {
        let html = "<a href='https://example.org/sale'>Sale</a> <a href='https://example.org/'>https://example.org</a> \
            <a href='mailto:bob@example.org'>bob@example.org</a> <a href='#m-top'>up</a>";
        assert_eq!(to_text(html), "Sale <https://example.org/sale> https://example.org bob@example.org up");
    }

    #[test]
    fn tables_code_and_pictures_keep_their_words() {
        let html = "<style>p{color:red}</style><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>\
            <pre>if x:\n    y</pre><img alt='A cat'>";
        assert_eq!(to_text(html), "a b\nc\n\nif x:\n    y\n\nA cat");
    }

    #[test]
    fn a_whole_document_gives_its_body_only() {
        let document = super::super::sanitise("<title>no</title><p>Hello", &super::super::Options::default());
        assert_eq!(to_text(&document.html), "Hello");
    }

    #[test]
    fn what_nobody_reads_is_no_text() {
        let html =
            "<title>t</title><style>p{}</style><script>if (a < b) { alert('<p>x') }</script><p>Dear <b>Alice</b></p>";
        assert_eq!(to_text(html).trim(), "Dear Alice");
    }
}
