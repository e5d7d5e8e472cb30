//! Keyset pages: `limit + 1` rows are read, and where the next page begins goes out as an opaque
//! token, bound to the order of the list.

use app::domain::Invalid;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use sea_orm::{
    Condition, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, Query, SelectStatement, Value},
};
use uuid::Uuid;

use super::{Error, Result};

/// Rows on a page when nobody says.
pub const DEFAULT: u64 = 50;
/// The most rows on a page.
pub const MOST: u64 = 200;

/// Which page of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Rows on the page, 1 to [`MOST`].
    pub limit: u64,
    /// The `next` of the page before; none for the first.
    pub after: Option<String>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: DEFAULT, after: None }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// The token of the next page; none on the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page with each row made into something else.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(make).collect(), next: self.next }
    }
}

/// What `find` finds, as something to count: `most` and more are `most`, so that no more than that
/// are looked at.
pub(super) fn up_to<E: EntityTrait>(find: Select<E>, most: u64) -> SelectStatement {
    let found = find.select_only().expr(Expr::value(1)).limit(most).into_query();
    Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(found, "found").to_owned()
}

/// Where a page ended: the sort key and the id of its last row.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// Which order the list had; a token is only good for the same.
    order: String,
    key: Key,
    id: Uuid,
}

/// The sort key of the row that a page ended with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// An instant in milliseconds, a number, a rank.
    Number(i64),
    /// A name, a date.
    Text(String),
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Key {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Number(number) => number.into(),
            Key::Text(text) => text.into(),
        }
    }
}

impl Cursor {
    /// The cursor after the row with this key and id, in a list whose order is called `order`.
    pub fn new(order: &str, key: impl Into<Key>, id: Uuid) -> Self {
        Self { order: order.to_owned(), key: key.into(), id }
    }

    /// The key, where the list sorts by a number.
    pub fn number(&self) -> Result<i64> {
        match self.key {
            Key::Number(number) => Ok(number),
            Key::Text(_) => Err(bad_token()),
        }
    }

    /// Whether the row with this key and id comes after it, in a list that ascends.
    pub fn is_before(&self, key: &Key, id: Uuid) -> bool {
        (&self.key, self.id) < (key, id)
    }

    fn encode(&self) -> String {
        BASE64.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn decode(token: &str) -> Option<Self> {
        serde_json::from_slice(&BASE64.decode(token).ok()?).ok()
    }
}

fn bad_token() -> Error {
    Invalid::one("after", "Use the “next” of the page before, from the same list and order.").into()
}

impl PageRequest {
    /// How many rows to read: one more than the page shows, to know whether there is a next.
    pub fn fetch(&self) -> u64 {
        self.limit.clamp(1, MOST) + 1
    }

    /// The cursor in `after`; [`Error::Invalid`] if it is none of this list in this `order`.
    pub fn cursor(&self, order: &str) -> Result<Option<Cursor>> {
        let Some(token) = self.after.as_deref().filter(|token| !token.is_empty()) else {
            return Ok(None);
        };
        match Cursor::decode(token) {
            Some(cursor) if cursor.order == order => Ok(Some(cursor)),
            _ => Err(bad_token()),
        }
    }

    /// `find` in the order of `key` then `id`, from where `after` says, one row more than the page.
    ///
    /// `key` must never be NULL: wrap a column that may be in `COALESCE`.
    pub fn seek<E: EntityTrait>(
        &self,
        find: Select<E>,
        order: (&str, Order),
        key: impl Into<Expr>,
        id: E::Column,
    ) -> Result<Select<E>> {
        use sea_orm::ColumnTrait;
        let (name, order) = order;
        let key: Expr = key.into();
        let mut find = find.limit(self.fetch());
        if let Some(Cursor { key: at, id: last, .. }) = self.cursor(name)? {
            let at = Expr::value(Value::from(at));
            let (further, beyond) = match order {
                Order::Desc => (key.clone().lt(at.clone()), id.lt(last)),
                _ => (key.clone().gt(at.clone()), id.gt(last)),
            };
            let same = Condition::all().add(key.clone().eq(at)).add(beyond);
            find = find.filter(Condition::any().add(further).add(same));
        }
        Ok(find.order_by(key, order.clone()).order_by(id, order))
    }

    /// The page from the rows that were read, and where the next begins.
    pub fn cut<T>(&self, mut rows: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
        let limit = usize::try_from(self.limit.clamp(1, MOST)).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|last| cursor(last).encode());
        Page { items: rows, next }
    }
}
