//! Schema, transactions, the audit chain.

use chrono::{DateTime, Utc};
use serde_json::json;
use server::store::{
    self, By, Db, Error, PageRequest, Via, audit, audit::Filter, settings, testing,
};

fn by() -> By {
    By::new(
        None,
        Via::Job,
        DateTime::<Utc>::from_timestamp_millis(1_770_000_000_000).expect("in range"),
    )
}

fn assert_send<T: Send>(value: T) -> T {
    value
}

async fn set(db: &Db, key: &str, value: &str) -> store::Result<()> {
    let key = key.to_owned();
    assert_send(store::write(db, by(), async |tx| {
        settings::set(&tx, &key, value).await?;
        tx.audit(
            "setting.set",
            ("setting", &key),
            None,
            json!({"value": value, "b": 1, "a": [1, 2]}),
        );
        Ok(())
    }))
    .await
}

#[tokio::test]
async fn every_table_of_the_program_is_in_an_empty_database() {
    let db = testing::database().await.unwrap();
    assert!(store::probe(&db).await.unwrap() > 50);
    store::migrate(&db).await.unwrap();
}

#[tokio::test]
async fn every_entity_has_the_types_of_its_table() {
    let db = testing::database().await.unwrap();
    assert_eq!(testing::drift(&db).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_written_is_read_and_what_fails_leaves_nothing() {
    let db = testing::database().await.unwrap();
    set(&db, "colour", "blue").await.unwrap();
    set(&db, "colour", "green").await.unwrap();
    let failed: store::Result<()> = store::write(&db, by(), async |tx| {
        settings::set(&tx, "colour", "red").await?;
        tx.audit("setting.set", ("setting", "colour"), None, json!({}));
        Err(Error::NotFound)
    })
    .await;
    assert!(matches!(failed, Err(Error::NotFound)));
    assert_eq!(settings::find(&db, "colour").await.unwrap().as_deref(), Some("green"));
    let log = audit::page(&db, &Filter::default(), &PageRequest::default()).await.unwrap();
    assert_eq!(log.items.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [2, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_at_the_same_time_all_get_through_and_the_chain_holds() {
    let db = testing::database().await.unwrap();
    let tasks: Vec<_> = (0..60)
        .map(|i| {
            let db = db.clone();
            tokio::spawn(async move {
                let number = store::write(&db, by(), async |tx| {
                    let number = tx.next_number("incident").await?;
                    tx.audit("number.taken", ("counter", number), None, json!({ "by": i }));
                    if i % 3 == 0 { Err(Error::NotFound) } else { Ok(number) }
                })
                .await;
                if i % 7 == 0 {
                    assert!(set(&db, "last", &i.to_string()).await.is_ok());
                }
                number
            })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.extend(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<i64>>(), "gapless, though a third failed");
    assert_eq!(audit::verify(&db).await.unwrap(), audit::Verified { entries: 49, broken_at: None });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_writer_that_goes_away_holds_nobody_up() {
    let db = testing::database().await.unwrap();
    let mut tasks = Vec::new();
    for i in 0..40_u64 {
        let db = db.clone();
        tasks.push(tokio::spawn(async move {
            let write = set(&db, "key", "value");
            if i % 2 == 0 {
                write.await.unwrap();
            } else {
                drop(tokio::time::timeout(std::time::Duration::from_micros(i * 150), write).await);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    set(&db, "after", "all").await.unwrap();
    assert_eq!(audit::verify(&db).await.unwrap().broken_at, None);
}

#[tokio::test]
async fn pages_follow_each_other_and_a_made_up_token_is_refused() {
    let db = testing::database().await.unwrap();
    for i in 0..7 {
        set(&db, "n", &i.to_string()).await.unwrap();
    }
    let page = |after| PageRequest { limit: 5, after };
    let first = audit::page(&db, &Filter::default(), &page(None)).await.unwrap();
    assert_eq!(first.items.len(), 5);
    let second = audit::page(&db, &Filter::default(), &page(first.next)).await.unwrap();
    assert_eq!(second.items.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(second.next, None);
    let bad = page(Some("eyJ4IjoxfQ".into()));
    assert!(matches!(audit::page(&db, &Filter::default(), &bad).await, Err(Error::Invalid(_))));
}
