//! The editor's profile: what a person's own HTML may consist of, whether they typed it, pasted it or quote it from a
//! stranger's mail. Stricter than what is shown of a mail: formatting of text, lists, quotes, links, simple tables, and
//! pictures that are in the message itself. No classes, no ids, no style sheets, nothing that loads from elsewhere: what
//! one answers must not carry the sender's trackers on to others, nor load them in the writer's own window.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ammonia::{Builder, UrlRelative};
use gatepost_shared::draft::is_cid;

use super::bounded::{Busy, bounded};
use super::cap::cap;
use super::images::{Images, Remote};
use super::view::{Palette, View};
use super::{css, links, names, to_text};

/// What is kept.
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// The properties that `style` may set: those of text, and the line beside a quote.
const PROPERTIES: &[&str] = &[
    "background-color",
    "border",
    "border-collapse",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-spacing",
    "color",
    "direction",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-decoration-line",
    "text-indent",
    "vertical-align",
    "white-space",
];

/// HTML that may be written on and sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edited {
    /// The clean fragment.
    pub html: String,
    /// The same in words.
    pub text: String,
    /// What is missing, in sentences for the person.
    pub warnings: Vec<&'static str>,
}

/// Cleans HTML for the editor and for sending. Linear or bounded in every step; at most 1 MiB is read.
pub fn clean(html: &str) -> Edited {
    let capped = cap(html);
    let has_lost_pictures = Arc::new(AtomicBool::new(false));
    let clean = cleaner(&has_lost_pictures).clean(&capped.markup).to_string();
    // What is left of a picture that was left out and had no words.
    let html = clean.replace("<img>", "").trim().to_owned();
    let sentences = [
        (capped.is_cut, "The message is very long: its end was left out."),
        (
            has_lost_pictures.load(Ordering::Relaxed),
            "Pictures that are not in the message itself were left out: they would tell others when it is read.",
        ),
    ];
    let warnings = sentences.into_iter().filter_map(|(applies, sentence)| applies.then_some(sentence)).collect();
    Edited { text: to_text(&html), html, warnings }
}

/// [`clean`] off the async threads, a few at a time.
///
/// # Errors
/// As [`super::sanitise_bounded`].
pub async fn clean_bounded(html: String) -> Result<Edited, Busy> {
    bounded(move || clean(&html)).await
}

/// How an original stands in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// As a quote, below a line that says whose.
    Quoted(String),
    /// Whole, below these lines.
    Below(String),
    /// By itself.
    Alone,
}

/// Puts clean HTML into a message, with room to write above it.
pub fn standing(clean: &str, standing: &Standing) -> String {
    match standing {
        Standing::Quoted(above) => {
            format!("<p><br></p><p>{}</p><blockquote type=\"cite\">{clean}</blockquote>", of_text(above))
        }
        Standing::Below(above) => format!("<p><br></p><p>{}</p><div>{clean}</div>", of_text(above)),
        Standing::Alone => clean.to_owned(),
    }
}

/// Plain text as HTML: its lines stay lines.
pub fn of_text(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for (at, line) in text.trim_end().lines().enumerate() {
        if at > 0 {
            html.push_str("<br>");
        }
        names::escape(line, &mut html);
    }
    html
}

fn cleaner(has_lost_pictures: &Arc<AtomicBool>) -> Builder<'static> {
    let lost = Arc::clone(has_lost_pictures);
    let view = View { images: Images::new(HashMap::new(), Remote::Blocked), palette: Palette::Light };
    let mut builder = Builder::empty();
    builder
        .tags(set(TAGS))
        .generic_attributes(set(&["align", "dir", "lang", "style", "title"]))
        .tag_attributes(HashMap::from([
            ("a", set(&["href"])),
            ("blockquote", set(&["type"])),
            ("font", set(&["color", "face", "size"])),
            ("img", set(&["alt", "height", "src", "width"])),
            ("li", set(&["value"])),
            ("ol", set(&["reversed", "start", "type"])),
            ("table", set(&["border", "cellpadding", "cellspacing"])),
            ("td", set(&["colspan", "rowspan", "valign"])),
            ("th", set(&["colspan", "rowspan", "valign"])),
            ("ul", set(&["type"])),
        ]))
        .url_schemes(set(&["http", "https", "mailto", "tel", "cid", "data"]))
        // `picture` and `links` judge further: relative ones and `data:` go, and that is said.
        .url_relative(UrlRelative::PassThrough)
        // The recipient's program decides how links open.
        .link_rel(None)
        .attribute_filter(move |tag: &str, attribute: &str, value: &str| {
            let kept = match (tag, attribute) {
                (_, "style") => text_style(value, &view),
                ("a", "href") => links::href(value),
                ("img", "src") => picture(value).or_else(|| {
                    lost.store(true, Ordering::Relaxed);
                    None
                }),
                _ => Some(value.to_owned()),
            };
            kept.map(Cow::<'_, str>::Owned)
        });
    builder
}

