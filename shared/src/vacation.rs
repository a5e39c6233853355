//! The answer that the mail server gives while a person is away (RFC 8621, section 8; RFC 5230).

use serde::{Deserialize, Serialize};

use crate::date::UtcDate;
use crate::draft::recipients;

/// The longest text, in bytes.
pub const MAX_TEXT: usize = 16 * 1024;
/// The longest subject, in bytes.
pub const MAX_SUBJECT: usize = 500;
/// The most days between two answers to the same person.
pub const MAX_DAYS: u16 = 30;
/// The most addresses.
pub const MAX_ADDRESSES: usize = 200;

/// What is answered, when, and to mail for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VacationResponse {
    /// Whether it is given, between the two moments.
    pub is_enabled: bool,
    /// From when on; none means at once. Where the server has `RuleAbilities::vacation_dates`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_date: Option<UtcDate>,
    /// The moment from which on it is given no more; none means until it is switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_date: Option<UtcDate>,
    /// The subject; the mail server makes one from the mail's where it is empty. At most 500 bytes, in one line.
    #[serde(default)]
    pub subject: String,
    /// The text, at most 16,384 bytes; needed while it is enabled.
    #[serde(default)]
    pub text_body: String,
    /// To which of the person's addresses a mail must have been sent to be answered; none means to any of them.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// After how many days the same person is answered again: 1 to 30.
    #[serde(default = "week")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 30, example = 7))]
    pub days: u16,
}

fn week() -> u16 {
    7
}

impl Default for VacationResponse {
    fn default() -> Self {
        Self {
            is_enabled: false,
            from_date: None,
            to_date: None,
            subject: String::new(),
            text_body: String::new(),
            addresses: Vec::new(),
            days: week(),
        }
    }
}

/// Why an answer is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct VacationFault {
    /// The property that is wrong.
    pub property: &'static str,
    /// What is wrong, in a sentence.
    pub sentence: String,
}

impl VacationResponse {
    /// Whether it makes sense.
    ///
    /// # Errors
    /// The first property that does not.
    pub fn check(&self) -> Result<(), VacationFault> {
        let fault = |property, sentence: &str| Err(VacationFault { property, sentence: sentence.to_owned() });
        if self.subject.len() > MAX_SUBJECT || self.subject.contains(char::is_control) {
            return fault("subject", "The subject is one line of at most 500 bytes.");
        }
        if self.text_body.len() > MAX_TEXT {
            return fault("textBody", "The text has at most 16,384 bytes.");
        }
        if self.text_body.contains(|letter: char| letter.is_control() && !"\r\n\t".contains(letter)) {
            return fault("textBody", "The text cannot hold control characters.");
        }
        if self.is_enabled && self.text_body.trim().is_empty() {
            return fault("textBody", "Write what shall be answered.");
        }
        if !(1..=MAX_DAYS).contains(&self.days) {
            return fault("days", "Between two answers to the same person are 1 to 30 days.");
        }
        if self.from_date.zip(self.to_date).is_some_and(|(from, to)| from >= to) {
            return fault("toDate", "The end is after the beginning.");
        }
        if self.addresses.len() > MAX_ADDRESSES {
            return fault("addresses", "There are at most 200 addresses.");
        }
        for address in &self.addresses {
            if let Err(why) = recipients::validate(address) {
                let sentence = format!("\"{address}\" is no address. {why}");
                return Err(VacationFault { property: "addresses", sentence });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_makes_sense_is_taken_and_others_are_named() {
        let away = VacationResponse { is_enabled: true, text_body: "Away.".to_owned(), ..VacationResponse::default() };
        assert_eq!(away.check(), Ok(()));
        let wrong = |change: fn(&mut VacationResponse)| {
            let mut changed = away.clone();
            change(&mut changed);
            changed.check().unwrap_err().property
        };
        assert_eq!(wrong(|away| away.text_body = " \n".to_owned()), "textBody");
        assert_eq!(wrong(|away| away.text_body = "\0".to_owned()), "textBody");
        assert_eq!(wrong(|away| away.subject = "a\r\nb".to_owned()), "subject");
        assert_eq!(wrong(|away| away.days = 0), "days");
        assert_eq!(wrong(|away| away.addresses = vec!["a\"\r\n".to_owned()]), "addresses");
        assert_eq!(
            wrong(|away| {
                away.from_date = Some(UtcDate::from_seconds(9));
                away.to_date = Some(UtcDate::from_seconds(9));
            }),
            "toDate"
        );
    }
}
