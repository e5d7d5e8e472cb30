//! The numbers beside the navigation. Every page asks for them: they are counted in one question, and
//! no further than anybody reads.

use app::domain::permission::Viewer;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, Query};

use super::memo::{Key, remember};
use super::page::up_to;
use super::{Error, Read, Result, inbox, incidents, notices, remediations};

/// What waits, as far as the viewer may see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Incidents that are open or contained.
    pub open_incidents: u64,
    /// Remediations that the viewer owns and that are past their day.
    pub late_work: u64,
    /// Notices that the viewer has not read.
    pub unread_notices: u64,
    /// Runs in the inbox; none for who may not sort them.
    pub waiting_runs: u64,
}

/// What waits for the viewer on `today`, `most` of each counted.
pub async fn of(db: &impl Read, viewer: &Viewer, today: NaiveDate, most: u64) -> Result<Counts> {
    remember(db, Key::seen_by("counts", viewer).by(&(today, most)), async {
        let counted = [
            up_to(incidents::unresolved(viewer), most),
            up_to(remediations::late(viewer, today), most),
            up_to(notices::unread(viewer), most),
            up_to(inbox::waiting(viewer), most),
        ];
        let mut all = Query::select();
        for (name, count) in NAMES.into_iter().zip(counted) {
            all.expr_as(Expr::SubQuery(None, Box::new(count.into())), name);
        }
        let row = db.query_one(&all).await?.ok_or(Error::NotFound)?;
        let number = |name: &str| -> Result<u64> {
            let count: i64 = row.try_get("", name)?;
            Ok(u64::try_from(count).unwrap_or_default())
        };
        let [open, late, unread, waiting] = NAMES;
        Ok(Counts {
            open_incidents: number(open)?,
            late_work: number(late)?,
            unread_notices: number(unread)?,
            waiting_runs: number(waiting)?,
        })
    })
    .await
}

const NAMES: [&str; 4] = ["open", "late", "unread", "waiting"];
