//! Changes of the address book. Each names the version that it changes, so that no tab takes back what another has done.

use std::sync::Arc;

use gatepost_shared::contact::{Contact, Imported};
use gatepost_shared::problem::ProblemType;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::dom::files::LocalFile;
use crate::i18n::{t, t_with, words};
use crate::routes::ContactsPlace;
use crate::state::contacts::entry::{self, Entry};
use crate::state::contacts::merge::merge;
use crate::state::contacts::{Book, Unsaved};

/// So often a change is tried anew when others are faster.
const TRIES: usize = 5;

/// What became of a contact that was to be saved.
#[derive(Debug, Clone)]
pub enum Saved {
    /// It is as it was wanted, and as others have changed it beside that.
    Done(Contact),
    /// Somebody else has changed the same thing: nothing is saved until the person decides.
    Clash {
        /// As it is now.
        theirs: Contact,
        /// Its tag.
        tag: String,
    },
}

impl Book {
    /// Adds a contact or a group.
    pub async fn create(self, contact: &Contact) -> Result<Contact, ApiError> {
        let created = self.0.mail.api.create_contact(contact).await?;
        self.show(&created);
        Ok(created)
    }

    /// Saves a contact that was `before` and had this tag. What others have changed meanwhile stays.
    pub async fn save(self, before: &Contact, tag: &str, wanted: &Contact) -> Result<Saved, ApiError> {
        let (mut before, mut tag, mut wanted) = (before.clone(), tag.to_owned(), wanted.clone());
        for _ in 0..TRIES {
            let error = match self.0.mail.api.replace_contact(&wanted, &tag).await {
                Ok(contact) => {
                    self.show(&contact);
                    return Ok(Saved::Done(contact));
                }
                Err(error) => error,
            };
            match error.kind() {
                // Deleted elsewhere: what was typed here is not to be lost by it.
                Some(ProblemType::NotFound) => return self.create(&wanted).await.map(Saved::Done),
                Some(ProblemType::PreconditionFailed) => {}
                _ => return Err(error),
            }
            let (theirs, new_tag) = self.0.mail.api.contact(&wanted.id).await?;
            let merged = merge(&before, &wanted, &theirs);
            if merged.is_clash {
                return Ok(Saved::Clash { theirs, tag: new_tag });
            }
            (before, tag, wanted) = (theirs, new_tag, merged.contact);
        }
        Err(ApiError::Unreadable { status: 412 })
    }

    /// Puts somebody into exactly these groups.
    pub async fn set_groups(self, id: &str, wanted: &[String]) -> Result<(), ApiError> {
        for group in untrack(|| self.groups()) {
            let (is, shall) = (group.contact.members.iter().any(|of| of == id), wanted.contains(&group.contact.id));
            if is != shall {
                self.change_members(&group.contact.id, |members| set(members, id, shall)).await?;
            }
        }
        Ok(())
    }

    /// Changes who is in a group, whatever others change meanwhile.
    pub async fn change_members(self, group: &str, change: impl Fn(&mut Vec<String>)) -> Result<(), ApiError> {
        let mut refusal = None;
        for _ in 0..TRIES {
            let (mut contact, tag) = self.0.mail.api.contact(group).await?;
            change(&mut contact.members);
            match self.0.mail.api.replace_contact(&contact, &tag).await {
                Ok(contact) => {
                    self.show(&contact);
                    return Ok(());
                }
                Err(error) if error.kind() == Some(ProblemType::PreconditionFailed) => refusal = Some(error),
                Err(error) => return Err(error),
            }
        }
        refusal.map_or(Ok(()), Err)
    }

    /// Deletes a contact or a group, and offers to bring it back: its card is kept for that, with all that stands in it.
    pub fn delete(self, contact: &Contact) {
        let (id, name) = (contact.id.clone(), contact.display());
        let groups: Vec<String> =
            untrack(|| self.groups_of(&id)).iter().map(|group| group.contact.id.clone()).collect();
        spawn_local(async move {
            match self.try_delete(&id).await {
                Ok(card) => {
                    self.go(ContactsPlace::List);
                    let undo = move || self.bring_back(id.clone(), card.clone(), groups.clone());
                    self.0.mail.toasts.undoable(t_with(words::contacts::DELETED, &[("name", &name)]), undo);
                }
                Err(error) => self.fail(&error),
            }
        });
    }

    async fn try_delete(self, id: &str) -> Result<String, ApiError> {
        let card = self.0.mail.api.card(id).await?;
        let (_, tag) = self.0.mail.api.contact(id).await?;
        self.0.mail.api.delete_contact(id, &tag).await?;
        self.0.entries.update(|entries| {
            entries.retain(|entry| entry.contact.id != id);
            for entry in entries.iter_mut().filter(|entry| entry.contact.members.iter().any(|of| of == id)) {
                let mut group = entry.contact.clone();
                set(&mut group.members, id, false);
                *entry = Arc::new(Entry::new(group));
            }
        });
        if self.0.group.get_untracked().as_deref() == Some(id) {
            self.0.group.set(None);
        }
        Ok(card)
    }

    fn bring_back(self, id: String, card: String, groups: Vec<String>) {
        spawn_local(async move {
            let brought = async {
                self.0.mail.api.import_contacts(card.into()).await?;
                for group in &groups {
                    self.change_members(group, |members| set(members, &id, true)).await?;
                }
                let (contact, _) = self.0.mail.api.contact(&id).await?;
                self.show(&contact);
                Ok::<_, ApiError>(())
            };
            match brought.await {
                Ok(()) => {
                    self.tell(words::contacts::BROUGHT_BACK);
                    self.go(ContactsPlace::One(id));
                }
                Err(error) => self.fail(&error),
            }
        });
    }

    /// Takes the cards of a file, and reads the address book anew.
    pub async fn import(self, file: &LocalFile) -> Result<Imported, ApiError> {
        let imported = self.0.mail.api.import_contacts(file.content()).await?;
        self.load();
        Ok(imported)
    }

    /// Keeps what was typed into the form and left behind, and says how to get back to it.
    pub fn keep_unsaved(self, unsaved: Unsaved) {
        let id = unsaved.before.id.clone();
        if self.0.unsaved.try_set(Some(unsaved)).is_some() {
            return;
        }
        let back = move || {
            self.go(match id.as_str() {
                "" => ContactsPlace::New { name: String::new(), email: String::new() },
                id => ContactsPlace::Edit(id.to_owned()),
            });
        };
        self.0.mail.toasts.offer(t(words::contacts::NOT_SAVED), t(words::contacts::GO_ON), back);
    }

    /// Shows a contact as it is now.
    fn show(self, contact: &Contact) {
        let entry = Entry::new(Contact { photo: None, ..contact.clone() });
        let mut all: Vec<Entry> = self.0.entries.with_untracked(|entries| {
            entries.iter().filter(|one| one.contact.id != contact.id).map(|one| (**one).clone()).collect()
        });
        all.push(entry);
        self.0.entries.set(entry::sorted(all));
    }
}

fn set(members: &mut Vec<String>, id: &str, shall: bool) {
    members.retain(|member| member != id);
    if shall {
        members.push(id.to_owned());
    }
}
