//! What was read and has not changed since, so that many readers of one incident cost one read.
//!
//! A value is kept until this process writes anything at all, and for a second at most, since a
//! command line beside the server may write too. On PostgreSQL, where several servers write,
//! nothing is kept: each of them must show at once what another has acknowledged. Transactions
//! read for themselves.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt::Write,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use app::domain::permission::Viewer;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Read, Result};

/// How long what another process writes may stay unseen.
const FRESH: Duration = Duration::from_secs(1);
/// How many values there may be before the old ones are looked for and dropped.
const MOST: usize = 256;

/// What a value is, and what it depends on: who may see it is part of it, or it is the same for all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    what: &'static str,
    whose: Option<(Uuid, &'static str)>,
    of: Option<Uuid>,
    also: String,
}

impl Key {
    /// Something that is the same for every viewer who may see it at all.
    pub fn shared(what: &'static str) -> Self {
        Self { what, whose: None, of: None, also: String::new() }
    }

    /// Something of which each viewer sees their own part.
    pub fn seen_by(what: &'static str, viewer: &Viewer) -> Self {
        use app::domain::Vocabulary;
        Self { whose: Some((viewer.user_id, viewer.role.as_str())), ..Self::shared(what) }
    }

    /// That of one incident.
    #[must_use]
    pub fn of(self, incident: Uuid) -> Self {
        Self { of: Some(incident), ..self }
    }

    /// What else it depends on: filters, the page, the day.
    #[must_use]
    pub fn by(mut self, also: &dyn std::fmt::Debug) -> Self {
        let _ = write!(self.also, "{also:?};");
        self
    }
}

type Reading<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;
type Value = Arc<OnceCell<Box<dyn Any + Send + Sync>>>;

/// The values that are kept.
#[derive(Debug, Default)]
pub struct Memo {
    writes: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    writes: u64,
    values: HashMap<(Key, TypeId), (Instant, Value)>,
}

impl Memo {
    /// Something was committed: whoever asks from now on sees it.
    pub(super) fn forget(&self) {
        self.writes.fetch_add(1, Ordering::SeqCst);
    }

    /// The place of a value; those who ask at the same time share one, and so one read.
    fn place(&self, key: (Key, TypeId)) -> Value {
        let writes = self.writes.load(Ordering::SeqCst);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if kept.writes != writes {
            kept.values.clear();
            kept.writes = writes;
        } else if kept.values.len() >= MOST {
            kept.values.retain(|_, (since, _)| now.duration_since(*since) < FRESH);
        }
        let (since, value) = kept.values.entry(key).or_insert_with(|| (now, Value::default()));
        if now.duration_since(*since) >= FRESH {
            (*since, *value) = (now, Value::default());
        }
        value.clone()
    }
}

/// What `read` answers, or what it answered a moment ago when nothing was written since.
///
/// `read` must depend on nothing but the database and what is in `key`.
pub fn remember<'a, T>(
    db: &'a impl Read,
    key: Key,
    read: impl Future<Output = Result<T>> + Send + 'a,
) -> impl Future<Output = Result<T>> + Send + 'a
where
    T: Clone + Send + Sync + 'static,
{
    // Boxed at once: what is kept is made of what is kept, and each layer would hold the whole of
    // the one below several times over.
    kept(db.memo(), key, Box::pin(read))
}

async fn kept<'a, T>(memo: Option<&'a Memo>, key: Key, read: Reading<'a, T>) -> Result<T>
where
    T: Clone + Send + Sync + 'static,
{
    let Some(memo) = memo else { return read.await };
    let place = memo.place((key, TypeId::of::<T>()));
    let read = async { read.await.map(|value| Box::new(value) as Box<dyn Any + Send + Sync>) };
    let value = place.get_or_try_init(|| read).await?;
    Ok(value.downcast_ref::<T>().expect("the type is part of the key").clone())
}

#[cfg(test)]
mod tests {
    use app::domain::permission::Role;

    use super::*;

    fn viewer(role: Role) -> Viewer {
        Viewer {
            user_id: Uuid::from_u128(7),
            name: "Engineer B".into(),
            email: "b@example.org".into(),
            role,
            scopes: None,
        }
    }

    fn place(memo: &Memo, key: &Key) -> Value {
        memo.place((key.clone(), TypeId::of::<u8>()))
    }

    #[test]
    fn a_value_is_kept_until_something_is_written() {
        let (memo, key) = (Memo::default(), Key::shared("severities"));
        let before = place(&memo, &key);
        assert!(Arc::ptr_eq(&before, &place(&memo, &key)));
        memo.forget();
        assert!(!Arc::ptr_eq(&before, &place(&memo, &key)));
    }

    #[test]
    fn what_a_value_depends_on_keeps_it_apart() {
        let (memo, incident) = (Memo::default(), Uuid::from_u128(1));
        let keys = [
            Key::shared("factors"),
            Key::shared("controls"),
            Key::shared("factors").of(incident),
            Key::shared("factors").of(incident).by(&"a"),
            Key::shared("factors").of(incident).by(&"a").by(&"b"),
            Key::shared("factors").of(incident).by(&"b"),
            Key::seen_by("factors", &viewer(Role::Viewer)).of(incident),
            Key::seen_by("factors", &viewer(Role::Admin)).of(incident),
        ];
        let places: Vec<Value> = keys.iter().map(|key| place(&memo, key)).collect();
        for (n, one) in places.iter().enumerate() {
            assert!(places.iter().skip(n + 1).all(|other| !Arc::ptr_eq(one, other)), "{n}");
        }
        let typed = memo.place((Key::shared("factors"), TypeId::of::<u16>()));
        assert!(!Arc::ptr_eq(&places[0], &typed));
    }

    #[test]
    fn old_values_make_room() {
        let memo = Memo::default();
        for n in 0..=MOST {
            place(&memo, &Key::shared("events").by(&n));
        }
        std::thread::sleep(FRESH);
        place(&memo, &Key::shared("events").by(&"one more"));
        assert_eq!(memo.kept.lock().expect("no panic").values.len(), 1);
    }
}
