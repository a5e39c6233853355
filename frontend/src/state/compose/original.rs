//! The email that is answered or passed on, in words: its text, who wrote when, and what a text promises.

use gatepost_shared::draft::Draft;
use gatepost_shared::draft::quote::ForwardWords;
use gatepost_shared::email::{Email, EmailBodyPart};
use gatepost_shared::identity::Identity;

use crate::i18n::{self, t, t_with, words};

/// The text of an email as it is quoted: its parts one after the other.
pub fn text(email: &Email) -> String {
    let value = |part: &EmailBodyPart| Some(email.body_values.get(part.part_id.as_deref()?)?.value.clone());
    email.text_body.iter().filter_map(value).collect::<Vec<_>>().join("\n")
}

/// The line above a quote: "On Monday 23 November 2026 at 14:05, Carol wrote:".
pub fn attribution(email: &Email) -> String {
    let name = email.from.first().map_or("", |from| from.display());
    t_with(words::compose::ATTRIBUTION, &[("date", &date(email)), ("name", name)])
}

/// An email passed on.
pub fn forward(email: &Email, me: &[Identity]) -> Draft {
    let words = ForwardWords {
        heading: t(words::compose::FORWARDED_HEADING),
        from: t(words::compose::FROM),
        date: t(words::compose::DATE),
        subject: t(words::compose::SUBJECT),
        to: t(words::compose::TO),
        cc: t(words::compose::CC),
        sent_at: &date(email),
    };
    Draft::forward(email, &text(email), &words, me)
}

/// Whether the person's own words, without what is quoted, speak of an attachment.
pub fn promises_attachment(text: &str) -> bool {
    let own = text.lines().filter(|line| !line.starts_with('>')).collect::<Vec<_>>().join("\n").to_ascii_lowercase();
    // An answer quotes below its attribution, a forward below its heading: what stands there is not the person's.
    let own = own.split(&t(words::compose::FORWARDED_HEADING).to_ascii_lowercase()).next().unwrap_or_default();
    t(words::compose::ATTACHMENT_WORDS).split('|').any(|word| own.contains(word))
}

fn date(email: &Email) -> String {
    i18n::date_and_time(email.sent_at.unwrap_or(email.received_at))
}
