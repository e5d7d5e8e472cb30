//! Webhooks on the wire: signatures both ways, and a client that goes nowhere it should not.

pub mod client;
pub mod signature;
