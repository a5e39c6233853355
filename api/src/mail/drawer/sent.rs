//! To whom a person writes: the recipients of their newest sent messages, each once, those they write to often and
//! lately first. Remembered as long as Sent is as it was.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::date::UtcDate;
use gatepost_shared::draft::recipients;
use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Role;
use moka::future::Cache;

use crate::mail::error::MailError;
use crate::mail::imap::Mail;

/// How many sent messages are looked at.
const MESSAGES: u32 = 500;

/// How many recipients are remembered for one person.
const RECIPIENTS: usize = 1000;

/// How many people's recipients a node remembers, and how long when nobody asks.
const PEOPLE: u64 = 5000;
const REST: Duration = Duration::from_mins(15);

/// After how many days a message counts half.
const HALF_LIFE_DAYS: f64 = 30.0;

/// Somebody to whom the person writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Correspondent {
    /// Who, with the name of the latest message that has one.
    pub address: EmailAddress,
    /// How often and how lately: the sum over the messages, older ones counting less.
    pub weight: f64,
}

/// To whom one person writes.
#[derive(Debug, Clone, Default)]
struct Circle {
    sent: Option<MailboxId>,
    state: String,
    people: Arc<Vec<Correspondent>>,
}

/// What a node remembers of all people. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Circles {
    circles: Cache<String, Circle>,
}

impl Default for Circles {
    fn default() -> Self {
        Self { circles: Cache::builder().max_capacity(PEOPLE).time_to_idle(REST).build() }
    }
}

impl Circles {
    /// To whom the person writes whose mail this is, the first first; `account` names server and person.
    pub async fn of(&self, account: &str, mail: &Mail) -> Result<Arc<Vec<Correspondent>>, MailError> {
        let known = self.circles.get(account).await.unwrap_or_default();
        let circle = match look(mail, &known).await {
            // Sent was renamed or deleted: perhaps there is another.
            Err(MailError::NotFound(_)) if known.sent.is_some() => look(mail, &Circle::default()).await?,
            circle => circle?,
        };
        let Some(circle) = circle else { return Ok(known.people) };
        self.circles.insert(account.to_owned(), circle.clone()).await;
        Ok(circle.people)
    }
}

/// None when it is as it was.
async fn look(mail: &Mail, known: &Circle) -> Result<Option<Circle>, MailError> {
    let sent = match &known.sent {
        Some(sent) => sent.clone(),
        None => match mail.mailboxes().await?.into_iter().find(|mailbox| mailbox.role == Some(Role::Sent)) {
            Some(mailbox) => mailbox.id,
            None => return Ok(None),
        },
    };
    let recipients = mail.recipients(&sent, MESSAGES, &known.state).await?;
    Ok(recipients.map(|found| Circle { sent: Some(sent), state: found.state, people: Arc::new(weigh(found.list)) }))
}

/// Each once, by weight. Times are measured from the latest message, so that no clock is needed.
fn weigh(list: Vec<(EmailAddress, UtcDate)>) -> Vec<Correspondent> {
    let latest = list.iter().map(|(_, date)| date.seconds()).max().unwrap_or(0);
    let mut people: HashMap<String, Correspondent> = HashMap::new();
    for (address, date) in list {
        if recipients::validate(&address.email).is_err() {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "days need no precision")]
        let days = (latest - date.seconds()) as f64 / 86_400.0;
        let weight = 0.5_f64.powf(days / HALF_LIFE_DAYS);
        let person = people
            .entry(address.email.to_lowercase())
            .or_insert_with(|| Correspondent { address: EmailAddress::bare(address.email.clone()), weight: 0.0 });
        person.weight += weight;
        // The newest message comes first.
        if person.address.name.is_none() {
            person.address.name = address.name;
        }
    }
    let mut people: Vec<Correspondent> = people.into_values().collect();
    let by_weight = |one: &Correspondent, other: &Correspondent| {
        other.weight.total_cmp(&one.weight).then_with(|| one.address.email.cmp(&other.address.email))
    };
    people.sort_by(by_weight);
    people.truncate(RECIPIENTS);
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_written_to_often_and_lately_is_first() {
        let at = |days: i64| UtcDate::from_seconds(1_780_000_000 - days * 86_400);
        let list = vec![
            (EmailAddress::bare("new@x.org"), at(0)),
            (EmailAddress::bare("often@x.org"), at(1)),
            (EmailAddress::named("Often", "OFTEN@x.org"), at(2)),
            (EmailAddress::named("Older name", "often@x.org"), at(3)),
            (EmailAddress::bare("old@x.org"), at(400)),
            (EmailAddress::bare("no address"), at(0)),
        ];
        let people = weigh(list);
        let who: Vec<_> = people.iter().map(|of| of.address.email.as_str()).collect();
        assert_eq!(who, ["often@x.org", "new@x.org", "old@x.org"]);
        assert_eq!(people[0].address.name.as_deref(), Some("Often"));
    }
}
