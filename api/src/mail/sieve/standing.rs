//! How a person's scripts stand on the server: what is read before anything is changed, and what a change makes of it.

use gatepost_shared::rule::{Filters, MAX_SCRIPT, ScriptInfo};

use super::document::{Content, Document};
use super::print::{Style, print};
use super::session::Session;
use super::{LAST, SCRIPT};
use crate::mail::error::MailError;

/// How the scripts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    scripts: Vec<ScriptInfo>,
    /// Gatepost's script as it was read; none when there is none.
    text: Option<String>,
    /// The same, taken apart.
    pub(super) document: Document,
}

impl Standing {
    /// Reads it.
    pub(super) async fn read(session: &mut Session) -> Result<Self, MailError> {
        let scripts = session.list().await?;
        let is_there = scripts.iter().any(|script| script.name == SCRIPT);
        let text = if is_there { Some(session.read(SCRIPT).await?) } else { None };
        let document = Document::parse(text.as_deref().unwrap_or_default());
        Ok(Self { scripts, text, document })
    }

    /// As it is told.
    pub(super) fn filters(&self, session: &Session) -> Filters {
        let is_active = self.is_active();
        Filters {
            rules: self.document.content.rules.clone(),
            is_active,
            includes: self.included(),
            other_active: self.other_active().map(ToOwned::to_owned),
            is_edited: self.document.is_edited,
            has_own_text: self.document.has_own_text(),
            scripts: self.scripts.clone(),
            can: session.announced.abilities(),
        }
    }

    /// The script that runs after the rules; one that is gone does not.
    fn included(&self) -> Option<String> {
        let named = self.document.content.includes.clone();
        named.filter(|name| self.scripts.iter().any(|script| script.name == *name))
    }

    fn is_active(&self) -> bool {
        self.scripts.iter().any(|script| script.name == SCRIPT && script.is_active)
    }

    fn other_active(&self) -> Option<&str> {
        let other = self.scripts.iter().find(|script| script.is_active && script.name != SCRIPT);
        other.map(|script| script.name.as_str())
    }

    /// What runs after the rules from now on: what ran until now.
    fn to_include(&self, can_include: bool, replace_active: bool) -> Result<Option<String>, MailError> {
        match self.other_active() {
            Some(other) if can_include => Ok(Some(other.to_owned())),
            Some(_) if replace_active => Ok(None),
            Some(other) => Err(MailError::ScriptInTheWay(other.to_owned())),
            None if !self.is_active() => Ok(None),
            None => Ok(self.included()),
        }
    }

    /// Writes Gatepost's script with this content and makes the server run it, and whatever ran until now after it.
    pub(super) async fn save(
        mut self,
        session: &mut Session,
        content: Content,
        replace_active: bool,
        addresses: &[String],
    ) -> Result<Self, MailError> {
        let includes = self.to_include(session.announced.abilities().include, replace_active)?;
        self.document.content = Content { includes, ..content };
        let style = Style { spells_as_imap: session.announced.spells_as_imap(), addresses };
        let (needs, code) = print(&self.document.content, style);
        let text = self.document.print(&needs, &code);
        if text.len() > MAX_SCRIPT {
            return Err(MailError::TooLarge("These are more rules than fit into a script: 256 KiB.".to_owned()));
        }
        // What somebody has written into our blocks by hand goes, but not for good.
        if let Some(last) = self.text.as_ref().filter(|_| self.document.is_edited) {
            session.store(LAST, last).await?;
            self.note(LAST);
        }
        session.store(SCRIPT, &text).await?;
        self.note(SCRIPT);
        if !self.is_active() {
            session.activate(SCRIPT).await?;
        }
        for script in &mut self.scripts {
            script.is_active = script.name == SCRIPT;
        }
        self.document.is_edited = false;
        self.text = Some(text);
        Ok(self)
    }

    fn note(&mut self, name: &str) {
        if !self.scripts.iter().any(|script| script.name == name) {
            let script = ScriptInfo { name: name.to_owned(), is_active: false, is_gatepost: name == SCRIPT };
            self.scripts.push(script);
        }
    }
}
