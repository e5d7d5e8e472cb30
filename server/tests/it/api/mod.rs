//! The JSON API.

mod alarms;
mod evidence_files;
mod finder;
mod guardrails;
mod house;
mod import_large;
mod import_tables;
mod imports;
mod incidents;
mod lines;
mod link_graph;
mod live;
mod notices;
mod otlp;
mod privacy;
mod regroup;
mod regroup_words;
mod remediations;
mod remedy;
mod renditions;
mod slack;
mod timeline;
mod tokens;
mod trends;
mod users;
mod webhooks;
