//! `Authentication-Results` (RFC 8601): what the receiving server found out, and nobody else.
//!
//! Anybody can write such a field into a message. A server that adds its own must take away those that carry its
//! name (section 5), which only the operator can promise: names in the configuration are believed, all their fields. Without
//! any, the topmost field counts if its name is one of the farm's own, and is marked as not trusted: its `pass` is
//! worth nothing, but nobody forges a `fail` of their own.

use gatepost_shared::email::{Authentication, AuthenticationResult, Verdict};

use super::{Context, domain_of, fields};

/// The most fields that are looked at.
const MAX_FIELDS: usize = 20;

/// The most words of one field that are looked at.
const MAX_WORDS: usize = 500;

/// The most signatures that are told of.
const MAX_SIGNATURES: usize = 10;

/// The longest name that is passed on.
const MAX_NAME: usize = 255;

/// The verdicts in a header, from the server that counts.
pub fn results(header: &[u8], context: &Context) -> Option<Authentication> {
    let fields = fields::values(header, "Authentication-Results");
    let mut parsed = fields.iter().take(MAX_FIELDS).filter_map(|field| parse(field));
    if context.trusted_servers.is_empty() {
        let topmost = parsed.next()?;
        return is_own(&topmost.authserv_id, &context.own_hosts).then_some(topmost);
    }
    let is_trusted = |found: &Authentication| {
        context.trusted_servers.iter().any(|name| name.eq_ignore_ascii_case(&found.authserv_id))
    };
    // Several filters on one server write a field each.
    let mut merged = parsed.by_ref().find(is_trusted)?;
    merged.is_trusted = true;
    for more in parsed.filter(|found| found.authserv_id.eq_ignore_ascii_case(&merged.authserv_id)).collect::<Vec<_>>() {
        merged.spf = merged.spf.or(more.spf);
        merged.dmarc = merged.dmarc.or(more.dmarc);
        merged.dkim.extend(more.dkim);
    }
    merged.dkim.truncate(MAX_SIGNATURES);
    Some(merged)
}

/// Whether a server belongs to one of these names: it is one, or within the domain of one.
fn is_own(server: &str, own: &[String]) -> bool {
    let server = server.to_ascii_lowercase();
    own.iter().map(|name| name.to_ascii_lowercase()).any(|name| {
        !name.is_empty() && (server == name || server.strip_suffix(&name).is_some_and(|host| host.ends_with('.')))
    })
}

/// Reads one field: `mx.example.org; spf=pass smtp.mailfrom=a@b.org; dkim=fail reason="bad" header.d=b.org`.
fn parse(field: &str) -> Option<Authentication> {
    let words = words(field);
    let mut statements = words.split(|word| *word == Word::Semicolon);
    // After the name may stand a version, which is 1.
    let authserv_id = statements.next()?.first()?.text()?;
    let is_name = !authserv_id.is_empty() && authserv_id.len() <= MAX_NAME;
    let mut found = Authentication {
        authserv_id: is_name.then(|| authserv_id.to_owned())?,
        is_trusted: false,
        spf: None,
        dkim: Vec::new(),
        dmarc: None,
    };
    for statement in statements {
        take(statement, &mut found);
    }
    Some(found)
}

/// Takes one statement: `dkim=pass header.d=example.org`. Methods that nobody shows are passed over.
fn take(statement: &[Word], found: &mut Authentication) {
    let mut pairs = statement.windows(3).filter_map(|window| match window {
        [Word::Text(name), Word::Equals, Word::Text(value)] => Some((name.to_ascii_lowercase(), value.as_str())),
        _ => None,
    });
    let Some((method, verdict)) = pairs.next() else { return };
    let properties: Vec<(String, &str)> = pairs.collect();
    let result =
        |wanted: &[&str]| AuthenticationResult { result: Verdict::of(verdict), domain: domain(&properties, wanted) };
    match method.split('/').next().unwrap_or_default() {
        "spf" if found.spf.is_none() => found.spf = Some(result(&["smtp.mailfrom", "smtp.mail", "smtp.helo"])),
        "dkim" if found.dkim.len() < MAX_SIGNATURES => found.dkim.push(result(&["header.d", "header.i"])),
        "dmarc" if found.dmarc.is_none() => found.dmarc = Some(result(&["header.from"])),
        _ => {}
    }
}

fn domain(properties: &[(String, &str)], wanted: &[&str]) -> Option<String> {
    let value = wanted.iter().find_map(|name| properties.iter().find(|(found, _)| found == name))?.1;
    let domain = domain_of(value).unwrap_or_else(|| value.to_lowercase());
    let is_domain = !domain.is_empty() && domain.len() <= MAX_NAME && !domain.chars().any(char::is_control);
    is_domain.then_some(domain)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Text(String),
    Equals,
    Semicolon,
}

