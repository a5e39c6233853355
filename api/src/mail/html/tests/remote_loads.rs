//! Nothing is fetched from elsewhere before the person asks, by whatever part of HTML or CSS it is named.

use super::verdict::{assert_loads_nothing, assert_loads_pictures_only};
use super::{shown, shown_with_pictures};

/// Every way known to us to make a mail program fetch something. `T` stands for the tracker's host.
pub(super) const LOADS: &[&str] = &[
    "<img src=https://T/a.gif>",
    "<img src=//T/a.gif width=1 height=1>",
    "<img src=HTTP://T/a.gif>",
    "<img src='ht\ntps://T/a.gif'>",
    "<img src='\\\\T\\a.gif'><img src='https:/\\T/a.gif'><img src='https:T/a.gif'>",
    "<img srcset='https://T/a.gif 1x, https://T/b.gif 2x'>",
    "<img src=data:image/gif;base64,R0lGODlh srcset='https://T/a.gif'>",
    "<picture><source srcset=https://T/a.webp><img src=https://T/a.gif></picture>",
    "<img lowsrc=https://T/a.gif dynsrc=https://T/a longdesc=https://T/a>",
    "<input type=image src=https://T/a.gif>",
    "<video src=https://T/a poster=https://T/p.jpg><track src=https://T/t></video>",
    "<audio src=https://T/a><source src=https://T/b></audio>",
    "<object data=https://T/a><param name=src value=https://T/b></object>",
    "<embed src=https://T/a><applet code=https://T/a archive=https://T/b></applet>",
    "<iframe src=https://T/a></iframe><frameset><frame src=https://T/a></frameset>",
    "<link rel=stylesheet href=https://T/a.css><link rel=preload as=image href=https://T/a>",
    "<link rel=dns-prefetch href=//T><link rel=preconnect href=//T><link rel=prefetch href=//T><link rel=icon href=//T/i>",
    "<meta http-equiv=refresh content='0;url=https://T/a'>",
    "<meta http-equiv=Content-Security-Policy content='report-uri https://T/a'>",
    "<base href=https://T/><img src=a.gif>",
    "<body background=https://T/a.gif>",
    "<body style='background:url(https://T/a.gif)'>",
    "<table background=https://T/a.gif><tr background=https://T/b.gif><td background=https://T/c.gif>x</table>",
    "<p style='background:url(https://T/a.gif)'>x",
    "<p style='background:URL(  \"https://T/a.gif\"  )'>x",
    "<p style='background-image:url(https://T/a.gif), url(//T/b.gif)'>x",
    "<p style='background:u\\r\\l(https://T/a.gif)'>x",
    "<p style='background:\\75rl(https://T/a.gif)'>x",
    "<p style='background:url(https\\3a//T/a.gif)'>x",
    "<p style='background:image-set(\"https://T/a.gif\" 1x)'>x",
    "<p style='background:-webkit-image-set(url(https://T/a.gif) 1x)'>x",
    "<p style='background:cross-fade(url(https://T/a.gif), red)'>x",
    "<p style='background:image(\"https://T/a.gif\")'>x",
    "<p style='background:src(\"https://T/a.gif\")'>x",
    "<p style='--x:url(https://T/a.gif);background:var(--x)'>x",
    "<p style='background:var(--x,url(https://T/a.gif))'>x",
    "<p style='background:linear-gradient(red,url(https://T/a.gif))'>x",
    "<p style='list-style:url(https://T/a.gif);list-style-image:url(https://T/b.gif)'>x",
    "<p style='border-image:url(https://T/a.gif) 30;border-image-source:url(https://T/a.gif)'>x",
    "<p style='cursor:url(https://T/a.cur),auto;mask:url(https://T/m.svg#x);clip-path:url(https://T/c.svg#x)'>x",
    "<p style='filter:url(https://T/f.svg#x);shape-outside:url(https://T/s.png);offset-path:url(https://T/o#x)'>x",
    "<p style='content:url(https://T/a.gif);behavior:url(https://T/a.htc);-moz-binding:url(https://T/x#y)'>x",
    "<style>@import url(https://T/a.css);</style><style>@import 'https://T/a.css' screen;</style>",
    "<style>@font-face{font-family:f;src:url(https://T/f.woff)}</style>",
    "<style>p{background:url(https://T/a.gif)}p:hover{background:url(https://T/b.gif)}</style><p>x",
    "<style>@media screen{p{background:url(https://T/a.gif)}}</style><p>x",
    "<style>@namespace x url(https://T/n);@charset 'https://T';@document url(https://T){p{color:red}}</style>",
    "<style>p{background:url(https://T/a.gif</style><p>x",
    "<svg><use href=https://T/a.svg#x></use><image href=https://T/a.png /><feImage href=https://T/f.png /></svg>",
    "<svg><rect fill='url(https://T/a#b)' /><script href=https://T/a></script></svg>",
    "<math><mglyph src=https://T/a.png></mglyph></math>",
    "<a href=https://example.org ping=https://T/a>x</a><a href=https://example.org attributionsrc=https://T/a>x</a>",
    "<img attributionsrc=https://T/a><script src=https://T/a></script><portal src=https://T/a></portal>",
    "<html manifest=https://T/m><head profile=https://T/p><q cite=https://T/a>x</q><blockquote cite=https://T/b>x</blockquote>",
    "<!--[if mso]><v:fill src='https://T/a.gif'/><![endif]--><v:rect><v:fill type=tile src=https://T/a.gif /></v:rect>",
    "<xml:namespace prefix=t><?import namespace='t' implementation='https://T/a.htc'?>",
    "<bgsound src=https://T/a><layer src=https://T/a></layer><image src=https://T/a.gif>",
];

