//! The tree of mailboxes with roles, counts, rights and states: one round trip where the server has LIST-STATUS.

use std::collections::{BTreeMap, HashMap, HashSet};

use gatepost_shared::id::MailboxId;
use gatepost_shared::mailbox::{Mailbox, MailboxRights, Role, sort_as_tree};

use super::encode::Command;
use super::response::{Items, Listed, Untagged};
use super::session::{Session, no_such_mailbox};
use super::state::MailboxState;
use super::{rights, utf7};
use crate::mail::error::MailError;

/// The drawer: where what Gatepost itself stores for a person lies. It is not shown.
pub(super) const DRAWER: &str = "Gatepost";

/// The most mailboxes that are asked one by one, on a server without LIST-STATUS.
const MAX_ASKED: usize = 500;

/// How many of them are asked in one round trip.
const ASKED_AT_ONCE: usize = 50;

/// Everything that is known of the mailboxes before it becomes a tree.
#[derive(Debug, Default)]
struct Known {
    listed: Vec<Listed>,
    counts: HashMap<Vec<u8>, Items>,
    rights: HashMap<Vec<u8>, String>,
    subscribed: HashSet<Vec<u8>>,
}

/// What STATUS is asked for a state: HIGHESTMODSEQ only where there is one (RFC 7162, section 3.1.7).
pub(super) fn state_items(session: &Session) -> &'static str {
    if session.has("CONDSTORE") {
        "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"
    } else {
        "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"
    }
}

/// The opaque state of a mailbox: it changes when anything in the mailbox changes.
pub(super) fn state_of(items: &Items) -> String {
    MailboxState::of(items).to_string()
}

/// The state of one mailbox now.
pub(super) async fn state_now(session: &mut Session, mailbox: &MailboxId) -> Result<MailboxState, MailError> {
    if session.selected().is_some_and(|selected| selected.mailbox == *mailbox) {
        // See [`ask`]: Dovecot's STATUS of the selected mailbox is an old one.
        session.look_at(mailbox).await?;
    }
    let command = Command::new("STATUS").mailbox(mailbox).words(state_items(session));
    let answer = session.run(command).await.map_err(no_such_mailbox)?;
    let told = answer.untagged.iter().find_map(|response| match response {
        Untagged::Status(_, items) => Some(MailboxState::of(items)),
        _ => None,
    });
    told.ok_or(MailError::NotFound("mailbox"))
}

/// Whether the state changes with every change in the mailbox: without MODSEQ a mark may change unseen.
pub(super) fn is_state_exact(items: &Items) -> bool {
    items.number("HIGHESTMODSEQ").unwrap_or(0) > 0
}

/// The whole tree, the drawer left out.
pub(super) async fn list(session: &mut Session) -> Result<Vec<Mailbox>, MailError> {
    Ok(survey(session).await?.mailboxes)
}

/// The tree, and what parts the names in it: what somebody needs to know who changes it.
#[derive(Debug)]
pub(super) struct Survey {
    /// The whole tree, the drawer left out.
    pub(super) mailboxes: Vec<Mailbox>,
    separators: HashMap<MailboxId, char>,
}

impl Survey {
    /// The mailbox with this id.
    pub(super) fn find(&self, id: &MailboxId) -> Result<&Mailbox, MailError> {
        self.mailboxes.iter().find(|mailbox| mailbox.id == *id).ok_or(MailError::NotFound("mailbox"))
    }

    /// What parts the levels of the tree below this mailbox; none on a flat server. Servers have one for each namespace.
    pub(super) fn separator(&self, id: &MailboxId) -> Option<char> {
        self.separators.get(id).or_else(|| self.separators.values().next()).copied()
    }

    /// What parts the levels of the person's own tree.
    pub(super) fn own_separator(&self) -> Option<char> {
        let inbox = self.mailboxes.iter().find(|mailbox| mailbox.role == Some(Role::Inbox));
        inbox.map_or_else(|| self.separators.values().next().copied(), |inbox| self.separator(&inbox.id))
    }

    /// All mailboxes inside this one, however deep.
    pub(super) fn below(&self, id: &MailboxId) -> impl Iterator<Item = &Mailbox> {
        let prefix = self.separator(id).map(|separator| format!("{}{separator}", id.name()));
        self.mailboxes
            .iter()
            .filter(move |mailbox| prefix.as_ref().is_some_and(|prefix| mailbox.id.name().starts_with(prefix.as_str())))
    }
}

