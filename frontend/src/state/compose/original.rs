//! The email that is answered or passed on, in words: its text, who wrote when, and what a text promises.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::Draft;
use gatepost_shared::draft::quote::ForwardWords;
use gatepost_shared::draft::reply::Audience;
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

/// Whether it has formatting.
pub fn has_html(email: &Email) -> bool {
    email.html_body.iter().any(|part| part.media_type == "text/html")
}

/// Who got the original and does not get this answer: nobody, unless it goes to the author alone.
pub fn left_out(email: &Email, me: &[Identity], draft: &Draft, audience: Audience) -> Vec<EmailAddress> {
    if audience != Audience::Author {
        return Vec::new();
    }
    let to_all = Draft::reply(email, "", "", me, Audience::Everybody);
    let is_left_out = |one: &&EmailAddress| !draft.recipients().any(|taken| taken.same_mailbox(one));
    to_all.recipients().filter(is_left_out).cloned().collect()
}

/// Whether the person's own words speak of an attachment.
pub fn promises_attachment(text: &str) -> bool {
    let own = own_words(text).to_lowercase();
    t(words::compose::ATTACHMENT_WORDS).split('|').any(|word| own.contains(word))
}

/// The person's own words: without what is quoted, and without the signature.
pub fn own_words(text: &str) -> String {
    // An answer quotes below its attribution, a forward below its heading: what stands there is not the person's.
    let own = text.split(t(words::compose::FORWARDED_HEADING)).next().unwrap_or_default();
    let own = own.split("\n-- \n").next().unwrap_or_default();
    let lines: Vec<&str> = own.lines().filter(|line| !line.starts_with('>')).collect();
    lines.join("\n").trim().to_owned()
}

/// When it was sent, as the person reads dates.
pub fn date(email: &Email) -> String {
    i18n::date_and_time(email.sent_at.unwrap_or(email.received_at))
}
