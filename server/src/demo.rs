//! The example incidents: read from the program itself, and recorded through the same commands as
//! the API uses, in one transaction: all of them are there, or none.

mod data;
mod follow_up;
mod incident;
mod links;
mod loader;
mod postmortem;
mod record;
#[cfg(test)]
mod rules;

use std::sync::{Mutex, PoisonError};

use app::domain::permission::{Role, Viewer};
use app::domain::reference::IncidentRef;

use crate::state::AppState;
use crate::store::{self, By, Tx, Via, incidents, settings};
use data::Examples;
use loader::Loader;

/// The setting that says that the examples were recorded.
const MARK: &str = "examples";

/// Loads the examples; a second time changes nothing.
pub async fn load(state: &AppState, tell: impl Fn(&str) + Send + Sync) -> Result<(), String> {
    let examples = data::read()?;
    let place = Mutex::new(String::new());
    let progress = |what: &str| {
        what.clone_into(&mut place.lock().unwrap_or_else(PoisonError::into_inner));
        tell(what);
    };
    let by = By::new(None, Via::Import, state.clock.now());
    let loaded =
        store::write(&state.db, by, async |tx| record_all(tx, &examples, &progress).await).await;
    match loaded {
        Ok(Some(count)) => {
            tell(&format!("The examples are there: {count} incidents."));
            Ok(())
        }
        Ok(None) => {
            tell("The examples are there already; nothing was changed.");
            Ok(())
        }
        Err(error) => {
            let place = place.lock().unwrap_or_else(PoisonError::into_inner);
            Err(format!("the examples could not be recorded, at “{place}”: {error}"))
        }
    }
}

/// Loads the examples when there is no incident yet.
pub async fn load_if_empty(
    state: &AppState,
    tell: impl Fn(&str) + Send + Sync,
) -> Result<(), String> {
    let first = IncidentRef::Number(1);
    match incidents::find(&state.db, &everything(), &first).await {
        Ok(Some(_)) => Ok(()),
        Ok(None) => load(state, tell).await,
        Err(error) => Err(error.to_string()),
    }
}

/// Sees every incident, to tell whether there is one.
fn everything() -> Viewer {
    Viewer {
        user_id: uuid::Uuid::nil(),
        name: String::new(),
        email: String::new(),
        role: Role::Admin,
        scopes: None,
    }
}

/// Records everything and answers how many incidents, or `None` when they are there already.
async fn record_all(
    tx: Tx,
    examples: &Examples,
    progress: &(impl Fn(&str) + Sync),
) -> store::Result<Option<usize>> {
    if settings::find(&tx, MARK).await?.is_some() {
        return Ok(None);
    }
    let now = tx.now();
    tx.tell_nobody();
    let mut loader = Loader::new(tx.clone(), now, &examples.users).await?;
    links::register(&loader, &examples.agents).await?;
    for example in &examples.incidents {
        progress(&example.incident.title);
        incident::write(&mut loader, example).await?;
    }
    progress("Remediations, relations, families and judgements");
    follow_up::remedy(&mut loader, &examples.remediations).await?;
    for example in &examples.incidents {
        links::relate(&loader, example).await?;
    }
    for family in &examples.families {
        links::join(&loader, family).await?;
    }
    for finding in &examples.findings {
        follow_up::judge(&loader, finding).await?;
    }
    progress("Postmortems");
    for example in &examples.incidents {
        postmortem::write(&loader, example).await?;
    }
    settings::set(&tx, MARK, &now.to_rfc3339()).await?;
    Ok(Some(examples.incidents.len()))
}
