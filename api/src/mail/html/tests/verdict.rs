//! An independent judge: parses a document as a browser would and looks at every element, attribute and URL in it.
//! Its lists are its own, shorter to read than the sanitiser's, so that a slip there is seen here.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cssparser::{Parser, Token};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, local_name, ns, parse_document};

use super::super::to_text;

/// Asserts that a document holds nothing that runs, submits, navigates or overlays, and loads nothing from elsewhere.
pub(super) fn assert_loads_nothing(document: &str) {
    assert_harmless(document, &["data:image/", "/api/v1/blobs/"]);
}

/// As [`assert_loads_nothing`], but remote pictures are allowed.
pub(super) fn assert_loads_pictures_only(document: &str) {
    assert_harmless(document, &["data:image/", "/api/v1/blobs/", "http://", "https://"]);
}

fn assert_harmless(document: &str, sources: &[&str]) {
    assert!(document.starts_with("<!doctype html>"), "no doctype");
    for (name, attributes) in elements(document) {
        assert_eq!(name.ns, ns!(html), "foreign content in {document}");
        assert!(!FORBIDDEN_TAGS.contains(&&*name.local), "<{}> in {document}", name.local);
        for attribute in &attributes {
            let (key, value) = (&*attribute.name.local, &*attribute.value);
            assert!(!key.starts_with("on") && !FORBIDDEN_ATTRIBUTES.contains(&key), "{key} in {document}");
            match key {
                "src" | "background" => assert_source(value, sources),
                "href" => {
                    let is_link =
                        ["http:", "https:", "mailto:", "tel:", "#m-"].iter().any(|scheme| value.starts_with(scheme));
                    assert!(is_link, "link to {value}");
                }
                "style" => assert_css(value, sources),
                "id" | "class" | "name" if &*name.local != "meta" => {
                    assert!(value.split_ascii_whitespace().all(|word| word.starts_with("m-")), "{key}={value}");
                }
                _ => {}
            }
        }
    }
    // The sheets: everything between the style tags, which can hold no `<`.
    for sheet in document.split("<style>").skip(1).filter_map(|rest| rest.split("</style").next()) {
        assert_css(sheet, sources);
    }
}

fn assert_source(url: &str, sources: &[&str]) {
    assert!(sources.iter().any(|source| url.starts_with(source)), "loads {url}");
    assert!(!url.contains("svg"), "loads {url}");
}

fn assert_css(css: &str, sources: &[&str]) {
    judge_css(&mut Parser::new(css), sources);
    let lower = css.to_ascii_lowercase();
    for word in
        ["position:", "z-index", "behavior", "-moz-binding", "content:", "expression", "@import", "@font-face", "--"]
    {
        assert!(!lower.contains(word), "{word} in {css}");
    }
}

fn judge_css(input: &mut Parser<'_>, sources: &[&str]) {
    while let Ok(token) = input.next().cloned() {
        match token {
            Token::UnquotedUrl(url) => assert_source(&url, sources),
            Token::BadUrl(_) | Token::BadString(_) => panic!("broken CSS"),
            Token::Function(name) => {
                assert!(FUNCTIONS.contains(&&*name), "{name}()");
                let _ = input.parse_nested_block(|input| {
                    if &*name == "url" {
                        assert_source(input.expect_string().expect("url() with a string"), sources);
                    } else {
                        judge_css(input, sources);
                    }
                    Ok::<_, cssparser::ParseError<()>>(())
                });
            }
            Token::CurlyBracketBlock | Token::ParenthesisBlock | Token::SquareBracketBlock => {
                let _ = input.parse_nested_block(|input| {
                    judge_css(input, sources);
                    Ok::<_, cssparser::ParseError<()>>(())
                });
            }
            _ => {}
        }
    }
}

const FUNCTIONS: &[&str] = &[
    "url",
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "calc",
    "min",
    "max",
    "clamp",
    "linear-gradient",
    "radial-gradient",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    // In selectors of our own sheet.
    "where",
    "not",
    "highlight",
];

