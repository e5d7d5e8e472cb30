//! Pages and forms.

mod account;
mod alike;
mod catalogue;
mod incidents;
mod postmortems;
mod recurrence;
mod lines;
mod remediations;
mod session;
mod timeline;