#[test]
fn nothing_is_fetched_before_the_person_asks() {
    for load in LOADS {
        let mail = load.replace('T', "tracker.example");
        let document = shown(&mail).html;
        assert!(!document.contains("tracker.example"), "{mail}\ngives {document}");
        assert_loads_nothing(&document);
    }
}

#[test]
fn when_the_person_has_asked_pictures_are_fetched_and_nothing_else() {
    for load in LOADS {
        let mail = load.replace('T', "tracker.example");
        let answer = shown_with_pictures(&mail);
        assert_loads_pictures_only(&answer.html);
        assert_eq!(answer.blocked, 0);
    }
}

#[test]
fn what_is_held_back_is_counted_as_often_as_it_would_be_fetched() {
    let mail = "<style>.h{background:url(https://t.example/1)}</style><body background='https://t.example/2'>\
        <img src=https://t.example/3><img src=https://t.example/4 width=1 height=1>\
        <td background=https://t.example/x><table background=https://t.example/5><tr><td style='background:url(https://t.example/6)'>\
        <img src=cid:here><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></table><a href=https://t.example/not>x</a>";
    let held_back = shown(mail);
    assert_eq!(held_back.blocked, 6);
    assert!(held_back.html.contains("<html data-blocked=\"6\">"));
    let loads = shown_with_pictures(mail).html.matches("https://t.example/").count();
    assert_eq!(loads, 6 + 1, "six pictures and the link");
}

#[test]
fn pictures_are_asked_for_without_saying_who_asks() {
    let document = shown_with_pictures("<img src=https://t.example/1 referrerpolicy=unsafe-url>").html;
    assert!(document.contains("<meta name=\"referrer\" content=\"no-referrer\">"));
    assert!(document.contains("referrerpolicy=\"no-referrer\""));
    assert!(!document.contains("unsafe-url"));
}

#[test]
fn pictures_in_the_mail_itself_are_shown_from_our_own_host() {
    let options = super::Options {
        cid: [("logo@mail".to_owned(), "/api/v1/blobs/Bxyz?inline=1".to_owned())].into(),
        ..Default::default()
    };
    let mail = "<img src=cid:logo@mail><td style='background:url(cid:logo@mail)'><table background=cid:logo@mail><tr><td>x</table>";
    let answer = super::sanitise(mail, &options);
    assert_eq!(answer.html.matches("/api/v1/blobs/Bxyz?inline=1").count(), 2);
    assert_eq!(answer.blocked, 0);
    assert_loads_nothing(&answer.html);
}
