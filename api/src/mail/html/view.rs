//! How one mail is to be seen: from where its pictures come, and in which colours.

use super::images::Images;

/// The theme that the person reads in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// On white paper, as most mail is written.
    #[default]
    Light,
    /// On dark paper.
    Dark,
}

/// What is done with a mail's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Palette {
    /// As written, for light themes.
    #[default]
    Light,
    /// As written, with the rules that the mail has for dark themes.
    OwnDark,
    /// Turned round: the mail knows white paper only.
    Turned,
}

/// What every filter of one mail needs to know.
pub(super) struct View {
    pub(super) images: Images,
    pub(super) palette: Palette,
}

impl View {
    /// Whether colours are turned round.
    pub(super) fn turns(&self) -> bool {
        self.palette == Palette::Turned
    }

    /// The URL of a picture behind text. When colours are turned there are none: text is chosen to be read on them, and
    /// they cannot be turned; the colour beside them can.
    pub(super) fn background(&self, reference: &str) -> Option<String> {
        if self.turns() { None } else { self.images.url(reference) }
    }
}
