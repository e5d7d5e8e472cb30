//! The addresses by which forms name people.

use uuid::Uuid;

use crate::error::Result;
use crate::state::AppState;
use crate::store::users;

/// The addresses of everybody who may sign in, to suggest them.
pub(crate) async fn addresses(state: &AppState) -> Result<Vec<String>> {
    Ok(users::active_addresses(&state.db).await?)
}

/// Turns ids in these fields into addresses, as people type them.
pub(crate) async fn with_addresses<const N: usize>(
    state: &AppState,
    fields: [&mut String; N],
) -> Result<()> {
    let ids: Vec<Uuid> = fields.iter().filter_map(|field| Uuid::try_parse(field).ok()).collect();
    let known = users::addresses(&state.db, ids).await?;
    for field in fields {
        if let Some(address) = Uuid::try_parse(field).ok().and_then(|id| known.get(&id)) {
            address.clone_into(field);
        }
    }
    Ok(())
}
