//! Mail in a dark theme: by its own rules, or turned round, and never a picture.

use proptest::prelude::*;

use super::remote_loads::LOADS;
use super::verdict::assert_loads_nothing;
use super::{Options, Remote, Sanitised, Scheme, sanitise};

const SHOP: &str = include_str!("fixtures/shop.html");
const OUTLOOK: &str = include_str!("fixtures/outlook.html");
const OFFER: &str = include_str!("fixtures/offer.html");

fn dark(html: &str) -> Sanitised {
    sanitise(html, &Options { scheme: Scheme::Dark, remote: Remote::Allowed, ..Options::default() })
}

fn light(html: &str) -> Sanitised {
    sanitise(html, &Options { remote: Remote::Allowed, ..Options::default() })
}

#[test]
fn a_mail_with_dark_rules_is_shown_by_them_when_they_are_asked_for() {
    let shown = dark(&format!("<meta name=color-scheme content='light dark'>{SHOP}")).html;
    assert!(shown.contains("<html data-blocked=\"0\" data-scheme=\"dark\">"), "{shown}");
    assert!(shown.contains("@media (min-width:0px){body{background:#000;}}"), "{shown}");
    assert!(shown.contains("color:#ffffff;") && shown.contains("hero-bg.jpg"), "its other colours are its own");
    let light = light(SHOP).html;
    assert!(!light.contains("body{background:#000;}") && !light.contains("data-scheme"), "{light}");
}

#[test]
fn conditions_on_the_theme_are_decided_here_and_not_by_the_browser() {
    let css = "<style>:root { color-scheme: light dark; supported-color-schemes: light dark }@media screen and (prefers-color-scheme:dark) and (max-width:600px){p{color:#fff}}\
        @media (prefers-color-scheme: light){p{color:#000}}@media not all and (prefers-color-scheme:dark){i{color:#00f}}</style><p>x";
    for document in [dark(css).html, light(css).html] {
        assert!(!document.contains("prefers"), "{document}");
    }
    assert!(dark(css).html.contains("@media screen and (min-width:0px) and (max-width:600px){p{color:#fff;}}"));
    assert!(!dark(css).html.contains("{p{color:#000;}}"));
    assert!(light(css).html.contains("@media (min-width:0px){p{color:#000;}}"));
    assert!(light(css).html.contains("@media not all and (max-width:0px){i{color:#00f;}}"));
}

#[test]
fn a_light_mail_is_turned_round_but_not_its_pictures() {
    let shown = dark(OFFER).html;
    for piece in [
        "bgcolor=\"#191919\"",
        "src=\"https://img.offer.example/shoe.jpg\"",
        "data-scheme=\"dark\"",
        "color-scheme:dark",
    ] {
        assert!(shown.contains(piece), "{piece} is missing from {shown}");
    }
    // Nothing stays as it was written for white paper, in whatever spelling.
    let body = shown.split("</style></head>").nth(1).expect("a body").to_lowercase();
    for gone in ["#fff", "white", "rgb(255", "#333", "background=", "hero.jpg", "hsl("] {
        assert!(!body.contains(gone), "{gone} is left in {body}");
    }
    assert!(shown.contains("box-shadow:0 1px 4px rgba(0, 0, 0, 0.2);"), "shadows stay dark: {shown}");
}

#[test]
fn a_few_dark_rules_do_not_make_a_dark_mail() {
    let shown = dark(SHOP).html;
    assert!(shown.contains("color-scheme:dark") && !shown.contains("#000"), "turned, without them: {shown}");
    assert!(!shown.contains("#f4f4f7"), "{shown}");
}

#[test]
fn outlook_s_letters_can_be_read_in_the_dark() {
    let shown = dark(OUTLOOK).html;
    assert!(!shown.contains("#1F497D") && shown.contains("data-scheme=\"dark\""), "{shown}");
    assert!(dark("<p style='color:windowtext'>x").html.contains("color:windowtext;"), "the browser's own word suits");
}

#[test]
fn a_mail_on_a_dark_sheet_stays_as_it_is() {
    for mail in [
        "<body bgcolor='#101018' text='#ffffff'><p>x",
        "<body style='margin:0;background-color:#111'><p style='color:#fff'>x",
    ] {
        let shown = dark(mail).html;
        assert!(shown.contains("#fff") && shown.contains("data-scheme=\"dark\""), "{shown}");
    }
}

#[test]
fn colours_that_are_not_understood_do_not_stay() {
    let shown = dark(
        "<table bgcolor=chucknorris><td style='color:rgb(calc(1),2,3);width:5px'>x</table><font color='#12'>y</font>",
    )
    .html;
    assert!(!shown.contains("chucknorris") && !shown.contains("calc") && !shown.contains("#12\""), "{shown}");
    assert!(shown.contains("width:5px;"));
}

#[test]
fn nothing_is_fetched_in_the_dark_either() {
    let knows_dark =
        "<meta name=color-scheme content=dark><style>@media(prefers-color-scheme:dark){p{color:#fff}}</style>";
    for load in LOADS {
        for before in ["", knows_dark] {
            let mail = format!("{before}{load}").replace('T', "tracker.example");
            let document = sanitise(&mail, &Options { scheme: Scheme::Dark, ..Options::default() }).html;
            assert!(!document.contains("tracker.example"), "{mail}\ngives {document}");
            // Our own line of light around pictures is no part of the mail.
            assert_loads_nothing(&document.replace("filter:drop-shadow(0 0 1px rgba(255,255,255,.45))", ""));
        }
    }
}

proptest! {
    #[test]
    fn no_style_makes_it_panic_or_keeps_white_paper(
        style in "((color|background|border|background-color)(:| )(#[0-9a-f]{0,8}|white|rgba?\\([0-9,%./ ]{0,14}\\)?|hsl\\([0-9deg,% ]{0,16}\\)|linear-gradient\\(#fff,|url\\(x)[; )!]{0,2}){0,6}",
        colour in "(#?[0-9a-f]{0,7}|[a-z]{0,9}|.{0,6})",
    ) {
        let mail = format!("<style>p{{{style}}}</style><body bgcolor=\"{colour}\"><p style=\"{style}\"><font color=\"{colour}\">x");
        let document = dark(&mail).html;
        if document.contains("filter:drop-shadow") {
            let body = document.split("</style><style>").nth(1).unwrap_or_default();
            // Whole words only: `whitecolor` is no colour.
            let mut words = body.split(|c: char| !c.is_ascii_alphanumeric() && !"#-_\\".contains(c) && c.is_ascii());
            prop_assert!(words.all(|word| word != "white" && word != "#fff"), "{mail} gives {body}");
        }
    }
}
