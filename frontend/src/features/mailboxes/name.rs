//! What a mailbox is called and which picture it has.

use gatepost_shared::mailbox::{Mailbox, Role};

use crate::i18n::{t, words::mailboxes};
use crate::ui::icon::IconName;

/// The name: for a mailbox at the top with a role the role's name in the person's language, else its own.
pub fn name_of(mailbox: &Mailbox) -> String {
    let by_role = |role| match role {
        Role::Inbox => mailboxes::INBOX,
        Role::Drafts => mailboxes::DRAFTS,
        Role::Sent => mailboxes::SENT,
        Role::Archive => mailboxes::ARCHIVE,
        Role::Junk => mailboxes::JUNK,
        Role::Trash => mailboxes::TRASH,
    };
    mailbox.role.map_or_else(|| mailbox.name.clone(), |role| t(by_role(role)).to_owned())
}

/// The name with those of the mailboxes around it: "Projects / Gate".
pub fn path_of(mailbox: &Mailbox) -> String {
    if mailbox.role.is_some() { name_of(mailbox) } else { mailbox.path.join(" / ") }
}

/// The picture of a mailbox.
pub fn icon_of(role: Option<Role>) -> IconName {
    match role {
        Some(Role::Inbox) => IconName::Inbox,
        Some(Role::Drafts) => IconName::Drafts,
        Some(Role::Sent) => IconName::Sent,
        Some(Role::Archive) => IconName::Archive,
        Some(Role::Junk) => IconName::Junk,
        Some(Role::Trash) => IconName::Trash,
        None => IconName::Folder,
    }
}
