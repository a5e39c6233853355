//! The pre-pass: bounds what a tree builder will be given, and takes the style blocks aside.
//!
//! html5ever's tokenizer reads the mail; listed tags and text are written out again, the rest is left out; a
//! [`Census`] says when a further tag would make the tree too deep or too large. What comes out holds no
//! raw text and no foreign content, so that it can be parsed in one way only. It is not sanitised yet.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::{Attribute, local_name};

use super::census::{Census, Element};
use super::names::escape;
use super::policy;

/// HTML beyond this many bytes is cut off.
pub(super) const MAX_INPUT: usize = 1024 * 1024;
/// Style blocks beyond this many bytes together are left out.
const MAX_STYLE: usize = 256 * 1024;
/// A tag may carry this many attributes.
const MAX_ATTRIBUTES: usize = 64;
/// An attribute's value may have this many bytes, unless it is a URL, a style or an inline picture.
const MAX_ATTRIBUTE: usize = 1024;
/// A URL may have this many bytes.
const MAX_URL: usize = 8 * 1024;
/// A `style` attribute may have this many bytes.
const MAX_STYLE_ATTRIBUTE: usize = 64 * 1024;
/// A run of text is parted after this many bytes: html5ever's serialiser (0.40, `write_escaped`) looks through the
/// rest of the run for each character that it escapes.
const MAX_RUN: usize = 1024;
/// Open and active elements together.
const MAX_DEPTH: usize = 256;
/// Formatting elements, each counted where it is open and where it is active: 16 nested ones.
const MAX_FORMATTING: usize = 32;
/// Elements in the tree, those included that the parser makes by itself.
const MAX_ELEMENTS: usize = 100_000;
/// Bytes in attributes of the tree, copies included that the parser makes by itself.
const MAX_ATTRIBUTE_BYTES: usize = 2 * MAX_INPUT;
/// Characters that may part attributes inside one tag. The tokenizer compares each attribute with all before it.
const MAX_SEPARATORS: usize = 20_000;
/// How many bytes the tokenizer gets at once, between looks at how it fares.
const SLICE: usize = 8 * 1024;

/// A mail's HTML, bounded.
#[derive(Debug, Default)]
pub(super) struct Capped {
    /// Listed tags with their attributes, and text.
    pub(super) markup: String,
    /// The contents of the style blocks, one after another.
    pub(super) css: String,
    /// The attributes of `<body>`, unfiltered.
    pub(super) body: Vec<(String, String)>,
    /// Whether a `<meta>` says that the mail knows dark themes.
    pub(super) knows_dark: bool,
    /// Whether the end was cut off.
    pub(super) is_cut: bool,
    /// Whether tags were left out because the mail is too deep or too large.
    pub(super) is_flattened: bool,
}

/// Bounds a mail's HTML.
pub(super) fn cap(html: &str) -> Capped {
    let head = &html[..html.floor_char_boundary(MAX_INPUT)];
    let tokenizer = Tokenizer::new(Pass::new(), TokenizerOpts::default());
    let is_whole = feed(&tokenizer, head);
    tokenizer.end();
    let mut capped = tokenizer.sink.state.into_inner().capped;
    capped.is_cut = !is_whole || head.len() < html.len();
    capped
}

/// Feeds the tokenizer in slices; false when one tag has so many attributes that reading on would cost too much.
fn feed(tokenizer: &Tokenizer<Pass>, mut html: &str) -> bool {
    let queue = BufferQueue::default();
    let (mut separators, mut seen) = (0, 0);
    while !html.is_empty() {
        let (slice, rest) = html.split_at(html.floor_char_boundary(SLICE));
        queue.push_back(StrTendril::from(slice));
        // The sink never asks for a script to be run or an encoding to be changed.
        let _ = tokenizer.feed(&queue);
        separators += slice.bytes().filter(|byte| is_separator(*byte)).count();
        let tokens = tokenizer.sink.state.borrow().tokens;
        if tokens != seen {
            (separators, seen) = (0, tokens);
        } else if separators > MAX_SEPARATORS {
            return false;
        }
        html = rest;
    }
    true
}

