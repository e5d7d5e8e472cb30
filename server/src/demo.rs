//! The example incidents: read from the program itself, and recorded through the same commands as
//! the API uses.

mod data;
#[cfg(test)]
mod rules;