const FORBIDDEN_TAGS: &[&str] = &[
    "script",
    "svg",
    "math",
    "link",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "video",
    "audio",
    "source",
    "track",
    "picture",
    "form",
    "input",
    "button",
    "select",
    "option",
    "textarea",
    "title",
    "template",
    "noscript",
    "xmp",
    "plaintext",
    "noembed",
    "noframes",
    "portal",
    "dialog",
    "marquee",
    "param",
    "image",
    "comment",
];

const FORBIDDEN_ATTRIBUTES: &[&str] = &[
    "srcset",
    "poster",
    "action",
    "formaction",
    "ping",
    "srcdoc",
    "data",
    "manifest",
    "xlink:href",
    "xmlns",
    "is",
    "slot",
    "dynsrc",
    "lowsrc",
    "longdesc",
    "cite",
    "profile",
    "http-equiv",
    "autofocus",
    "contenteditable",
    "accesskey",
    "tabindex",
    "download",
    "popover",
    "nonce",
    "integrity",
    "imagesrcset",
    "codebase",
    "archive",
];

/// What markup says, whatever its order: each attribute of each kind of element, and the letters of its text.
pub(super) fn substance(markup: &str) -> (BTreeSet<String>, BTreeMap<char, usize>) {
    let attributes = elements(markup)
        .into_iter()
        .flat_map(|(name, attributes)| attributes.into_iter().map(move |a| (name.local.clone(), a)))
        .map(|(tag, attribute)| format!("{tag} {}={}", attribute.name.local, attribute.value))
        .collect();
    let mut letters = BTreeMap::new();
    for letter in to_text(markup).chars().filter(|letter| letter.is_alphanumeric()) {
        *letters.entry(letter).or_default() += 1;
    }
    (attributes, letters)
}

/// The elements that a browser makes of a document.
pub(super) fn elements(document: &str) -> Vec<(QualName, Vec<Attribute>)> {
    parse_document(Collector::default(), ParseOpts::default()).one(document)
}

#[derive(Default)]
struct Collector(RefCell<Vec<(QualName, Vec<Attribute>)>>);

impl TreeSink for Collector {
    type Handle = Rc<QualName>;
    type Output = Vec<(QualName, Vec<Attribute>)>;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self::Output {
        self.0.into_inner()
    }
    fn get_document(&self) -> Rc<QualName> {
        Rc::new(QualName::new(None, ns!(), local_name!("")))
    }
    fn elem_name<'a>(&'a self, element: &'a Rc<QualName>) -> ExpandedName<'a> {
        element.expanded()
    }
    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Rc<QualName> {
        self.0.borrow_mut().push((name.clone(), attributes));
        Rc::new(name)
    }
    fn same_node(&self, one: &Rc<QualName>, other: &Rc<QualName>) -> bool {
        Rc::ptr_eq(one, other)
    }
    fn get_template_contents(&self, template: &Rc<QualName>) -> Rc<QualName> {
        template.clone()
    }
    fn create_comment(&self, _: StrTendril) -> Rc<QualName> {
        self.create_element(QualName::new(None, ns!(html), "comment".into()), Vec::new(), ElementFlags::default())
    }
    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Rc<QualName> {
        self.get_document()
    }
    fn parse_error(&self, _: Cow<'static, str>) {}
    fn append(&self, _: &Rc<QualName>, _: NodeOrText<Rc<QualName>>) {}
    fn append_based_on_parent_node(&self, _: &Rc<QualName>, _: &Rc<QualName>, _: NodeOrText<Rc<QualName>>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn append_before_sibling(&self, _: &Rc<QualName>, _: NodeOrText<Rc<QualName>>) {}
    fn add_attrs_if_missing(&self, _: &Rc<QualName>, attributes: Vec<Attribute>) {
        assert!(attributes.is_empty(), "a second <html> or <body> with {attributes:?}");
    }
    fn remove_from_parent(&self, _: &Rc<QualName>) {}
    fn reparent_children(&self, _: &Rc<QualName>, _: &Rc<QualName>) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
}
