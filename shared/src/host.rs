//! Host names that are not what they look like: in two spellings (RFC 3492, RFC 5891), and compared by their looks.
//!
//! A name of Cyrillic letters can look like a Latin one letter for letter. What looks deceptive is to be shown in its
//! ASCII spelling. Not here: which names may be registered; and no Unicode tables: the letters that matter are few.

/// The longest name that is looked at, in bytes.
const MAX_HOST: usize = 1024;

/// The ASCII spelling, in lower case: `xn--e1awd7f.example`. None when the name is too long to be one.
pub fn ascii(host: &str) -> Option<String> {
    let label = |label: &str| {
        let lower = lower_case(label);
        if lower.is_ascii() { Some(lower) } else { Some(format!("xn--{}", punycode(&lower)?)) }
    };
    let labels: Option<Vec<String>> = (host.len() <= MAX_HOST).then(|| host.split(['.', '。']).map(label).collect())?;
    Some(labels?.join("."))
}

/// The spelling that people read, in lower case. What is no punycode stays as it is.
pub fn unicode(host: &str) -> String {
    let label = |label: &str| {
        let lower = lower_case(label);
        let decoded = lower.strip_prefix("xn--").filter(|_| lower.len() <= 63).and_then(unpunycode);
        decoded.filter(|decoded| !decoded.is_ascii()).unwrap_or(lower)
    };
    host.split(['.', '。']).map(label).collect::<Vec<_>>().join(".")
}

/// Letters of the scripts in which names look alike, in lower case. Browsers and mail programs write names so anyway, and
/// the table of all Unicode would be a large part of the client.
fn lower_case(label: &str) -> String {
    let lower = |letter: char| match letter {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => shifted(letter, 32),
        'Ѐ'..='Џ' => shifted(letter, 80),
        other => other,
    };
    label.chars().map(lower).collect()
}

fn shifted(letter: char, by: u32) -> char {
    char::from_u32(u32::from(letter) + by).unwrap_or(letter)
}

/// Whether a name, in either spelling, could be taken for another: a label mixes Latin with letters that look Latin, or
/// consists of such letters only, or holds characters that cannot be seen.
pub fn is_deceptive(host: &str) -> bool {
    unicode(host).split('.').any(|label| {
        let has = |test: fn(char) -> bool| label.chars().any(test);
        let is_mixed = has(is_latin) && has(is_lookalike_script);
        let foreign: Vec<char> = label.chars().filter(|c| !c.is_ascii()).collect();
        let is_disguised = !foreign.is_empty() && !has(is_latin) && foreign.iter().all(|c| latin_twin(*c).is_some());
        is_mixed || is_disguised || has(|c| !c.is_ascii() && !c.is_alphanumeric() && !is_mark(c))
    })
}

/// What a name looks like at a glance: the same for names that could be taken for each other.
pub fn looks(host: &str) -> String {
    let plain: String = unicode(host).chars().map(|letter| latin_twin(letter).unwrap_or(letter)).collect();
    let plain = plain.replace("rn", "m").replace("vv", "w").replace("cl", "d");
    plain
        .chars()
        .map(|letter| match letter {
            '0' => 'o',
            '1' | 'i' | '|' => 'l',
            other => other,
        })
        .collect()
}

/// Whether two names belong to one organisation, as far as names tell: the same registered domain.
pub fn is_related(one: &str, other: &str) -> bool {
    registered(one).eq_ignore_ascii_case(registered(other))
}

/// The last two labels, or three under suffixes like `co.uk`.
fn registered(host: &str) -> &str {
    let host = host.trim_end_matches('.');
    let mut dots = host.rmatch_indices('.').map(|(place, _)| place);
    let (last, second, third) = (dots.next(), dots.next(), dots.next());
    let Some(last) = last else { return host };
    let second_label = &host[second.map_or(0, |place| place + 1)..last];
    let is_suffix = host.len() - last - 1 == 2
        && matches!(second_label, "co" | "com" | "org" | "net" | "ac" | "gov" | "edu" | "ne" | "or" | "gob");
    let start = if is_suffix { third } else { second };
    if is_suffix && second.is_none() { host } else { start.map_or(host, |place| &host[place + 1..]) }
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Writing systems whose letters are taken for Latin ones: Greek, Cyrillic, Armenian, Cherokee.
fn is_lookalike_script(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}' | '\u{531}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}'
        | '\u{1c80}'..='\u{1c8f}' | '\u{1f00}'..='\u{1fff}' | '\u{ab70}'..='\u{abbf}')
}

/// Marks of Indic scripts and others, which belong to words.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{30fb}' | '\u{3099}' | '\u{309a}')
}

/// The ASCII letter that this one looks like.
fn latin_twin(letter: char) -> Option<char> {
    Some(match letter {
        'а' | 'α' | 'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ' => 'a',
        'Ь' | 'ь' | 'ƅ' => 'b',
        'с' | 'ϲ' | 'ç' | 'ć' | 'č' | 'ċ' => 'c',
        'ԁ' | 'ď' | 'đ' => 'd',
        'е' | 'ё' | 'ҽ' | 'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ' => 'e',
        'ƒ' => 'f',
        'ɡ' | 'ġ' | 'ğ' | 'ģ' => 'g',
        'һ' | 'հ' => 'h',
        'і' | 'ї' | 'ι' | 'ì'..='ï' | 'ī' | 'ı' | 'ị' => 'i',
        'ј' => 'j',
        'к' | 'κ' | 'ķ' => 'k',
        'ӏ' | 'ł' | 'ļ' | 'ľ' => 'l',
        'м' => 'm',
        'п' | 'ո' | 'η' | 'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'о' | 'ο' | 'σ' | 'օ' | 'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ọ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' | 'ŕ' | 'ř' => 'r',
        'ѕ' | 'ś' | 'š' | 'ş' | 'ș' => 's',
        'т' | 'τ' | 'ţ' | 'ț' | 'ť' => 't',
        'υ' | 'ս' | 'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ш' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => return None,
    })
}

