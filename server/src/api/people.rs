//! A user as the API names one.

use app::domain::account::Person;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A user as the rest of the program names them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamedUser {
    /// Id.
    pub id: Uuid,
    /// The name shown to others.
    pub name: String,
}

impl From<Person> for NamedUser {
    fn from(Person { id, name }: Person) -> Self {
        Self { id, name }
    }
}
