//! Whom somebody follows: they are told as if they had a part in it.

use app::domain::notice::Followed;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::store::entity::follows::{ActiveModel, Column, Entity};
use crate::store::{Read, Result, Tx};

/// Lets `user` follow something that the caller has looked up for them; twice is harmless.
pub async fn follow(tx: &Tx, user: Uuid, kind: Followed, object: Uuid) -> Result<()> {
    let row = ActiveModel {
        user_id: Set(user),
        kind: Set(kind.to_string()),
        object_id: Set(object),
        since: Set(tx.now_ms()),
    };
    let key = [Column::UserId, Column::Kind, Column::ObjectId];
    let once = OnConflict::columns(key).do_nothing_on(key).to_owned();
    Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends following; without a start it is harmless.
pub async fn unfollow(tx: &Tx, user: Uuid, object: Uuid) -> Result<()> {
    let gone =
        Entity::delete_many().filter(Column::UserId.eq(user)).filter(Column::ObjectId.eq(object));
    gone.exec(tx).await?;
    Ok(())
}

/// Whether `user` follows it.
pub async fn follows(db: &impl Read, user: Uuid, object: Uuid) -> Result<bool> {
    let find = Entity::find().filter(Column::UserId.eq(user)).filter(Column::ObjectId.eq(object));
    Ok(find.one(db).await?.is_some())
}

/// Who follows it.
pub(super) async fn followers(db: &impl Read, object: Uuid) -> Result<Vec<Uuid>> {
    let find = Entity::find().select_only().column(Column::UserId);
    Ok(find.filter(Column::ObjectId.eq(object)).into_tuple().all(db).await?)
}
