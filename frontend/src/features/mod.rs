//! What the person sees and uses, a folder per part of the screen; one component per file.

pub mod toasts;
