//! What load balancers and monitoring ask. Nothing here needs a session or tells of a person.

pub mod healthz;
pub mod metrics;
pub mod readyz;
