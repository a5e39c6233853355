//! Mailboxes: the tree, the roles, the counts, and the order in which a person expects to see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::MailboxId;

/// What a mailbox is for (RFC 8621, section 2; the IANA registry "IMAP Mailbox Name Attributes").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Where new mail arrives.
    Inbox,
    /// Mail not finished yet.
    Drafts,
    /// Mail sent by the person.
    Sent,
    /// Mail kept, out of the way.
    Archive,
    /// Unwanted mail.
    Junk,
    /// Mail on its way out.
    Trash,
}

/// What the person may do in a mailbox, from its ACL (RFC 8621, section 2; RFC 4314).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailboxRights {
    /// See and read the mail in it.
    pub may_read_items: bool,
    /// Put mail into it.
    pub may_add_items: bool,
    /// Take mail out of it.
    pub may_remove_items: bool,
    /// Mark mail read or unread.
    pub may_set_seen: bool,
    /// Set other keywords.
    pub may_set_keywords: bool,
    /// Make a mailbox inside it.
    pub may_create_child: bool,
    /// Rename or move it.
    pub may_rename: bool,
    /// Delete it.
    pub may_delete: bool,
    /// Send mail into it by SMTP (RFC 4314, right `p`).
    pub may_submit: bool,
}

impl MailboxRights {
    /// Everything: one's own mailbox.
    pub const ALL: Self = Self {
        may_read_items: true,
        may_add_items: true,
        may_remove_items: true,
        may_set_seen: true,
        may_set_keywords: true,
        may_create_child: true,
        may_rename: true,
        may_delete: true,
        may_submit: true,
    };

    /// Nothing: a name in the tree that holds no mail (`\Noselect`).
    pub const NONE: Self = Self {
        may_read_items: false,
        may_add_items: false,
        may_remove_items: false,
        may_set_seen: false,
        may_set_keywords: false,
        may_create_child: true,
        may_rename: false,
        may_delete: false,
        may_submit: false,
    };
}

/// A mailbox (RFC 8621, section 2) with its path and its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Mailbox {
    /// Opaque; changes when the mailbox is renamed.
    pub id: MailboxId,
    /// The last part of the path, decoded from modified UTF-7.
    pub name: String,
    /// The mailbox that this one is in.
    pub parent_id: Option<MailboxId>,
    /// All parts of the path, decoded, outermost first; the last is `name`.
    pub path: Vec<String>,
    /// What it is for.
    pub role: Option<Role>,
    /// Smaller is shown first, among the children of one parent.
    pub sort_order: u32,
    /// How many emails it holds.
    pub total_emails: u32,
    /// How many of them are unread.
    pub unread_emails: u32,
    /// What the person may do with it.
    pub my_rights: MailboxRights,
    /// Whether the person has subscribed to it.
    pub is_subscribed: bool,
    /// Whether it can hold mail: false for a mere name in the tree (`\Noselect`, RFC 3501, section 7.2.2).
    pub is_selectable: bool,
    /// Changes when anything in the mailbox changes: new mail, keywords, deletion. None when not selectable.
    pub state: Option<String>,
}

/// `POST /mailboxes` (RFC 8621, section 2.5, create).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateMailbox {
    /// The last part of its path: see [`check_name`].
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200, example = "Travel"))]
    pub name: String,
    /// The mailbox that it shall be in; none for the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<MailboxId>,
    /// What it is for, if no other mailbox is for that. Servers without CREATE-SPECIAL-USE (RFC 6154) know a role
    /// by its usual name only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether mail programs shall show it; they do unless this is false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_subscribed: Option<bool>,
}

/// `PATCH /mailboxes/{id}`: what is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateMailbox {
    /// A new name: see [`check_name`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub name: Option<String>,
    /// The mailbox to move it into; null moves it to the top.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<MailboxId>))]
    pub parent_id: Option<Option<MailboxId>>,
    /// Whether mail programs shall show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_subscribed: Option<bool>,
    /// Rename or move it although it has a role, which it may lose by that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force: bool,
}

/// The answer to [`UpdateMailbox`]. An id carries the mailbox's name, so those of a renamed mailbox, of the
/// mailboxes inside it, and of all emails in these are new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdatedMailbox {
    /// The mailbox as it is now.
    pub mailbox: Mailbox,
    /// The new id of each mailbox that has one, by its old one: of this mailbox and of those inside it.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>))]
    pub moved: BTreeMap<MailboxId, MailboxId>,
}

/// The longest name of a mailbox in bytes of UTF-8, one part of its path.
pub const MAX_NAME: usize = 200;

/// Why a text cannot be the name of a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing but white space.
    #[error("A folder needs a name.")]
    Empty,
    /// Longer than [`MAX_NAME`].
    #[error("This name is too long for a folder. Choose a shorter one.")]
    TooLong,
    /// A line end or another sign that cannot be seen.
    #[error("The name of a folder cannot contain line ends or other control characters.")]
    Control,
}

/// The name that a person typed as a mailbox can have it, white space around it taken away (RFC 8621, section 2:
/// Net-Unicode). What else a server refuses, its separator above all, only the server knows.
///
/// # Errors
/// When no mailbox can have this name.
pub fn check_name(typed: &str) -> Result<&str, InvalidName> {
    let name = typed.trim();
    let is_control = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}');
    match () {
        () if name.is_empty() => Err(InvalidName::Empty),
        () if name.len() > MAX_NAME => Err(InvalidName::TooLong),
        () if name.chars().any(is_control) => Err(InvalidName::Control),
        () => Ok(name),
    }
}

