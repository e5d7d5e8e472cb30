//! Who is asking, and what they may do.

pub mod client_address;
pub mod extract;
pub mod identify;
pub mod password;
pub mod secret;

pub use extract::{Permit, Require, right};
pub use identify::{Principal, Via};
