//! The views that somebody keeps of their work; nobody else sees them.

use app::domain::Refused;
use app::domain::work::{SaveView, SavedView, VIEWS_MAX};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::entity::saved_views::{ActiveModel, Column, Entity, Model};
use super::{Error, Read, Result, Tx, new_id};

/// The views of `user`, by name.
pub async fn list(db: &impl Read, user: Uuid) -> Result<Vec<SavedView>> {
    let find = Entity::find().filter(Column::UserId.eq(user)).order_by_asc(Column::Name);
    Ok(find.all(db).await?.into_iter().map(view).collect())
}

fn view(row: Model) -> SavedView {
    let filter = serde_json::from_value(row.filter).unwrap_or_default();
    SavedView { id: row.id, name: row.name, filter }
}

/// Keeps a view of `user`; one of the same name is overwritten.
pub async fn save(tx: &Tx, user: Uuid, command: &SaveView) -> Result<SavedView> {
    let others = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::Name.ne(command.name.as_str()));
    if others.count(tx).await? >= VIEWS_MAX {
        let message = format!("You keep {VIEWS_MAX} views already. Remove one first.");
        return Err(Refused::new("too-many-views", message).on("name").into());
    }
    let row = ActiveModel {
        id: Set(new_id()),
        user_id: Set(user),
        name: Set(command.name.clone()),
        filter: Set(json!(command.filter)),
        created_at: Set(tx.now_ms()),
    };
    let over = OnConflict::columns([Column::UserId, Column::Name])
        .update_columns([Column::Filter])
        .to_owned();
    Entity::insert(row).on_conflict(over).exec_without_returning(tx).await?;
    let stored = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::Name.eq(command.name.as_str()));
    Ok(view(stored.one(tx).await?.ok_or(Error::NotFound)?))
}

/// Forgets a view of `user`.
pub async fn remove(tx: &Tx, user: Uuid, id: Uuid) -> Result<()> {
    let gone = Entity::delete_many().filter(Column::Id.eq(id)).filter(Column::UserId.eq(user));
    if gone.exec(tx).await?.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}
