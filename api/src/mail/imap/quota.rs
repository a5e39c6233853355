//! How full the mailbox is (QUOTA: RFC 9208, and RFC 2087 before it).

use gatepost_shared::quota::{Quota, ResourceType, Scope};

use super::encode::Command;
use super::response::Untagged;
use super::session::Session;
use super::value::{self, Value};
use crate::mail::error::MailError;

/// The limits of the inbox, which are those of all mail on every server we know; none where there are none.
pub(super) async fn read(session: &mut Session) -> Result<Vec<Quota>, MailError> {
    if !session.has("QUOTA") {
        return Ok(Vec::new());
    }
    let answer = session.run(Command::new("GETQUOTAROOT").words("INBOX")).await?;
    let told = answer.untagged.iter().filter_map(|response| match response {
        Untagged::Other(line) => Some(value::read(line, 0)),
        _ => None,
    });
    Ok(told.flat_map(|values| quotas(&values)).collect())
}

/// `* QUOTA root (STORAGE 10 512 MESSAGE 3 100)`: storage in units of 1024 bytes (RFC 9208, section 5.1).
fn quotas(values: &[Value]) -> Vec<Quota> {
    let [_, word, root, Value::List(resources), ..] = values else { return Vec::new() };
    if !word.text().is_some_and(|word| word.eq_ignore_ascii_case("QUOTA")) {
        return Vec::new();
    }
    let name = root.text().unwrap_or_default();
    resources.chunks_exact(3).filter_map(|resource| quota(&name, resource)).collect()
}

/// Other resources (folders, annotations) are none of mail.
fn quota(name: &str, resource: &[Value]) -> Option<Quota> {
    let kind = resource.first()?.text()?.to_ascii_uppercase();
    let (resource_type, unit) = match kind.as_str() {
        "STORAGE" => (ResourceType::Octets, 1024),
        "MESSAGE" => (ResourceType::Count, 1),
        _ => return None,
    };
    Some(Quota {
        id: format!("{}-{name}", kind.to_ascii_lowercase()),
        resource_type,
        used: resource.get(1)?.number()?.saturating_mul(unit),
        hard_limit: resource.get(2)?.number()?.saturating_mul(unit),
        scope: Scope::Account,
        name: name.to_owned(),
        types: vec!["Mail".to_owned()],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn told(line: &'static str) -> Vec<(ResourceType, u64, u64)> {
        let quotas = quotas(&value::read(&Bytes::from_static(line.as_bytes()), 0));
        quotas.into_iter().map(|quota| (quota.resource_type, quota.used, quota.hard_limit)).collect()
    }

    #[test]
    fn storage_is_told_in_bytes() {
        assert_eq!(
            told("* QUOTA \"User quota\" (STORAGE 10 512 MESSAGE 3 100)\r\n"),
            [(ResourceType::Octets, 10_240, 524_288), (ResourceType::Count, 3, 100)]
        );
        assert_eq!(
            told("* QUOTA {5}\r\nother (X-NUM-FOLDERS 6 9 STORAGE 1 2)\r\n"),
            [(ResourceType::Octets, 1024, 2048)]
        );
    }

    #[test]
    fn what_is_no_quota_is_none() {
        for line in [
            "* QUOTAROOT INBOX user/x\r\n",
            "* QUOTA x ()\r\n",
            "* QUOTA\r\n",
            "* QUOTA x (STORAGE a b)\r\n",
            "* X\r\n",
        ] {
            assert!(told(line).is_empty(), "{line}");
        }
    }
}