/// Tells an absent member from one that is null (RFC 8620, section 5.3).
#[expect(clippy::option_option, reason = "absent, null and an id are three different wishes")]
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<MailboxId>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Mailbox {
    /// How deep it is in the tree: 0 at the top.
    pub fn depth(&self) -> usize {
        self.path.len().saturating_sub(1)
    }
}

impl Role {
    /// All roles in the order in which a person expects to see them.
    pub const ALL: [Self; 6] = [Self::Inbox, Self::Drafts, Self::Sent, Self::Archive, Self::Junk, Self::Trash];

    /// The place in the list for a mailbox with this role; mailboxes without one come after all roles.
    pub fn sort_order(self) -> u32 {
        Self::ALL.iter().position(|role| *role == self).map_or(10, |place| u32::try_from(place).unwrap_or(10))
    }

    /// The role that a special-use attribute names (RFC 6154, section 2), without regard to case.
    pub fn from_attribute(attribute: &str) -> Option<Self> {
        let named = |name: &str| attribute.eq_ignore_ascii_case(name);
        match () {
            () if named("\\Drafts") => Some(Self::Drafts),
            () if named("\\Sent") => Some(Self::Sent),
            () if named("\\Archive") => Some(Self::Archive),
            () if named("\\Junk") => Some(Self::Junk),
            () if named("\\Trash") => Some(Self::Trash),
            () => None,
        }
    }

    /// The role that a top-level mailbox most likely has by its name, for servers without SPECIAL-USE.
    pub fn from_common_name(name: &str) -> Option<Self> {
        match name.to_lowercase().as_str() {
            "inbox" => Some(Self::Inbox),
            "drafts" => Some(Self::Drafts),
            "sent" | "sent items" | "sent messages" | "sent mail" => Some(Self::Sent),
            "archive" | "archives" => Some(Self::Archive),
            "junk" | "spam" | "junk e-mail" | "junk email" => Some(Self::Junk),
            "trash" | "deleted items" | "deleted messages" => Some(Self::Trash),
            _ => None,
        }
    }
}

/// Puts mailboxes into the order of a tree read from top to bottom: roles first, then by name without
/// regard to case; children directly after their parent.
pub fn sort_as_tree(mailboxes: &mut [Mailbox]) {
    let role_of_path: std::collections::HashMap<Vec<String>, u32> =
        mailboxes.iter().map(|mailbox| (mailbox.path.clone(), mailbox.sort_order)).collect();
    mailboxes.sort_by_cached_key(|mailbox| {
        (1..=mailbox.path.len())
            .map(|length| {
                let place = role_of_path.get(&mailbox.path[..length]).copied().unwrap_or(10);
                (place, mailbox.path[length - 1].to_lowercase(), mailbox.path[length - 1].clone())
            })
            .collect::<Vec<_>>()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(path: &str, role: Option<Role>) -> Mailbox {
        let path: Vec<String> = path.split('/').map(str::to_owned).collect();
        Mailbox {
            id: MailboxId::new(path.join("/")).unwrap(),
            name: path.last().unwrap().clone(),
            parent_id: None,
            path,
            role,
            sort_order: role.map_or(10, Role::sort_order),
            total_emails: 0,
            unread_emails: 0,
            my_rights: MailboxRights::ALL,
            is_subscribed: true,
            is_selectable: true,
            state: None,
        }
    }

    #[test]
    fn roles_come_first_and_children_follow_their_parent() {
        let mut tree = vec![
            mailbox("Zoo", None),
            mailbox("apples/Pie", None),
            mailbox("Trash", Some(Role::Trash)),
            mailbox("apples", None),
            mailbox("INBOX/Later", None),
            mailbox("INBOX", Some(Role::Inbox)),
        ];
        sort_as_tree(&mut tree);
        let order: Vec<String> = tree.iter().map(|mailbox| mailbox.path.join("/")).collect();
        assert_eq!(order, ["INBOX", "INBOX/Later", "Trash", "apples", "apples/Pie", "Zoo"]);
    }

    #[test]
    fn a_parent_that_is_null_is_the_top_and_one_that_is_absent_stays() {
        let update = |json: &str| serde_json::from_str::<UpdateMailbox>(json).unwrap().parent_id;
        assert_eq!(update("{}"), None);
        assert_eq!(update(r#"{"parentId":null}"#), Some(None));
        assert_eq!(update(r#"{"parentId":"MSU5CT1g"}"#), Some(Some(MailboxId::new("INBOX").unwrap())));
        assert!(serde_json::from_str::<UpdateMailbox>(r#"{"role":"junk"}"#).is_err());
    }

    #[test]
    fn names_are_what_a_person_can_see() {
        assert_eq!(check_name("  Größe & Co. "), Ok("Größe & Co."));
        assert_eq!(check_name(" \t"), Err(InvalidName::Empty));
        assert_eq!(check_name("a\r\nb"), Err(InvalidName::Control));
        assert_eq!(check_name(&"é".repeat(101)), Err(InvalidName::TooLong));
    }

    #[test]
    fn cyrus_spells_special_use_in_lower_case() {
        assert_eq!(Role::from_attribute("\\archive"), Some(Role::Archive));
        assert_eq!(Role::from_attribute("\\HasNoChildren"), None);
    }
}