// Punycode (RFC 3492, section 5): the parameters of IDNA.
const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const FIRST_BIAS: u32 = 72;
const FIRST_LETTER: u32 = 128;

/// RFC 3492, section 6.3.
fn punycode(label: &str) -> Option<String> {
    let letters: Vec<u32> = label.chars().map(u32::from).collect();
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(out.len()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut next, mut delta, mut bias, mut done) = (FIRST_LETTER, 0_u32, FIRST_BIAS, basic);
    while (done as usize) < letters.len() {
        let smallest = letters.iter().copied().filter(|letter| *letter >= next).min()?;
        delta = delta.checked_add((smallest - next).checked_mul(done + 1)?)?;
        next = smallest;
        for letter in &letters {
            if *letter < next {
                delta = delta.checked_add(1)?;
            }
            if *letter == next {
                let mut rest = delta;
                for k in (BASE..).step_by(BASE as usize) {
                    let threshold = threshold(k, bias);
                    if rest < threshold {
                        break;
                    }
                    out.push(digit(threshold + (rest - threshold) % (BASE - threshold))?);
                    rest = (rest - threshold) / (BASE - threshold);
                }
                out.push(digit(rest)?);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        next = next.checked_add(1)?;
    }
    Some(out)
}

/// RFC 3492, section 6.2.
fn unpunycode(text: &str) -> Option<String> {
    let (basic, encoded) = text.rsplit_once('-').unwrap_or(("", text));
    let mut letters: Vec<char> = basic.chars().collect();
    let (mut next, mut index, mut bias) = (FIRST_LETTER, 0_u32, FIRST_BIAS);
    let mut digits = encoded.chars().peekable();
    while digits.peek().is_some() {
        let before = index;
        let mut weight = 1_u32;
        for k in (BASE..).step_by(BASE as usize) {
            let value = digits.next()?.to_digit(36)?;
            // Letters are 0 to 25, digits 26 to 35; `to_digit` has it the other way round.
            let value = if value >= 10 { value - 10 } else { value + 26 };
            index = index.checked_add(value.checked_mul(weight)?)?;
            let threshold = threshold(k, bias);
            if value < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
        }
        let count = u32::try_from(letters.len()).ok()? + 1;
        bias = adapt(index - before, count, before == 0);
        next = next.checked_add(index / count)?;
        index %= count;
        letters.insert(index as usize, char::from_u32(next)?);
        index += 1;
    }
    Some(letters.into_iter().collect())
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

fn adapt(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + 38)
}

fn digit(value: u32) -> Option<char> {
    let letter = u8::try_from(value).ok()?;
    Some(char::from(if letter < 26 { b'a' + letter } else { b'0' + letter - 26 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_have_two_spellings() {
        for (unicode_name, ascii_name) in [
            ("bücher.example", "xn--bcher-kva.example"),
            ("пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"),
            ("例え.jp", "xn--r8jz45g.jp"),
            ("example.org", "example.org"),
        ] {
            assert_eq!(ascii(unicode_name).as_deref(), Some(ascii_name));
            assert_eq!(unicode(ascii_name), unicode_name);
        }
        assert_eq!(unicode("xn--!!.example"), "xn--!!.example");
    }

    #[test]
    fn names_that_play_other_names_are_found_out() {
        for deceptive in
            ["аpple.com", "раураl.com", "xn--pple-43d.com", "аррӏе.com", "ex\u{200b}ample.org", "gοοgle.com"]
        {
            assert!(is_deceptive(deceptive), "{deceptive}");
        }
        for honest in
            ["example.org", "bücher.example", "пример.рф", "例え.jp", "ελλάδα.gr", "россия.рф", "한국.kr", "straße.de"]
        {
            assert!(!is_deceptive(honest), "{honest}");
        }
    }

    #[test]
    fn names_are_compared_by_their_looks() {
        for (one, other) in [
            ("rnicrosoft.com", "microsoft.com"),
            ("paypa1.com", "paypal.com"),
            ("g00gle.com", "google.com"),
            ("аррӏе.com", "apple.com"),
            ("exämple.org", "example.org"),
        ] {
            assert_eq!(looks(one), looks(other));
        }
        assert_ne!(looks("example.org"), looks("example.net"));
    }

    #[test]
    fn hosts_of_one_organisation_are_related() {
        assert!(is_related("mail.example.org", "news.example.org") && is_related("example.co.uk", "a.example.co.uk"));
        assert!(
            !is_related("a.co.uk", "b.co.uk")
                && !is_related("example.org", "example.net")
                && is_related("localhost", "localhost")
        );
        assert!(is_related("co.uk", "co.uk"));
    }

    proptest! {
        #[test]
        fn spellings_survive_the_round_trip(name in "[a-zäöüа-яα-ω가-힣-]{1,20}") {
            let lower = name.to_lowercase();
            prop_assume!(!lower.starts_with("xn--"));
            let ascii = ascii(&lower).unwrap();
            prop_assume!(ascii.len() <= 63);
            prop_assert_eq!(unicode(&ascii), lower);
        }

        #[test]
        fn no_name_makes_it_panic(name in ".{0,60}", encoded in "xn--[a-z0-9-]{0,58}") {
            for name in [&name, &encoded] {
                let _ = (ascii(name), unicode(name), is_deceptive(name), looks(name), is_related(name, "a.b"));
            }
        }
    }
}
