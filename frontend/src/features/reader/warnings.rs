//! What the person should know before they rely on what they read.

use std::sync::Arc;

use gatepost_shared::email::{Email, Verdict, Warning, WarningKind};
use gatepost_shared::keyword::Keyword;
use leptos::prelude::*;

use crate::i18n::{Message, t, t_with, words};
use crate::ui::icon::{Icon, IconName};

/// The warnings, the gravest first; nothing where there are none.
#[component]
pub fn Warnings(
    /// The email.
    email: Arc<Email>,
) -> impl IntoView {
    let mut all = sentences(&email);
    all.sort_by_key(|(is_grave, _)| !*is_grave);
    let notice = |(is_grave, text): (bool, String)| {
        let icon = if is_grave { IconName::Junk } else { IconName::Warning };
        view! {
            <div class="notice notice-warning" class:notice-danger=is_grave>
                <Icon name=icon />
                <p dir="auto">{text}</p>
            </div>
        }
    };
    all.into_iter().map(notice).collect_view()
}

/// Each with whether somebody may want to deceive the person.
fn sentences(email: &Email) -> Vec<(bool, String)> {
    let mut all = Vec::new();
    if email.keywords.has(Keyword::SUBMIT_PENDING) {
        all.push((false, t(words::reader::SUBMIT_PENDING).to_owned()));
    }
    if let Some(domain) = forged_domain(email) {
        all.push((true, t_with(words::reader::FORGED, &[("domain", &domain)])));
    }
    all.extend(email.warnings.iter().map(|warning| (is_grave(warning.kind), sentence(warning))));
    if email.body_values.values().any(|value| value.is_encoding_problem) {
        all.push((false, t(words::reader::ENCODING).to_owned()));
    }
    all
}

/// The domain in `From` that the receiving server says did not send this. That it says so is worth a warning even where
/// it could be another that wrote it.
fn forged_domain(email: &Email) -> Option<String> {
    let dmarc = email.authentication.as_ref()?.dmarc.as_ref()?;
    let own = || email.from.first()?.email.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    (dmarc.result == Verdict::Fail).then(|| dmarc.domain.clone().or_else(own)).flatten()
}

fn is_grave(kind: WarningKind) -> bool {
    matches!(
        kind,
        WarningKind::NameHoldsAddress
            | WarningKind::NameOfSomebodyKnown
            | WarningKind::DomainIsDeceptive
            | WarningKind::DomainLooksLike
    )
}

fn sentence(warning: &Warning) -> String {
    let mut values: Vec<(&str, &str)> = Vec::with_capacity(warning.values.len());
    values.extend(warning.values.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    t_with(words_of(warning.kind), &values)
}

fn words_of(kind: WarningKind) -> Message {
    match kind {
        WarningKind::StructureBroken => words::reader::WARN_STRUCTURE,
        WarningKind::PartsCut => words::reader::WARN_PARTS,
        WarningKind::HeaderCut => words::reader::WARN_HEADER,
        WarningKind::HtmlCut => words::reader::WARN_HTML_CUT,
        WarningKind::HtmlFlattened => words::reader::WARN_HTML_FLATTENED,
        WarningKind::TnefUnread => words::reader::WARN_TNEF,
        WarningKind::CalendarUnread => words::reader::WARN_CALENDAR,
        WarningKind::NameHoldsAddress => words::reader::WARN_NAME_ADDRESS,
        WarningKind::NameOfSomebodyKnown => words::reader::WARN_NAME_KNOWN,
        WarningKind::DomainIsDeceptive => words::reader::WARN_DOMAIN_DECEPTIVE,
        WarningKind::DomainLooksLike => words::reader::WARN_DOMAIN_LIKE,
        WarningKind::ReplyToElsewhere => words::reader::WARN_REPLY_TO,
    }
}
