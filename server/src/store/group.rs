//! SQLite's writer: transactions that queue up at the same time share one commit, hence one wait
//! for the disk, and each is acknowledged only after it.
//!
//! Each write is a savepoint inside the open transaction, so that a failing one takes only its own
//! changes back. Who finds nobody waiting behind commits for all; if that one goes away (a client
//! that hangs up), those who wait for the commit do it themselves.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{Mutex, MutexGuard, oneshot};

use super::{By, Result, Tx, memo::Memo, outbox::Published};

/// The most writes that share a commit, so that the first does not wait for long.
const MOST: usize = 64;
/// The longest that a transaction stays open for more to join.
const LONGEST: Duration = Duration::from_millis(10);
/// How long to wait for somebody else's commit before doing it oneself.
const PATIENCE: Duration = Duration::from_millis(25);

type Ack = Result<(), DbErr>;

/// The writing connection and the transaction that is open on it.
#[derive(Debug)]
pub(super) struct Group {
    conn: DatabaseConnection,
    open: Mutex<Option<Open>>,
    waiting: AtomicUsize,
    memo: Arc<Memo>,
}

/// An open transaction and who waits for its commit.
#[derive(Debug)]
struct Open {
    tx: DatabaseTransaction,
    since: Instant,
    members: Vec<oneshot::Sender<Ack>>,
}

impl Group {
    pub(super) fn new(conn: DatabaseConnection) -> Self {
        Self { conn, open: Mutex::new(None), waiting: AtomicUsize::new(0), memo: Arc::default() }
    }

    /// What was read since the last commit.
    pub(super) fn memo(&self) -> &Memo {
        &self.memo
    }

    pub(super) fn connection(&self) -> &DatabaseConnection {
        &self.conn
    }

    pub(super) async fn close(&self) -> Result<()> {
        self.commit(&mut *self.open.lock().await).await;
        Ok(self.conn.close_by_ref().await?)
    }

    /// Does `work` in a savepoint and answers when the transaction around it is on disk.
    pub(super) async fn write<T, F, Fut>(&self, by: &By, work: &F) -> Result<(T, Vec<Published>)>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let mut open = self.turn().await;
        let group = match open.as_mut() {
            Some(group) => group,
            None => open.insert(self.begin().await?),
        };
        let tx = Tx::new(group.tx.begin().await?, by);
        let done = tx.run(work).await;
        let closed = match &done {
            Ok(_) => end(tx, DatabaseTransaction::commit).await,
            Err(_) => end(tx, DatabaseTransaction::rollback).await,
        };
        if let Err(error) = closed {
            // The database has taken the whole transaction back (a full disk, say).
            abandon(&mut open, &error);
            return done.and(Err(error.into()));
        }
        let (ack, acknowledged) = oneshot::channel();
        if done.is_ok() {
            group.members.push(ack);
        }
        if self.waiting.load(Ordering::SeqCst) == 0 || group.is_full() {
            self.commit(&mut open).await;
        }
        drop(open);
        let done = done?;
        self.acknowledged(acknowledged).await?;
        Ok(done)
    }

    /// Waits for the connection; those who wait are counted, so that the one before leaves the
    /// commit to them.
    async fn turn(&self) -> MutexGuard<'_, Option<Open>> {
        struct Waiting<'a>(&'a AtomicUsize);
        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let _waiting = Waiting(&self.waiting);
        self.open.lock().await
    }

    async fn begin(&self) -> Result<Open> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.conn.begin_with_options(options).await?;
        Ok(Open { tx, since: Instant::now(), members: Vec::new() })
    }

    /// Commits what is open and tells everybody who waits, even if the one who commits goes away.
    async fn commit(&self, open: &mut Option<Open>) {
        let Some(Open { tx, members, .. }) = open.take() else { return };
        let memo = self.memo.clone();
        let task = tokio::spawn(async move {
            let done = tx.commit().await;
            memo.forget();
            for member in members {
                drop(member.send(done.clone()));
            }
        });
        drop(task.await);
    }

    async fn acknowledged(&self, mut ack: oneshot::Receiver<Ack>) -> Result<()> {
        loop {
            match tokio::time::timeout(PATIENCE, &mut ack).await {
                Ok(Ok(done)) => return Ok(done?),
                Ok(Err(_gone)) => {
                    return Err(DbErr::Custom("the outcome of the commit is unknown".into()).into());
                }
                Err(_late) => self.commit(&mut *self.open.lock().await).await,
            }
        }
    }
}

impl Open {
    fn is_full(&self) -> bool {
        self.members.len() >= MOST || self.since.elapsed() >= LONGEST
    }
}

async fn end(tx: Tx, how: impl AsyncFnOnce(DatabaseTransaction) -> Ack) -> Ack {
    how(tx.into_inner()?).await
}

fn abandon(open: &mut Option<Open>, error: &DbErr) {
    for member in open.take().into_iter().flat_map(|open| open.members) {
        drop(member.send(Err(error.clone())));
    }
}
