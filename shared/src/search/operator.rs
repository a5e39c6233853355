//! The operators of the search box: their names, what may stand behind them, and what both mean.

use super::{Context, ProblemKind};
use crate::date::UtcDate;
use crate::filter::{Filter, FilterCondition};
use crate::id::MailboxId;
use crate::keyword::Keyword;
use crate::mailbox::Role;

const DAY: i64 = 86_400;

/// What stands before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Who wrote it.
    From,
    /// To whom it went.
    To,
    /// Who got a copy.
    Cc,
    /// Who got a hidden copy.
    Bcc,
    /// What stands in the subject.
    Subject,
    /// What stands in the text.
    Body,
    /// What stands in the name of an attachment.
    Filename,
    /// `has:attachment`.
    Has,
    /// `is:unread`; see [`STATES`].
    Is,
    /// A mailbox, by its name, path or role; `in:anywhere` is Trash and Junk, too.
    In,
    /// What is marked on it.
    Keyword,
    /// Received before this day.
    Before,
    /// Received on this day or later.
    After,
    /// Received on this day.
    On,
    /// Received before the day so long ago.
    OlderThan,
    /// Received on the day so long ago, or later.
    NewerThan,
    /// As large as this or larger.
    Larger,
    /// Smaller than this.
    Smaller,
}

/// Every operator with its name. Names are read in any case.
pub const OPERATORS: [(&str, Operator); 18] = [
    ("from", Operator::From),
    ("to", Operator::To),
    ("cc", Operator::Cc),
    ("bcc", Operator::Bcc),
    ("subject", Operator::Subject),
    ("body", Operator::Body),
    ("filename", Operator::Filename),
    ("has", Operator::Has),
    ("is", Operator::Is),
    ("in", Operator::In),
    ("keyword", Operator::Keyword),
    ("before", Operator::Before),
    ("after", Operator::After),
    ("on", Operator::On),
    ("older_than", Operator::OlderThan),
    ("newer_than", Operator::NewerThan),
    ("larger", Operator::Larger),
    ("smaller", Operator::Smaller),
];

/// What `is:` knows: the word, the keyword, and whether it is set. The first word for a state is the one written.
pub(super) const STATES: [(&str, &str, bool); 9] = [
    ("unread", Keyword::SEEN, false),
    ("read", Keyword::SEEN, true),
    ("starred", Keyword::FLAGGED, true),
    ("flagged", Keyword::FLAGGED, true),
    ("unstarred", Keyword::FLAGGED, false),
    ("answered", Keyword::ANSWERED, true),
    ("unanswered", Keyword::ANSWERED, false),
    ("forwarded", Keyword::FORWARDED, true),
    ("draft", Keyword::DRAFT, true),
];

/// What a value means behind its operator.
pub(super) enum Meaning {
    Filter(Filter),
    /// `in:anywhere`.
    Everywhere,
}

impl Operator {
    /// The operator with this name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        OPERATORS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, operator)| *operator)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        OPERATORS.iter().find(|(_, operator)| *operator == self).map_or("", |(name, _)| name)
    }

    /// Whether any text may stand behind it.
    pub(super) fn takes_text(self) -> bool {
        matches!(self, Self::From | Self::To | Self::Cc | Self::Bcc | Self::Subject | Self::Body | Self::Filename)
    }

    /// What this value means behind it. A text is in JMAP's spelling already, everything else as the person wrote it.
    pub(super) fn meaning(self, value: &str, context: &Context<'_>) -> Result<Meaning, ProblemKind> {
        let text = || Some(value.to_owned());
        let mut condition = FilterCondition::default();
        match self {
            Self::From => condition.from = text(),
            Self::To => condition.to = text(),
            Self::Cc => condition.cc = text(),
            Self::Bcc => condition.bcc = text(),
            Self::Subject => condition.subject = text(),
            Self::Body => condition.body = text(),
            Self::Filename => condition.attachment_name = text(),
            Self::Has if is_one_of(value, &["attachment", "attachments"]) => condition.has_attachment = Some(true),
            Self::Has => return Err(ProblemKind::NotAWord),
            Self::Is => return state(value),
            Self::In if is_one_of(value, &["anywhere"]) => return Ok(Meaning::Everywhere),
            Self::In => condition.in_mailbox = Some(mailbox(value, context).ok_or(ProblemKind::NoSuchMailbox)?),
            Self::Keyword => condition.has_keyword = Some(value.parse().map_err(|_| ProblemKind::NotAKeyword)?),
            Self::Before => condition.before = Some(day(value, context)?),
            Self::After => condition.after = Some(day(value, context)?),
            Self::On => {
                let begin = day(value, context)?;
                condition.after = Some(begin);
                condition.before = Some(UtcDate::from_seconds(begin.seconds() + DAY));
            }
            Self::OlderThan => condition.before = Some(long_ago(value, context)?),
            Self::NewerThan => condition.after = Some(long_ago(value, context)?),
            Self::Larger => condition.min_size = Some(size(value)?),
            Self::Smaller => condition.max_size = Some(size(value)?),
        }
        Ok(Meaning::Filter(condition.into()))
    }
}