impl Word {
    fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// Words, quoted or not, without comments (RFC 5322, section 3.2.2), which may nest.
fn words(field: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut letters = field.chars().peekable();
    let mut comments = 0_usize;
    while let Some(letter) = letters.next() {
        if words.len() >= MAX_WORDS {
            break;
        }
        match letter {
            '\\' if comments > 0 => drop(letters.next()),
            '(' => comments += 1,
            ')' => comments = comments.saturating_sub(1),
            _ if comments > 0 || letter.is_whitespace() || letter.is_control() => {}
            ';' => words.push(Word::Semicolon),
            '=' => words.push(Word::Equals),
            '"' => {
                let mut text = String::new();
                while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                    text.extend(if letter == '\\' { letters.next() } else { Some(letter) });
                }
                words.push(Word::Text(text));
            }
            _ => {
                let mut text = String::from(letter);
                let belongs = |letter: &char| !letter.is_whitespace() && !";=\"()".contains(*letter);
                while let Some(letter) = letters.next_if(belongs) {
                    text.push(letter);
                }
                words.push(Word::Text(text));
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn context(trusted: &[&str]) -> Context {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Context { trusted_servers: own(trusted), own_hosts: own(&["example.org"]), ..Context::default() }
    }

    fn result(result: Verdict, domain: &str) -> AuthenticationResult {
        AuthenticationResult { result, domain: Some(domain.to_owned()) }
    }

    const GENUINE: &str = "Received: from x by mx.example.org\r\nAuthentication-Results: mx.example.org (a (b) \\) c) 1;\r\n\
        \tspf=softfail (x; y=z) smtp.mailfrom=News@Mail.shop.example;\r\n dkim=pass reason=\"a;b=c\" header.i=@shop.example header.b=abc;\r\n\
        \tdkim=fail header.d=other.example; dmarc/1=PASS (p=none) header.from=shop.example; iprev=pass\r\n";
    const FORGED: &str = "Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\r\n";

    #[test]
    fn a_real_field_is_read() {
        let found = results(GENUINE.as_bytes(), &context(&["MX.example.org"])).unwrap();
        assert_eq!((found.authserv_id.as_str(), found.is_trusted), ("mx.example.org", true));
        assert_eq!(found.spf, Some(result(Verdict::Softfail, "mail.shop.example")));
        assert_eq!(found.dkim, [result(Verdict::Pass, "shop.example"), result(Verdict::Fail, "other.example")]);
        assert_eq!(found.dmarc, Some(result(Verdict::Pass, "shop.example")));
    }

    #[test]
    fn without_a_promise_only_the_topmost_own_field_counts_and_is_not_trusted() {
        let header = format!("Authentication-Results: mx.example.org; spf=fail smtp.helo=x.example\r\n{FORGED}");
        let found = results(header.as_bytes(), &context(&[])).unwrap();
        assert!(!found.is_trusted && found.dmarc.is_none());
        assert_eq!(found.spf, Some(result(Verdict::Fail, "x.example")));
        let foreign = format!("Authentication-Results: mx.evil.example; dmarc=pass\r\n{FORGED}");
        assert_eq!(results(foreign.as_bytes(), &context(&[])), None, "what stands below a stranger's is a stranger's");
        assert_eq!(results(b"Authentication-Results: mx.notexample.org; dmarc=pass\r\n", &context(&[])), None);
    }

    #[test]
    fn names_that_are_not_configured_are_passed_over() {
        let header = format!("Authentication-Results: mx.evil.example; dmarc=pass header.from=a\r\n{GENUINE}");
        let found = results(header.as_bytes(), &context(&["mx.example.org"])).unwrap();
        assert_eq!(found.authserv_id, "mx.example.org");
        assert_eq!(results(FORGED.as_bytes(), &context(&["other.example.org"])), None);
    }

    #[test]
    fn filters_of_one_server_are_read_together() {
        let header = "Authentication-Results: mx.example.org; dkim=pass header.d=a.example\r\nX: y\r\n\
            Authentication-Results: mx.example.org; dmarc=fail header.from=a.example\r\nAuthentication-Results: mx.example.org; none\r\n";
        let found = results(header.as_bytes(), &context(&["mx.example.org"])).unwrap();
        assert_eq!((found.dkim.len(), found.dmarc.map(|found| found.result)), (1, Some(Verdict::Fail)));
    }

    proptest! {
        #[test]
        fn no_field_makes_it_panic(field in "([a-z.]{0,9}|[;=()\"\\\\ ]|dkim=|.){0,60}") {
            results(format!("Authentication-Results: {field}\r\n").as_bytes(), &context(&[]));
            parse(&field);
        }
    }
}
