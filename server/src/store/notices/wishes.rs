//! What somebody wants to hear; who has said nothing gets the default.

use app::domain::notice::NoticeWishes;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::notice_wishes::{ActiveModel, Column, Entity};
use crate::store::{Read, Result, Tx};

/// The wishes of `user`.
pub async fn wishes(db: &impl Read, user: Uuid) -> Result<NoticeWishes> {
    match Entity::find_by_id(user).one(db).await? {
        Some(row) => Ok(NoticeWishes { shown: row.shown, mail: word(&row.mail)? }),
        None => Ok(NoticeWishes::default()),
    }
}

/// Keeps the wishes of `user`.
pub async fn set_wishes(tx: &Tx, user: Uuid, wishes: NoticeWishes) -> Result<()> {
    let row = ActiveModel {
        user_id: Set(user),
        shown: Set(wishes.shown),
        mail: Set(wishes.mail.to_string()),
        updated_at: Set(tx.now_ms()),
    };
    let over = OnConflict::column(Column::UserId)
        .update_columns([Column::Shown, Column::Mail, Column::UpdatedAt])
        .to_owned();
    Entity::insert(row).on_conflict(over).exec_without_returning(tx).await?;
    tx.audit("account.notices", ("user", user), None, json!(wishes));
    Ok(())
}
