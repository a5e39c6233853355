//! Mailboxes: the tree, the roles, the counts, and the order in which a person expects to see them.

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
    fn cyrus_spells_special_use_in_lower_case() {
        assert_eq!(Role::from_attribute("\\archive"), Some(Role::Archive));
        assert_eq!(Role::from_attribute("\\HasNoChildren"), None);
    }
}
