//! Honest mail looks as its sender made it: three newsletters in the manner of the senders that fill most mailboxes.

use std::collections::HashMap;

use super::super::to_text;
use super::verdict::{assert_loads_nothing, elements};
use super::{Options, assert_stable, sanitise, shown};

const SHOP: &str = include_str!("fixtures/shop.html");
const DIGEST: &str = include_str!("fixtures/digest.html");
const OUTLOOK: &str = include_str!("fixtures/outlook.html");

fn count(document: &str, tag: &str) -> usize {
    elements(document).iter().filter(|(name, _)| &*name.local == tag).count()
}

/// The values of one attribute over the whole document, in order.
fn values(document: &str, attribute: &str) -> Vec<String> {
    let of = |attributes: &Vec<html5ever::Attribute>| {
        attributes.iter().find(|a| &*a.name.local == attribute).map(|a| a.value.to_string())
    };
    elements(document).iter().filter_map(|(_, attributes)| of(attributes)).collect()
}

fn assert_all_in(document: &str, wanted: &[&str]) {
    for piece in wanted {
        assert!(document.contains(piece), "{piece} is missing from {document}");
    }
}

#[test]
fn a_shop_s_offer_keeps_its_tables_colours_and_widths() {
    let answer = shown(SHOP);
    for tag in ["table", "tr", "td", "img", "h1", "center"] {
        assert_eq!(count(&answer.html, tag), count(SHOP, tag), "{tag}");
    }
    assert_eq!(values(&answer.html, "bgcolor"), values(SHOP, "bgcolor"));
    assert_eq!(values(&answer.html, "cellpadding"), values(SHOP, "cellpadding"));
    assert_eq!(values(&answer.html, "align"), values(SHOP, "align"));
    assert_all_in(
        &answer.html,
        &[
            "background-color:#f4f4f7;",
            "<body bgcolor=\"#f4f4f7\"",
            "padding:0 24px 24px 24px;",
            "font-family:'Helvetica Neue', Helvetica, Arial, sans-serif;",
            "border-radius:6px;",
            "@media only screen and (max-width:620px){.m-wrapper{width:100%!important;}.m-col{display:block!important;width:100%!important;}}",
            "a:hover{color:#b3261e;}",
            "class=\"m-wrapper\"",
            "display:none;",
            "linear-gradient(90deg, #ff512f, #dd2476)",
            "href=\"https://click.shop.example/t/1?u=42&amp;c=spring\"",
            "alt=\"Blue running shoes\"",
            "€ 59,90",
        ],
    );
    assert_eq!(answer.blocked, 5, "four pictures and a background");
    assert_loads_nothing(&answer.html);
    assert_stable(SHOP);
}

#[test]
fn a_digest_keeps_its_lists_quotes_and_code() {
    let answer = shown(DIGEST);
    for tag in ["ul", "ol", "li", "blockquote", "pre", "code", "h2", "h3", "hr", "strong", "em"] {
        assert_eq!(count(&answer.html, tag), count(DIGEST, tag), "{tag}");
    }
    assert_all_in(
        &answer.html,
        &[
            "dir=\"auto\"",
            "lang=\"de\"",
            "Übersicht der Woche",
            "start=\"4\"",
            "white-space:pre-wrap;",
            "border-left:3px solid #d0d7de;",
            "href=\"#m-part2\"",
            "id=\"m-part2\"",
            "max-width:42em;",
        ],
    );
    assert_eq!(answer.blocked, 1, "the pixel that counts readers");
    assert!(to_text(&answer.html).contains("4. Vierter Punkt"));
    assert_stable(DIGEST);
}

#[test]
fn a_letter_from_outlook_keeps_its_fonts_and_its_inline_logo() {
    let cid = HashMap::from([("image001.png@01DB".to_owned(), "/api/v1/blobs/Blogo".to_owned())]);
    let answer = sanitise(OUTLOOK, &Options { cid, ..Options::default() });
    assert_all_in(
        &answer.html,
        &[
            "p.m-MsoNormal,li.m-MsoNormal,div.m-MsoNormal{margin:0cm;font-size:11.0pt;font-family:'Calibri', sans-serif;}",
            "class=\"m-MsoNormal\"",
            "color:#1F497D;",
            "src=\"/api/v1/blobs/Blogo\"",
            "width=\"120\"",
            "border-collapse:collapse;",
            "Mit freundlichen Grüßen",
            "Quarterly figures",
        ],
    );
    assert_eq!(answer.blocked, 0);
    assert!(!answer.html.contains("mso-") && !answer.html.contains("<o:p>") && !answer.html.contains("<xml"));
    assert!(to_text(&answer.html).contains("Anna Schmidt"));
}
