//! Single values that belong to the installation, by name.

use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use super::{
    Read, Result, Tx,
    entity::settings::{ActiveModel, Column, Entity},
};

/// The value of `key`, if it was ever set.
pub async fn find(db: &impl Read, key: &str) -> Result<Option<String>> {
    Ok(Entity::find_by_id(key.to_owned()).one(db).await?.map(|row| row.value))
}

/// Sets `key`, over what it was.
pub async fn set(tx: &Tx, key: &str, value: &str) -> Result<()> {
    let row = ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value.to_owned()),
        updated_at: Set(tx.now_ms()),
    };
    let over = OnConflict::column(Column::Key)
        .update_columns([Column::Value, Column::UpdatedAt])
        .to_owned();
    Entity::insert(row).on_conflict(over).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets `key`; answers whether it was set.
pub async fn remove(tx: &Tx, key: &str) -> Result<bool> {
    Ok(Entity::delete_by_id(key.to_owned()).exec(tx).await?.rows_affected > 0)
}
