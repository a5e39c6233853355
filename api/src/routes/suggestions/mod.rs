//! `/suggestions`: who may be meant by what a person types into "To".

pub mod list;
