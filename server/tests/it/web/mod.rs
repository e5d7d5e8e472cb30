//! Pages and forms.

mod account;
mod incidents;
mod postmortems;
mod remediations;
mod session;
mod timeline;