/// Which mailbox has which role: a list of names, without a look into any mailbox.
pub(super) async fn by_role(session: &mut Session) -> Result<HashMap<Role, MailboxId>, MailError> {
    let list = Command::new("LIST").words("\"\" \"*\"");
    let has_return = session.has("LIST-EXTENDED") && session.has("SPECIAL-USE");
    let list = if has_return { list.words("RETURN (SPECIAL-USE)") } else { list };
    let mut known = Known::default();
    known.note(session.run(list).await?.untagged);
    Ok(tree(&known).into_iter().filter_map(|mailbox| Some((mailbox.role?, mailbox.id))).collect())
}

/// Asks for the tree.
pub(super) async fn survey(session: &mut Session) -> Result<Survey, MailError> {
    let known = ask(session).await?;
    let mut mailboxes = tree(&known);
    mailboxes.retain(|mailbox| !is_drawer(mailbox));
    sort_as_tree(&mut mailboxes);
    let separators = known.listed.iter().filter_map(|listed| Some((id_of(&listed.name)?, listed.separator?))).collect();
    Ok(Survey { mailboxes, separators })
}

/// The state of each mailbox that can hold mail, the drawer left out.
pub(super) async fn states(session: &mut Session) -> Result<BTreeMap<MailboxId, String>, MailError> {
    let mailboxes = list(session).await?;
    Ok(mailboxes.into_iter().filter_map(|mailbox| Some((mailbox.id, mailbox.state?))).collect())
}

/// Whether this is the id of the drawer, or of a mailbox inside it, whatever the server parts names with.
pub(super) fn is_in_drawer(id: &MailboxId) -> bool {
    let name = id.name().strip_prefix("INBOX").map_or(id.name(), |rest| rest.get(1..).unwrap_or_default());
    let rest = name.strip_prefix(DRAWER);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
}

fn is_drawer(mailbox: &Mailbox) -> bool {
    let path: Vec<&str> = mailbox.path.iter().map(String::as_str).collect();
    // Where everything is inside the inbox (Cyrus without altnamespace), so is the drawer.
    path == [DRAWER] || path == ["INBOX", DRAWER]
}

async fn ask(session: &mut Session) -> Result<Known, MailError> {
    let has_list_status = session.has("LIST-STATUS") && session.has("LIST-EXTENDED");
    if session.selected().is_some() {
        // Dovecot's STATUS of the selected mailbox is of the last time that it was looked at; this looks at
        // it. It cannot be sent along with LIST: Dovecot would do it after that.
        session.run(Command::new("NOOP")).await?;
    }
    let all = |name| Command::new(name).words("\"\" \"*\"");
    let commands = if has_list_status { vec![list_status(session)] } else { vec![all("LIST"), all("LSUB")] };
    let mut known = Known::default();
    let batch = session.run_all(&commands).await?;
    batch.ends.into_iter().collect::<Result<Vec<_>, _>>()?;
    known.note(batch.untagged);
    if !has_list_status {
        ask_one_by_one(session, &mut known).await?;
    }
    Ok(known)
}

fn list_status(session: &Session) -> Command {
    let mut command = Command::new("LIST").words("\"\" \"*\" RETURN (SUBSCRIBED CHILDREN");
    if session.has("SPECIAL-USE") {
        command = command.words("SPECIAL-USE");
    }
    if session.has("LIST-MYRIGHTS") {
        command = command.words("MYRIGHTS");
    }
    command.words("STATUS").words(state_items(session)).close(")")
}

async fn ask_one_by_one(session: &mut Session, known: &mut Known) -> Result<(), MailError> {
    let selectable = known.listed.iter().filter(|listed| is_selectable(listed));
    let ids = selectable.filter_map(|listed| id_of(&listed.name)).take(MAX_ASKED);
    let commands: Vec<Command> =
        ids.map(|id| Command::new("STATUS").mailbox(&id).words(state_items(session))).collect();
    // A few at once: a server that cannot get rid of its answers takes no more commands.
    for commands in commands.chunks(ASKED_AT_ONCE) {
        // A mailbox that vanished meanwhile, or that may not be read, has no counts: refusals do not matter.
        known.note(session.run_all(commands).await?.untagged);
    }
    Ok(())
}

