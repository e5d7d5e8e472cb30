//! The example incidents: read from the program itself, and recorded through the same commands as
//! the API uses.

#[cfg(test)]
mod data;
#[cfg(test)]
mod rules;

use crate::state::AppState;

/// Loads the examples; a second time changes nothing.
pub async fn load(_: &AppState, tell: impl Fn(&str)) -> Result<(), String> {
    tell("Nothing to load yet.");
    Ok(())
}

/// Loads the examples when there is no incident yet.
pub async fn load_if_empty(state: &AppState, tell: impl Fn(&str)) -> Result<(), String> {
    load(state, tell).await
}
