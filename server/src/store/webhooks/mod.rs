//! Webhooks: whom outside is told, what is on its way there, and who may tell us what is done.

mod deliveries;
mod hooks;
mod list;

pub use deliveries::{Post, claim, delivered, enqueue, enqueue_test, failed, log};
pub use hooks::{
    Known, add as add_hook, find as find_hook, list as hooks, receive, revoke as revoke_hook,
};
pub use list::{add, get, list, remove, switch};
