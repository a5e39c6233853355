//! The letters of JSON (RFC 8259): words, numbers, strings, brackets. Knows nothing of types.

use super::Malformed;

/// Deeper than any answer, and not deep enough for a stack to end.
const MAX_DEPTH: u8 = 100;

/// A number as it is written: most of ours are natural ones.
pub enum Number {
    Natural(u64),
    Negative(i64),
    Fraction(f64),
}

/// A string, as it stands in the text where nothing in it is escaped.
pub enum Text<'a> {
    Plain(&'a str),
    Escaped(String),
}

/// A place in a text.
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
}

impl<'a> Reader<'a> {
    /// At its beginning.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Nothing may follow.
    pub fn end(&mut self) -> Result<(), Malformed> {
        self.pass_space();
        if self.at == self.text.len() { Ok(()) } else { Err(Malformed) }
    }

    /// The letter that comes next, after white space.
    pub fn peek(&mut self) -> Result<u8, Malformed> {
        self.pass_space();
        self.here().ok_or(Malformed)
    }

    /// Passes one letter, which must be this one.
    pub fn pass(&mut self, letter: u8) -> Result<(), Malformed> {
        if self.peek()? != letter {
            return Err(Malformed);
        }
        self.at += 1;
        Ok(())
    }

    /// Passes a bracket or brace that opens.
    pub fn open(&mut self, letter: u8) -> Result<(), Malformed> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Malformed) } else { self.pass(letter) }
    }

    /// Passes the one that closes.
    pub fn close(&mut self, letter: u8) -> Result<(), Malformed> {
        self.depth -= 1;
        self.pass(letter)
    }

    /// Whether another item stands before this end; passes the comma between two.
    pub fn another(&mut self, end: u8, is_first: bool) -> Result<bool, Malformed> {
        if self.peek()? == end {
            return Ok(false);
        }
        if !is_first {
            self.pass(b',')?;
        }
        Ok(true)
    }

    /// Passes a word.
    pub fn word(&mut self, word: &str) -> Result<(), Malformed> {
        self.pass_space();
        if !self.rest().starts_with(word) {
            return Err(Malformed);
        }
        self.at += word.len();
        Ok(())
    }

    /// `true` or `false`.
    pub fn truth(&mut self) -> Result<bool, Malformed> {
        let truth = self.peek()? == b't';
        self.word(if truth { "true" } else { "false" })?;
        Ok(truth)
    }

    /// A string in quotes.
    pub fn text(&mut self) -> Result<Text<'a>, Malformed> {
        self.pass(b'"')?;
        let mut escaped: Option<String> = None;
        loop {
            let start = self.at;
            while self.here().is_some_and(|letter| letter != b'"' && letter != b'\\' && letter >= b' ') {
                self.at += 1;
            }
            let plain = &self.text[start..self.at];
            let end = self.here();
            self.at += 1;
            match (end, &mut escaped) {
                (Some(b'"'), None) => return Ok(Text::Plain(plain)),
                (Some(b'"'), Some(text)) => {
                    text.push_str(plain);
                    return Ok(Text::Escaped(escaped.unwrap_or_default()));
                }
                (Some(b'\\'), _) => {
                    let letter = self.escape()?;
                    let text = escaped.get_or_insert_default();
                    text.push_str(plain);
                    text.push(letter);
                }
                _ => return Err(Malformed),
            }
        }
    }

    /// What stands for a letter after a backslash.
    fn escape(&mut self) -> Result<char, Malformed> {
        let letter = self.here().ok_or(Malformed)?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code(),
            _ => return Err(Malformed),
        })
    }

    /// The letter of one UTF-16 code, or of two that are a pair.
    fn code(&mut self) -> Result<char, Malformed> {
        let first = self.hexadecimal()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first).ok_or(Malformed);
        }
        if !self.rest().starts_with("\\u") {
            return Err(Malformed);
        }
        self.at += 2;
        let second = self.hexadecimal()?;
        if !(0xDC00..0xE000).contains(&second) {
            return Err(Malformed);
        }
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)).ok_or(Malformed)
    }

    fn hexadecimal(&mut self) -> Result<u32, Malformed> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.here().and_then(|letter| char::from(letter).to_digit(16)).ok_or(Malformed)?;
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }

    /// A number. Of one with a fraction or an exponent the last bit may differ from what it stands for: none of ours has either, and
    /// to be exact costs ten kilobytes of tables.
    pub fn number(&mut self) -> Result<Number, Malformed> {
        let is_negative = self.peek()? == b'-';
        self.at += usize::from(is_negative);
        let whole = self.digits();
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(Malformed);
        }
        let mut exponent = 0;
        let mut fraction = None;
        if self.here() == Some(b'.') {
            self.at += 1;
            let digits = self.digits();
            fraction = Some(digits).filter(|digits| !digits.is_empty());
            fraction.ok_or(Malformed)?;
        }
        if matches!(self.here(), Some(b'e' | b'E')) {
            self.at += 1;
            exponent = self.exponent()?;
            fraction.get_or_insert("");
        }
        match (fraction, whole.parse::<u64>()) {
            (None, Ok(number)) if !is_negative => return Ok(Number::Natural(number)),
            (None, Ok(number)) if number != 0 => {
                if let Some(number) = 0_i64.checked_sub_unsigned(number) {
                    return Ok(Number::Negative(number));
                }
            }
            _ => {}
        }
        let fraction = fraction.unwrap_or_default();
        let digits = whole.bytes().chain(fraction.bytes());
        let mantissa = digits.fold(0.0, |sum, digit| sum * 10.0 + f64::from(digit - b'0'));
        let shift = exponent - i32::try_from(fraction.len()).map_err(|_| Malformed)?;
        let power = 10_f64.powi(shift.abs());
        let number = if shift < 0 { mantissa / power } else { mantissa * power };
        if number.is_finite() {
            Ok(Number::Fraction(if is_negative { -number } else { number }))
        } else {
            Err(Malformed)
        }
    }

    fn exponent(&mut self) -> Result<i32, Malformed> {
        let sign = self.here();
        self.at += usize::from(matches!(sign, Some(b'+' | b'-')));
        let exponent: i32 = self.digits().parse().map_err(|_| Malformed)?;
        Ok(if sign == Some(b'-') { -exponent } else { exponent }.clamp(-400, 400))
    }

    fn digits(&mut self) -> &'a str {
        let start = self.at;
        while self.here().is_some_and(|letter| letter.is_ascii_digit()) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    /// Passes a whole value.
    pub fn skip(&mut self) -> Result<(), Malformed> {
        match self.peek()? {
            b'"' => self.text().map(drop),
            b't' | b'f' => self.truth().map(drop),
            b'n' => self.word("null"),
            b'[' => self.skip_items(b'[', b']'),
            b'{' => self.skip_items(b'{', b'}'),
            _ => self.number().map(drop),
        }
    }

    fn skip_items(&mut self, opening: u8, closing: u8) -> Result<(), Malformed> {
        self.open(opening)?;
        let mut is_first = true;
        while self.another(closing, is_first)? {
            is_first = false;
            if opening == b'{' {
                self.text()?;
                self.pass(b':')?;
            }
            self.skip()?;
        }
        self.close(closing)
    }

    fn pass_space(&mut self) {
        while matches!(self.here(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn here(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}
