//! Pages and forms.

mod account;
mod session;
