//! Pages and forms.

mod account;
mod alike;
mod catalogue;
mod due;
mod evidence;
mod families;
mod feeds;
mod guardrails;
mod in_place;
mod incidents;
mod lines;
mod long_timeline;
mod picture;
mod postmortems;
mod recurrence;
mod regroup;
mod remediations;
mod session;
mod timeline;
mod users;
mod work;