/// `cid:` and a name that we would give. Its percent signs are undone (RFC 2392, section 2): it has one spelling.
fn picture(value: &str) -> Option<String> {
    let (scheme, name) = value.trim().split_once(':')?;
    let name = percent_encoding::percent_decode_str(name).decode_utf8().ok()?;
    (scheme.eq_ignore_ascii_case("cid") && is_cid(&name)).then(|| format!("cid:{name}"))
}

/// The declarations of a `style` attribute that format text. They are written anew by `css`, so that each is
/// `name:value;` without a semicolon inside.
fn text_style(value: &str, view: &View) -> Option<String> {
    let written = css::style_attribute(value, view)?;
    let is_kept = |declaration: &&str| {
        declaration.split_once(':').is_some_and(|(name, value)| PROPERTIES.contains(&name) && !value.contains('('))
    };
    let kept: Vec<&str> = written.split_terminator(';').filter(is_kept).collect();
    (!kept.is_empty()).then(|| kept.join(";"))
}

fn set(names: &[&'static str]) -> HashSet<&'static str> {
    names.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formatting_lists_quotes_links_and_own_pictures_stay() {
        for html in [
            "<p>Für <b>dich</b>, <i>mich</i> &amp; <a href=\"https://example.org/a\">alle</a></p>",
            "<ul><li>one</li><li>two</li></ul><blockquote type=\"cite\">said</blockquote>",
            "<p style=\"color:red;text-align:center\">red</p>",
            "<img src=\"cid:logo@x\" alt=\"Logo\">",
        ] {
            let edited = clean(html);
            assert_eq!((edited.html.as_str(), edited.warnings.len()), (html, 0));
        }
        assert_eq!(clean("<p>Hi <b>you</b></p>").text.trim(), "Hi you");
    }

    #[test]
    fn an_original_stands_below_a_line_that_cannot_leave_it() {
        let html = standing("<b>Noon?</b>", &Standing::Quoted("<script>\nwrote:".to_owned()));
        assert_eq!(
            html,
            "<p><br></p><p>&lt;script&gt;<br>wrote:</p><blockquote type=\"cite\"><b>Noon?</b></blockquote>"
        );
        assert_eq!(clean(&html).html, html);
    }

    #[test]
    fn what_runs_loads_or_lays_itself_over_others_goes() {
        for (html, expected) in [
            ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
            ("<p onclick=\"x()\" class=\"c\" id=\"i\">a</p>", "<p>a</p>"),
            ("<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>"),
            (
                "<p style=\"position:fixed;background-image:url(https://t.example/x);color:red\">a</p>",
                "<p style=\"color:red\">a</p>",
            ),
            ("<style>p{color:red}</style><p>a</p>", "<p>a</p>"),
            ("<iframe src=\"https://t.example\"></iframe>a", "a"),
        ] {
            assert_eq!(clean(html).html, expected, "{html}");
        }
    }

    #[test]
    fn pictures_from_elsewhere_are_left_out_and_that_is_said() {
        for source in
            ["https://t.example/p.gif", "//t.example/p.gif", "data:image/png;base64,AA", "cid:\u{fc}", "x.png"]
        {
            let edited = clean(&format!("<p>a<img src=\"{source}\" alt=\"b\"></p>"));
            assert!(!edited.html.contains("src"), "{}", edited.html);
            assert_eq!(edited.warnings.len(), 1, "{source}");
        }
        assert_eq!(clean("<img src=\"CID:a%40x\">").html, "<img src=\"cid:a@x\">");
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(html in "(<(p|b|/b|/p|img src=cid:a|blockquote|style|p style='color:red;top:1px')>|[a-z&; ]){0,30}") {
            let once = clean(&html);
            let twice = clean(&once.html);
            prop_assert_eq!(&twice.html, &once.html);
            let mut tags = once.html.split('<').skip(1).filter_map(|rest| Some(rest.split_once('>')?.0));
            prop_assert!(tags.all(|tag| !tag.contains("script") && !tag.contains(" on")), "{}", once.html);
        }

        #[test]
        fn whatever_comes_nothing_loads_from_elsewhere(source in "\\PC{0,30}", style in "\\PC{0,40}") {
            let edited = clean(&format!("<p style=\"{style}\"><img src='{source}'></p>")).html;
            prop_assert!(!edited.contains("url("));
            prop_assert!(!edited.contains("src=\"") || edited.contains("src=\"cid:"), "{}", edited);
        }
    }
}
