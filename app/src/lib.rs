//! What a page of Throughline is: the rules of the domain, and HTML.
//!
//! No I/O, no clock, no async on the server's side: a page is given a plain struct and draws it.
#![recursion_limit = "256"]

pub mod domain;
pub mod islands;
pub mod pages;
pub mod paths;
pub mod ui;
