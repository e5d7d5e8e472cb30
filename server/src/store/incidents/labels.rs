//! Services and tags: made on the fly by being named.

use std::collections::HashMap;

use app::domain::permission::Viewer;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, Query},
};
use uuid::Uuid;

use super::visible_ids;
use crate::store::entity::{agents, incident_services, incident_tags, services};
use crate::store::memo::{Key, remember};
use crate::store::{Read, Result, Tx, new_id};

/// What an incident is filed under.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    /// The names of its services.
    pub(super) services: Vec<String>,
    /// Its tags.
    pub(super) tags: Vec<String>,
}

/// The services and tags of each of `incidents`, in two queries.
pub(super) async fn of(db: &impl Read, incidents: &[Uuid]) -> Result<HashMap<Uuid, Labels>> {
    let mut labels: HashMap<Uuid, Labels> = HashMap::new();
    if incidents.is_empty() {
        return Ok(labels);
    }
    let find = incident_services::Entity::find()
        .select_only()
        .column(incident_services::Column::IncidentId)
        .column(services::Column::Name)
        .join_rev(
            JoinType::InnerJoin,
            services::Entity::belongs_to(incident_services::Entity)
                .from(services::Column::Id)
                .to(incident_services::Column::ServiceId)
                .into(),
        )
        .filter(incident_services::Column::IncidentId.is_in(incidents.iter().copied()))
        .order_by_asc(services::Column::Name);
    let rows: Vec<(Uuid, String)> = find.into_tuple().all(db).await?;
    for (incident, name) in rows {
        labels.entry(incident).or_default().services.push(name);
    }
    let find = incident_tags::Entity::find()
        .filter(incident_tags::Column::IncidentId.is_in(incidents.iter().copied()))
        .order_by_asc(incident_tags::Column::Tag);
    for row in find.all(db).await? {
        labels.entry(row.incident_id).or_default().tags.push(row.tag);
    }
    Ok(labels)
}

/// The services that `viewer` may know of: one that only restricted incidents name, and nobody has
/// described, is not told to those who cannot see them.
pub(in crate::store) fn known_services(viewer: &Viewer) -> Condition {
    use incident_services::Column::{IncidentId, ServiceId};
    let named = || Query::select().column(ServiceId).from(incident_services::Entity).to_owned();
    let seen = named().and_where(IncidentId.in_subquery(visible_ids(viewer))).to_owned();
    Condition::any()
        .add(services::Column::Described.eq(true))
        .add(services::Column::Id.in_subquery(seen))
        .add(services::Column::Id.not_in_subquery(named()))
}

/// The names of services, for suggestions.
pub async fn services_named(db: &impl Read, viewer: &Viewer) -> Result<Vec<String>> {
    remember(db, Key::seen_by("services named", viewer), async {
        let find = services::Entity::find().select_only().column(services::Column::Name);
        let find =
            find.filter(services::Column::RetiredAt.is_null()).filter(known_services(viewer));
        Ok(find.order_by_asc(services::Column::Name).into_tuple().all(db).await?)
    })
    .await
}

/// Key and name of all agents, for filters.
pub async fn agents_named(db: &impl Read) -> Result<Vec<(String, String)>> {
    remember(db, Key::shared("agents named"), async {
        let find = agents::Entity::find().select_only();
        let find = find.columns([agents::Column::Key, agents::Column::Name]);
        Ok(find.order_by_asc(agents::Column::Name).into_tuple().all(db).await?)
    })
    .await
}

/// Makes `names` the services of the incident; a new name becomes a new service.
pub(super) async fn set_services(tx: &Tx, incident: Uuid, names: &[String]) -> Result<()> {
    let gone = incident_services::Column::IncidentId.eq(incident);
    incident_services::Entity::delete_many().filter(gone).exec(tx).await?;
    let mut ids = Vec::new();
    for name in names {
        let id = service(tx, name).await?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    let rows = ids.into_iter().map(|service_id| incident_services::ActiveModel {
        incident_id: Set(incident),
        service_id: Set(service_id),
    });
    incident_services::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Makes `tags` the tags of the incident.
pub(super) async fn set_tags(tx: &Tx, incident: Uuid, tags: &[String]) -> Result<()> {
    let gone = incident_tags::Column::IncidentId.eq(incident);
    incident_tags::Entity::delete_many().filter(gone).exec(tx).await?;
    if tags.is_empty() {
        return Ok(());
    }
    let rows = tags.iter().map(|tag| incident_tags::ActiveModel {
        incident_id: Set(incident),
        tag: Set(tag.clone()),
    });
    incident_tags::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// The service with this name or key, made if there is none.
async fn service(tx: &Tx, name: &str) -> Result<Uuid> {
    let key = key(name);
    let row = services::ActiveModel {
        id: Set(new_id()),
        key: Set(key.clone()),
        name: Set(name.to_owned()),
        description: Set(String::new()),
        owner_id: Set(None),
        retired_at: NotSet,
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        updated_at: Set(tx.now_ms()),
        version: Set(1),
        described: Set(false),
    };
    let there = OnConflict::column(services::Column::Key).do_nothing().to_owned();
    services::Entity::insert(row).on_conflict(there).exec_without_returning(tx).await?;
    let find = services::Entity::find().select_only().column(services::Column::Id);
    let id: Option<Uuid> = find.filter(services::Column::Key.eq(key)).into_tuple().one(tx).await?;
    id.ok_or(crate::store::Error::NotFound)
}

/// A service's key: its name in lower case, with dashes for what is neither letter nor digit.
pub(in crate::store) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.trim().to_lowercase().chars() {
        if c.is_alphanumeric() {
            key.push(c);
        } else if !key.ends_with('-') && !key.is_empty() {
            key.push('-');
        }
    }
    let key = key.trim_end_matches('-');
    if key.is_empty() { name.trim().to_lowercase() } else { key.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn a_service_is_the_same_however_it_is_typed() {
        for name in ["Internal forum", "internal-forum", " INTERNAL  Forum ", "internal/forum"] {
            assert_eq!(key(name), "internal-forum", "{name}");
        }
        assert_eq!(key("★"), "★");
    }
}
