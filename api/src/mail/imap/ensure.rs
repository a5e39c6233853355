//! Mailboxes that are there because we need them: one for each role, and the drawer.

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::Role;

use super::encode::Command;
use super::response::{Listed, Untagged};
use super::session::Session;
use super::value::Value;
use super::{mailboxes, utf7};
use crate::mail::error::MailError;

/// The mailbox with this role, created and subscribed if the account has none.
pub(super) async fn with_role(session: &mut Session, role: Role) -> Result<MailboxId, MailError> {
    if let Some(mailbox) = mailboxes::by_role(session).await?.remove(&role) {
        return Ok(mailbox);
    }
    let (name, attribute) = usual(role);
    let id = id_at_top(session, name).await?;
    let command = Command::new("CREATE").mailbox(&id);
    let command = if session.has("CREATE-SPECIAL-USE") { command.words(attribute) } else { command };
    create(session, command).await?;
    session.run(Command::new("SUBSCRIBE").mailbox(&id)).await?;
    Ok(id)
}

/// The mailbox with this name at the top, created if it is missing; not subscribed, so that mail programs
/// do not show it.
pub(super) async fn named(session: &mut Session, name: &str) -> Result<MailboxId, MailError> {
    let id = id_at_top(session, name).await?;
    if !exists(session, &id).await? {
        let created = create(session, Command::new("CREATE").mailbox(&id)).await;
        // Refused without a word that tells why (Cyrus): was another node faster?
        if let Err(error) = created
            && !(matches!(error, MailError::Refused { .. }) && exists(session, &id).await?)
        {
            return Err(error);
        }
    }
    Ok(id)
}

async fn exists(session: &mut Session, id: &MailboxId) -> Result<bool, MailError> {
    let answer = session.run(Command::new("LIST").words("\"\"").mailbox(id)).await?;
    let is_it = |response: &Untagged| match response {
        Untagged::List(Listed { name, attributes, .. }) => {
            let is_gone = attributes.iter().any(|attribute| attribute.eq_ignore_ascii_case("\\NonExistent"));
            &name[..] == id.name().as_bytes() && !is_gone
        }
        _ => false,
    };
    Ok(answer.untagged.iter().any(is_it))
}

/// What a mailbox with a role is called when we make it, and RFC 6154's word for it.
pub(super) fn usual(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Inbox => ("INBOX", "(USE ())"),
        Role::Drafts => ("Drafts", "(USE (\\Drafts))"),
        Role::Sent => ("Sent", "(USE (\\Sent))"),
        Role::Archive => ("Archive", "(USE (\\Archive))"),
        Role::Junk => ("Junk", "(USE (\\Junk))"),
        Role::Trash => ("Trash", "(USE (\\Trash))"),
    }
}

/// Somebody else, perhaps another node, may have created it at the same moment.
async fn create(session: &mut Session, command: Command) -> Result<(), MailError> {
    match session.run(command).await {
        Err(MailError::Refused { code, .. }) if code.eq_ignore_ascii_case("ALREADYEXISTS") => Ok(()),
        other => other.map(drop),
    }
}

/// The id of a name at the top of the person's own mailboxes, which may be inside the inbox (RFC 2342).
pub(super) async fn id_at_top(session: &mut Session, name: &str) -> Result<MailboxId, MailError> {
    let prefix =
        if session.has("NAMESPACE") && name != "INBOX" { personal_prefix(session).await? } else { String::new() };
    MailboxId::new(format!("{prefix}{}", utf7::encode(name))).map_err(|_| MailError::NotFound("mailbox"))
}

/// What the names of the person's own mailboxes begin with: nothing, or `INBOX.`.
pub(super) async fn personal_prefix(session: &mut Session) -> Result<String, MailError> {
    let answer = session.run(Command::new("NAMESPACE")).await?;
    let prefix = answer.untagged.iter().find_map(|response| match response {
        Untagged::Namespace(values) => values.first()?.list()?.first()?.list()?.first().and_then(Value::text),
        _ => None,
    });
    Ok(prefix.unwrap_or_default())
}