impl Known {
    fn note(&mut self, responses: Vec<Untagged>) {
        for response in responses {
            match response {
                Untagged::List(listed) => self.listed.push(listed),
                Untagged::Subscribed(listed) => drop(self.subscribed.insert(key(&listed.name))),
                Untagged::Status(name, items) => drop(self.counts.insert(key(&name), items)),
                Untagged::MyRights(name, rights) => drop(self.rights.insert(key(&name), rights)),
                _ => {}
            }
        }
    }
}

/// `INBOX` may be spelled in any case (RFC 3501, section 5.1).
fn key(name: &[u8]) -> Vec<u8> {
    if name.eq_ignore_ascii_case(b"INBOX") { b"INBOX".to_vec() } else { name.to_vec() }
}

/// The id of a mailbox; none for a name that is no text at all.
fn id_of(name: &[u8]) -> Option<MailboxId> {
    MailboxId::new(String::from_utf8(key(name)).ok()?).ok()
}

fn has_attribute(listed: &Listed, name: &str) -> bool {
    listed.attributes.iter().any(|attribute| attribute.eq_ignore_ascii_case(name))
}

fn is_selectable(listed: &Listed) -> bool {
    !has_attribute(listed, "\\Noselect") && !has_attribute(listed, "\\NonExistent")
}

fn tree(known: &Known) -> Vec<Mailbox> {
    let mut mailboxes: Vec<Mailbox> = Vec::with_capacity(known.listed.len());
    let mut ids: HashSet<MailboxId> = HashSet::new();
    for listed in &known.listed {
        let Some(mailbox) = mailbox(listed, known) else {
            tracing::warn!("a mailbox is left out: its name is no text");
            continue;
        };
        if ids.insert(mailbox.id.clone()) {
            mailboxes.push(mailbox);
        }
    }
    add_missing_parents(&mut mailboxes, &mut ids, &known.listed);
    give_roles_by_name(&mut mailboxes);
    for mailbox in &mut mailboxes {
        mailbox.sort_order = mailbox.role.map_or(10, Role::sort_order);
    }
    mailboxes
}

fn mailbox(listed: &Listed, known: &Known) -> Option<Mailbox> {
    let id = id_of(&listed.name)?;
    let name_key = id.name().as_bytes();
    let counts = known.counts.get(name_key);
    let count = |name: &str| counts.and_then(|items| u32::try_from(items.number(name)?).ok()).unwrap_or(0);
    let is_selectable = is_selectable(listed);
    let role = if id.name() == "INBOX" {
        Some(Role::Inbox)
    } else {
        listed.attributes.iter().find_map(|attribute| Role::from_attribute(attribute))
    };
    let path = path(id.name(), listed.separator);
    Some(Mailbox {
        name: path.last().cloned().unwrap_or_default(),
        parent_id: parent(id.name(), listed.separator),
        path,
        role,
        sort_order: 0,
        total_emails: count("MESSAGES"),
        unread_emails: count("UNSEEN"),
        my_rights: match known.rights.get(name_key) {
            _ if !is_selectable => MailboxRights::NONE,
            Some(letters) => rights::of_letters(letters),
            None => MailboxRights::ALL,
        },
        is_subscribed: has_attribute(listed, "\\Subscribed") || known.subscribed.contains(name_key),
        is_selectable,
        state: counts.filter(|_| is_selectable).map(state_of),
        id,
    })
}

fn path(name: &str, separator: Option<char>) -> Vec<String> {
    let for_a_person = |part: &str| utf7::decode(part).replace(char::is_control, "\u{fffd}");
    match separator {
        Some(separator) => name.split(separator).map(for_a_person).collect(),
        None => vec![for_a_person(name)],
    }
}

fn parent(name: &str, separator: Option<char>) -> Option<MailboxId> {
    let (parent, _) = name.rsplit_once(separator?)?;
    id_of(parent.as_bytes())
}

