//! Trouble on demand: what goes wrong, at which command.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// One thing that is to go wrong once, when the first command comes that begins so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// How the command begins, without its tag: `UID FETCH`. `greeting` is the moment before the server greets.
    pub at: String,
    /// What happens then.
    pub act: Act,
    /// How many commands it befalls.
    pub times: usize,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The connection ends; the command was not carried out.
    Cut,
    /// The command is carried out, half of the answer is sent, and the connection ends.
    CutInAnswer,
    /// Nothing is ever said again on this connection.
    FallSilent,
    /// The command is not carried out and answered so, without the tag: `NO [OVERQUOTA] full`.
    Refuse(String),
    /// The command is not carried out and answered exactly so; `{tag}` stands for its tag.
    Answer(String),
    /// The server says goodbye with these words and ends the connection; the command was not carried out.
    Bye(String),
}

impl Trouble {
    /// Something that goes wrong once.
    pub fn once(at: &str, act: Act) -> Self {
        Self { at: at.to_owned(), act, times: 1 }
    }

    /// Something that goes wrong whenever it is tried.
    pub fn always(at: &str, act: Act) -> Self {
        Self { at: at.to_owned(), act, times: usize::MAX }
    }
}

/// The trouble to come.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<VecDeque<Trouble>>);

impl Troubles {
    pub(crate) fn add(&self, trouble: Trouble) {
        self.lock().push_back(trouble);
    }

    /// Ends all trouble.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// What befalls this command.
    pub(crate) fn befalls(&self, command: &str) -> Option<Act> {
        let mut troubles = self.lock();
        let begins = |trouble: &Trouble| {
            command.get(..trouble.at.len()).is_some_and(|start| start.eq_ignore_ascii_case(&trouble.at))
        };
        let trouble = troubles.iter_mut().find(|trouble| trouble.times > 0 && begins(trouble))?;
        trouble.times -= 1;
        Some(trouble.act.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