fn is_one_of(value: &str, words: &[&str]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(value))
}

fn state(value: &str) -> Result<Meaning, ProblemKind> {
    let known = STATES.iter().find(|(word, ..)| word.eq_ignore_ascii_case(value));
    let (_, keyword, is_set) = known.ok_or(ProblemKind::NotAWord)?;
    let keyword: Option<Keyword> = keyword.parse().ok();
    let condition = if *is_set {
        FilterCondition { has_keyword: keyword, ..FilterCondition::default() }
    } else {
        FilterCondition { not_keyword: keyword, ..FilterCondition::default() }
    };
    Ok(Meaning::Filter(condition.into()))
}

/// What `in:` calls the roles.
pub(super) const ROLES: [(&str, Role); 6] = [
    ("inbox", Role::Inbox),
    ("drafts", Role::Drafts),
    ("sent", Role::Sent),
    ("archive", Role::Archive),
    ("junk", Role::Junk),
    ("trash", Role::Trash),
];

/// A mailbox by its role, its path, or its name where only one has it.
fn mailbox(value: &str, context: &Context<'_>) -> Option<MailboxId> {
    let role = ROLES.iter().find(|(name, _)| name.eq_ignore_ascii_case(value)).map(|(_, role)| *role);
    let by_role = context.mailboxes.iter().find(|mailbox| role.is_some() && mailbox.role == role);
    let wanted = value.to_lowercase();
    let by_path = || context.mailboxes.iter().find(|mailbox| mailbox.path.join("/").to_lowercase() == wanted);
    let by_name = || {
        let mut named = context.mailboxes.iter().filter(|mailbox| mailbox.name.to_lowercase() == wanted);
        named.next().filter(|_| named.next().is_none())
    };
    by_role.or_else(by_path).or_else(by_name).map(|mailbox| mailbox.id.clone())
}

/// The moment at which the person's day begins.
fn day(value: &str, context: &Context<'_>) -> Result<UtcDate, ProblemKind> {
    match value.to_ascii_lowercase().as_str() {
        "today" => return Ok(days_ago(0, context)),
        "yesterday" => return Ok(days_ago(1, context)),
        _ => {}
    }
    let mut parts = value.split(['-', '/']);
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(ProblemKind::NotADay);
    };
    let date: UtcDate = format!("{year}-{month:0>2}-{day:0>2}T00:00:00Z").parse().map_err(|_| ProblemKind::NotADay)?;
    Ok(UtcDate::from_seconds(date.seconds() - offset(context)))
}

/// How many seconds the person's clock is ahead of UTC.
pub(super) fn offset(context: &Context<'_>) -> i64 {
    i64::from(context.utc_offset) * 60
}

fn days_ago(days: i64, context: &Context<'_>) -> UtcDate {
    let local = context.now.seconds() + offset(context);
    UtcDate::from_seconds((local.div_euclid(DAY) - days) * DAY - offset(context))
}

/// `3d`, `2w`, `6m` (of 30 days), `1y` (of 365 days).
fn long_ago(value: &str, context: &Context<'_>) -> Result<UtcDate, ProblemKind> {
    let number = value.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let days = match value[number.len()..].to_ascii_lowercase().as_str() {
        "d" => 1,
        "w" => 7,
        "m" => 30,
        "y" => 365,
        _ => return Err(ProblemKind::NotALength),
    };
    let count: u16 = number.parse().map_err(|_| ProblemKind::NotALength)?;
    Ok(days_ago(days * i64::from(count), context))
}

/// `500`, `500K`, `5M`, `1G`: K is 1024.
fn size(value: &str) -> Result<u64, ProblemKind> {
    let upper = value.to_ascii_uppercase();
    let number = upper.trim_end_matches('B').trim_end_matches(['K', 'M', 'G']);
    let unit = match upper[number.len()..].trim_end_matches('B') {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err(ProblemKind::NotASize),
    };
    let count: u32 = number.parse().map_err(|_| ProblemKind::NotASize)?;
    Ok(u64::from(count) * unit)
}
