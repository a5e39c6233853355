//! The API node.
