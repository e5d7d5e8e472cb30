//! Pages and forms.

mod account;
mod incidents;
mod session;
mod timeline;