fn is_separator(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'')
}

/// What the tokenizer hands its tokens to.
struct Pass {
    census: Census,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    capped: Capped,
    /// Tags and runs of text so far.
    tokens: usize,
    /// Bytes of text since the last tag.
    run: usize,
    /// Set between the tags of an element whose content is raw text.
    raw: Option<Raw>,
    is_full: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Raw {
    Dropped,
    Style,
}

impl TokenSink for Pass {
    type Handle = Element;

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<Element> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                state.tokens += 1;
                match tag.kind {
                    TagKind::StartTag => return self.start(&mut state, tag),
                    TagKind::EndTag => self.end_tag(&mut state, tag),
                }
            }
            Token::CharacterTokens(text) => {
                state.tokens += 1;
                self.text(&mut state, text);
            }
            // Comments, doctypes and NUL have no meaning in a mail; conditional comments are for Outlook only.
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Pass {
    fn new() -> Self {
        Self { census: Census::new(), state: RefCell::default() }
    }

    fn start(&self, state: &mut State, mut tag: Tag) -> TokenSinkResult<Element> {
        match &*tag.name {
            "style" => return state.raw_text(style_kind(&tag), RawKind::Rawtext),
            "script" => return state.raw_text(Raw::Dropped, RawKind::ScriptData),
            "title" | "textarea" => return state.raw_text(Raw::Dropped, RawKind::Rcdata),
            "xmp" | "iframe" | "noembed" | "noframes" => return state.raw_text(Raw::Dropped, RawKind::Rawtext),
            "plaintext" => {
                state.raw = Some(Raw::Dropped);
                return TokenSinkResult::Plaintext;
            }
            "body" | "html" => state.remember_body(&tag),
            "meta" => state.capped.knows_dark |= knows_dark(&tag),
            name if policy::allows(name) => {
                tag.attrs.retain(is_bearable);
                tag.attrs.truncate(MAX_ATTRIBUTES);
                name_as_id(&mut tag);
                if self.has_room(&tag) {
                    state.write_start(&tag);
                    self.census.see(Token::TagToken(tag));
                } else {
                    state.capped.is_flattened = true;
                    state.is_full |= self.is_full();
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    /// Closes raw text, or passes the end tag on: the tree builder knows best what it closes. When the tree is full
    /// end tags are left out too, since `</p>` may make an element.
    fn end_tag(&self, state: &mut State, tag: Tag) {
        if state.raw.take().is_some() || state.is_full || !policy::allows(&tag.name) {
            return;
        }
        state.run = 0;
        let markup = &mut state.capped.markup;
        markup.push_str("</");
        markup.push_str(&tag.name);
        markup.push('>');
        self.census.see(Token::TagToken(tag));
    }

    fn text(&self, state: &mut State, text: StrTendril) {
        match state.raw {
            Some(Raw::Dropped) => {}
            Some(Raw::Style) if state.capped.css.len() + text.len() > MAX_STYLE => state.capped.is_cut = true,
            Some(Raw::Style) => state.capped.css.push_str(&text),
            None => {
                state.write_text(&text);
                self.census.see(Token::CharacterTokens(text));
            }
        }
    }

    fn has_room(&self, tag: &Tag) -> bool {
        if self.is_full() {
            return false;
        }
        let standing = self.census.standing();
        let may_nest = policy::is_void(&tag.name) || standing.depth < MAX_DEPTH;
        may_nest && (!policy::is_formatting(&tag.name) || standing.formatting < MAX_FORMATTING)
    }

    fn is_full(&self) -> bool {
        self.census.elements() >= MAX_ELEMENTS || self.census.attribute_bytes() >= MAX_ATTRIBUTE_BYTES
    }
}

impl State {
    fn raw_text(&mut self, raw: Raw, kind: RawKind) -> TokenSinkResult<Element> {
        if raw == Raw::Style {
            // Blocks are read as one sheet: a rule left open in one must not swallow the next.
            self.capped.css.push('\n');
        }
        self.raw = Some(raw);
        TokenSinkResult::RawData(kind)
    }

    /// The parser merges further `<body>` tags into the first: what is set first counts.
    fn remember_body(&mut self, tag: &Tag) {
        for attribute in tag.attrs.iter().filter(|attribute| is_bearable(attribute)).take(MAX_ATTRIBUTES) {
            let name = attribute.name.local.to_string();
            let is_new = self.capped.body.iter().all(|(known, _)| *known != name);
            if is_new && policy::BODY_ATTRIBUTES.contains(&&*name) {
                self.capped.body.push((name, attribute.value.to_string()));
            }
        }
    }

    /// Writes text, parted into runs by comments. Ammonia takes the comments out again and leaves the runs apart.
    fn write_text(&mut self, mut text: &str) {
        while !text.is_empty() {
            if self.run >= MAX_RUN {
                self.capped.markup.push_str("<!---->");
                self.run = 0;
            }
            let fits = text.ceil_char_boundary(MAX_RUN - self.run);
            let (run, rest) = text.split_at(fits);
            escape(run, &mut self.capped.markup);
            self.run += run.len();
            text = rest;
        }
    }

    fn write_start(&mut self, tag: &Tag) {
        self.run = 0;
        let markup = &mut self.capped.markup;
        markup.push('<');
        markup.push_str(&tag.name);
        for attribute in &tag.attrs {
            markup.push(' ');
            markup.push_str(&attribute.name.local);
            markup.push_str("=\"");
            escape(&attribute.value, markup);
            markup.push('"');
        }
        markup.push('>');
    }
}

/// Whether an attribute is worth looking at: a plain name, and a value that is not huge. Only styles and inline
/// pictures are large in earnest.
fn is_bearable(attribute: &Attribute) -> bool {
    let (name, value) = (&*attribute.name.local, &*attribute.value);
    let is_plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let limit = match name {
        "style" => MAX_STYLE_ATTRIBUTE,
        "src" if value.trim_start().starts_with("data:image/") => MAX_INPUT,
        "href" | "src" | "background" => MAX_URL,
        _ => MAX_ATTRIBUTE,
    };
    is_plain && value.len() <= limit
}

/// `<a name=x>` is how old mail says `<a id=x>`: the place that `#x` leads to.
fn name_as_id(tag: &mut Tag) {
    let has = |wanted: &str| tag.attrs.iter().position(|attribute| &*attribute.name.local == wanted);
    if let (true, Some(name), None) = (&*tag.name == "a", has("name"), has("id")) {
        tag.attrs[name].name.local = local_name!("id");
    }
}

/// `<meta name="color-scheme" content="light dark">`, or by the name that was used before it was a standard.
fn knows_dark(tag: &Tag) -> bool {
    let value = |name: &str| tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|a| &*a.value);
    let names = ["color-scheme", "supported-color-schemes"];
    let is_about_themes =
        value("name").is_some_and(|name| names.iter().any(|known| name.trim().eq_ignore_ascii_case(known)));
    is_about_themes && value("content").is_some_and(|schemes| schemes.to_ascii_lowercase().contains("dark"))
}

/// A style block counts when it is CSS for screens.
fn style_kind(tag: &Tag) -> Raw {
    let value = |name: &str| tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|a| &*a.value);
    let is_css = value("type").is_none_or(|kind| kind.is_empty() || kind.eq_ignore_ascii_case("text/css"));
    let is_for_screens = value("media").is_none_or(|media| {
        let media = media.trim().to_ascii_lowercase();
        matches!(&*media, "" | "all" | "screen" | "only screen" | "screen,print" | "screen, print")
    });
    if is_css && is_for_screens { Raw::Style } else { Raw::Dropped }
}
