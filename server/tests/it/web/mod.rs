//! Pages and forms.

mod account;
mod alike;
mod incidents;
mod postmortems;
mod remediations;
mod session;
mod timeline;
