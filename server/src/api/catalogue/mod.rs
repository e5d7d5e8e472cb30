//! The catalogues that records name.

pub mod controls;
pub mod factors;