/// Servers need not list what is only a level of the tree (`Other Users/`): it is made up, without mail.
fn add_missing_parents(mailboxes: &mut Vec<Mailbox>, ids: &mut HashSet<MailboxId>, listed: &[Listed]) {
    let separator = listed.iter().find_map(|listed| listed.separator);
    let mut at = 0;
    while let Some(mailbox) = mailboxes.get(at) {
        at += 1;
        let Some(id) = mailbox.parent_id.clone().filter(|parent| !ids.contains(parent)) else { continue };
        let path = path(id.name(), separator);
        ids.insert(id.clone());
        mailboxes.push(Mailbox {
            name: path.last().cloned().unwrap_or_default(),
            parent_id: parent(id.name(), separator),
            path,
            role: None,
            sort_order: 0,
            total_emails: 0,
            unread_emails: 0,
            my_rights: MailboxRights::NONE,
            is_subscribed: false,
            is_selectable: false,
            state: None,
            id,
        });
    }
}

/// Each role belongs to one mailbox. A role that the server gives to none goes to the one with its usual name.
fn give_roles_by_name(mailboxes: &mut [Mailbox]) {
    let mut given: HashSet<Role> = HashSet::new();
    for mailbox in mailboxes.iter_mut() {
        mailbox.role = mailbox.role.filter(|role| given.insert(*role));
    }
    for mailbox in mailboxes.iter_mut() {
        let is_top = mailbox.path.len() == 1 || (mailbox.path.len() == 2 && mailbox.path[0] == "INBOX");
        if mailbox.role.is_none() && mailbox.is_selectable && is_top {
            mailbox.role = Role::from_common_name(&mailbox.name).filter(|role| given.insert(*role));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn tree_of(lines: &[&str]) -> Vec<Mailbox> {
        let mut known = Known::default();
        known.note(lines.iter().map(|line| Untagged::parse(&Bytes::from((*line).to_owned()))).collect());
        let mut mailboxes = tree(&known);
        sort_as_tree(&mut mailboxes);
        mailboxes
    }

    #[test]
    fn a_cyrus_tree() {
        let tree = tree_of(&[
            r#"* LIST (\HasChildren) "." inbox"#,
            "* STATUS INBOX (MESSAGES 7 UNSEEN 2 UIDNEXT 8 UIDVALIDITY 3 HIGHESTMODSEQ 9)",
            r#"* LIST (\sent \Subscribed) "." INBOX.Sent"#,
            "* MYRIGHTS INBOX.Sent lrs",
            r#"* LIST () "." INBOX.Trash"#,
            r#"* LIST () "." user.bob.Entw&APw-rfe"#,
        ]);
        let roles: Vec<_> = tree.iter().map(|mailbox| (mailbox.path.join("/"), mailbox.role)).collect();
        assert_eq!(
            roles,
            [
                ("INBOX".to_owned(), Some(Role::Inbox)),
                ("INBOX/Sent".to_owned(), Some(Role::Sent)),
                ("INBOX/Trash".to_owned(), Some(Role::Trash)),
                ("user".to_owned(), None),
                ("user/bob".to_owned(), None),
                ("user/bob/Entwürfe".to_owned(), None),
            ]
        );
        assert_eq!((tree[0].total_emails, tree[0].unread_emails), (7, 2));
        assert!(tree[0].state.is_some() && !tree[3].is_selectable && tree[3].state.is_none());
        assert!(tree[1].is_subscribed && !tree[1].my_rights.may_add_items);
        assert_eq!(tree[5].parent_id.as_ref(), Some(&tree[4].id));
    }

    #[test]
    fn the_drawer_is_known_by_its_id() {
        let known = |name: &str| is_in_drawer(&MailboxId::new(name).unwrap());
        assert!(["Gatepost", "INBOX.Gatepost", "INBOX/Gatepost", "Gatepost/x"].into_iter().all(known));
        assert!(!["INBOX", "Gatepost 2", "Mail/Gatepost", "INBOXé", "INBOX.Gate"].into_iter().any(known));
    }

    #[test]
    fn a_role_belongs_to_one_mailbox() {
        let tree =
            tree_of(&[r#"* LIST (\Sent) "/" Outbox"#, r#"* LIST (\Sent) "/" Sent"#, r#"* LIST (\Noselect) "/" Trash"#]);
        let sent: Vec<_> = tree
            .iter()
            .filter(|mailbox| mailbox.role == Some(Role::Sent))
            .map(|mailbox| mailbox.name.as_str())
            .collect();
        assert_eq!(sent, ["Outbox"]);
        assert!(tree.iter().all(|mailbox| mailbox.role != Some(Role::Trash)));
    }
}
