//! Slowing down who guesses passwords: each failure beyond a few doubles the wait.
//!
//! Counted for the address and account together, and with more patience for each of them alone, so
//! that neither many addresses nor many accounts help, and nobody is locked out by a stranger soon.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use sha2::{Digest, Sha256};

use super::{
    By, Db, Read, Result, Via,
    entity::sign_in_attempts::{ActiveModel, Column, Entity, Model},
    hex,
    time::to_ms,
};

/// Failures are forgotten when none has followed for so long.
const FORGET_MS: i64 = 15 * 60 * 1000;
/// The longest wait.
const LONGEST_MS: i64 = 15 * 60 * 1000;
/// The first wait.
const FIRST_MS: i64 = 2_000;

/// What is counted, and how many failures are free. Kept as hashes: people type passwords here.
fn subjects(email: &str, address: &str) -> [(String, i32); 3] {
    let subject = |kind: &str, parts: &[&str]| {
        let mut hash = Sha256::new_with_prefix(kind);
        for part in parts {
            hash.update([0]);
            hash.update(part);
        }
        hex(&hash.finalize())
    };
    [
        (subject("both", &[email, address]), 5),
        (subject("email", &[email]), 20),
        (subject("address", &[address]), 50),
    ]
}

/// How many seconds to wait before trying again; none when one may try now.
pub async fn wait(
    db: &impl Read,
    email: &str,
    address: &str,
    now: DateTime<Utc>,
) -> Result<Option<u64>> {
    let subjects = subjects(email, address);
    let rows = rows(db, subjects.iter().map(|(subject, _)| subject.as_str())).await?;
    let left = rows.iter().filter_map(|row| {
        let (_, free) = subjects.iter().find(|(subject, _)| *subject == row.subject)?;
        Some(row.last_at + delay_ms(row.failures - free) - to_ms(now))
    });
    let left = left.max().unwrap_or(0);
    Ok(u64::try_from(left).ok().filter(|ms| *ms > 0).map(|ms| ms.div_ceil(1000)))
}

/// The wait after so many failures beyond the free ones (zero: the last free one was just used).
fn delay_ms(beyond: i32) -> i64 {
    match u32::try_from(beyond) {
        Ok(beyond) => FIRST_MS.saturating_mul(1 << beyond.min(20)).min(LONGEST_MS),
        Err(_) => 0,
    }
}

/// Counts a failure.
pub async fn failed(db: &Db, email: &str, address: &str, now: DateTime<Utc>) -> Result<()> {
    let subjects = subjects(email, address);
    super::write(db, By::new(None, Via::Job, now), async |tx| {
        let ms = tx.now_ms();
        Entity::delete_many().filter(Column::LastAt.lt(ms - FORGET_MS)).exec(&tx).await?;
        let known = rows(&tx, subjects.iter().map(|(subject, _)| subject.as_str())).await?;
        let counted = subjects.iter().map(|(subject, _)| {
            let before = known.iter().find(|row| row.subject == *subject);
            ActiveModel {
                subject: Set(subject.clone()),
                failures: Set(before.map_or(0, |row| row.failures) + 1),
                first_at: Set(before.map_or(ms, |row| row.first_at)),
                last_at: Set(ms),
            }
        });
        let over = OnConflict::column(Column::Subject)
            .update_columns([Column::Failures, Column::LastAt])
            .to_owned();
        Entity::insert_many(counted).on_conflict(over).exec_without_returning(&tx).await?;
        Ok(())
    })
    .await
}

/// Forgets the failures of this account from this address, after it got in.
pub async fn succeeded(db: &Db, email: &str, address: &str) -> Result<()> {
    let [both, email, _] = subjects(email, address);
    if rows(db, [both.0.as_str(), email.0.as_str()]).await?.is_empty() {
        return Ok(());
    }
    super::write(db, By::new(None, Via::Job, DateTime::UNIX_EPOCH), async |tx| {
        let subjects = [both.0.as_str(), email.0.as_str()];
        Entity::delete_many().filter(Column::Subject.is_in(subjects)).exec(&tx).await?;
        Ok(())
    })
    .await
}

async fn rows<'a>(
    db: &impl Read,
    subjects: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Subject.is_in(subjects)).all(db).await?)
}
