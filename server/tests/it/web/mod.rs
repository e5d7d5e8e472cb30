//! Pages and forms.

mod account;
mod incidents;
mod remediations;
mod session;
mod timeline;
