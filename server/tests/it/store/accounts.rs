//! Users, sessions, tokens, throttling, idempotency keys.

use app::domain::account::{AddUser, CreateToken, EditUser, RawToken, RawUser, User};
use app::domain::permission::Role;
use chrono::{DateTime, TimeDelta, Utc};
use server::store::{
    self, By, Db, Error, Via, audit,
    idempotency::{self, Begun, Claim, Saved},
    sessions::{self, Lifetime},
    settings, testing, throttle, tokens, users,
};
use uuid::Uuid;

const LIFETIME: Lifetime = Lifetime { idle: TimeDelta::days(7), most: TimeDelta::days(30) };

fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from_timestamp_millis(1_770_000_000_000).expect("in range")
}

fn by() -> By {
    By::new(None, Via::Command, now())
}

async fn add(db: &Db, email: &str, role: Role) -> store::Result<User> {
    let raw = RawUser {
        email: email.into(),
        role: role.to_string(),
        password: "correct horse battery".into(),
        ..RawUser::default()
    };
    let user = AddUser::parse(raw).expect("a good user");
    store::write(db, by(), async |tx| users::create(&tx, &user, Some("$hash")).await).await
}

#[tokio::test]
async fn a_user_is_found_by_address_once_and_changed_by_version() {
    let db = testing::database().await.unwrap();
    assert!(!users::any(&db).await.unwrap());
    let ada = add(&db, "Ada@example.org", Role::Responder).await.unwrap();
    assert!(users::any(&db).await.unwrap());
    assert!(add(&db, "ada@EXAMPLE.org", Role::Viewer).await.unwrap_err().is_exists());
    let found = users::credentials(&db, " ADA@example.org").await.unwrap().unwrap();
    assert_eq!((found.user.id, found.password_hash.as_deref()), (ada.id, Some("$hash")));
    assert!(users::find_by_email(&db, "a\0@x.org").await.unwrap().is_none());

    let edit = EditUser { name: "Ada L.".into(), role: Role::Commander, active: true };
    let write = |version| {
        let (db, edit) = (db.clone(), edit.clone());
        async move {
            store::write(&db, by(), async |tx| users::update(&tx, ada.id, &edit, version).await)
                .await
        }
    };
    assert_eq!(write(Some(1)).await.unwrap().version, 2);
    assert!(write(Some(1)).await.unwrap_err().is_stale());
    assert_eq!(users::names(&db).await.unwrap()[&ada.id], "Ada L.");
}

#[tokio::test]
async fn the_only_administrator_stays_one() {
    let db = testing::database().await.unwrap();
    let root = add(&db, "root@example.org", Role::Admin).await.unwrap();
    let edit = EditUser { name: "Root".into(), role: Role::Admin, active: false };
    let step_down =
        || store::write(&db, by(), async |tx| users::update(&tx, root.id, &edit, None).await);
    assert!(matches!(step_down().await, Err(Error::Refused(_))));
    add(&db, "other@example.org", Role::Admin).await.unwrap();
    assert!(!step_down().await.unwrap().active);
}

#[tokio::test]
async fn a_session_holds_until_it_ends_or_its_user_is_switched_off() {
    let db = testing::database().await.unwrap();
    let ada = add(&db, "ada@example.org", Role::Viewer).await.unwrap();
    let until = now() + TimeDelta::days(30);
    let (one, two) = store::write(&db, by(), async |tx| {
        let one = sessions::create(&tx, ada.id, "h1", "Firefox", until).await?;
        Ok((one, sessions::create(&tx, ada.id, "h2", "Safari", until).await?))
    })
    .await
    .unwrap();
    let valid = async |hash: &str, at| {
        sessions::find_valid(&db, hash, LIFETIME, at).await.unwrap().is_some()
    };
    assert!(valid("h1", now() + TimeDelta::days(29)).await);
    assert!(!valid("h1", until).await && !valid("h3", now()).await);
    assert_eq!(sessions::of_user(&db, ada.id, now()).await.unwrap()[0].id, one.id, "used last");
    let signed_in = users::get(&db, ada.id).await.unwrap().signed_in_at;
    assert_eq!(signed_in, Some(now()));

    store::write(&db, by(), async |tx| sessions::revoke(&tx, ada.id, one.id).await).await.unwrap();
    let again =
        store::write(&db, by(), async |tx| sessions::revoke(&tx, ada.id, one.id).await).await;
    assert!(matches!(again, Err(Error::NotFound)));
    assert!(!valid("h1", now()).await && valid("h2", now()).await);
    store::write(&db, by(), async |tx| sessions::end_others(&tx, ada.id, two.id).await)
        .await
        .unwrap();
    assert!(valid("h2", now()).await);
    let edit = EditUser { name: "Ada".into(), role: Role::Viewer, active: false };
    store::write(&db, by(), async |tx| users::update(&tx, ada.id, &edit, None).await)
        .await
        .unwrap();
    assert!(!valid("h2", now()).await);
}

#[tokio::test]
async fn a_token_works_until_its_last_day_or_its_revocation() {
    let db = testing::database().await.unwrap();
    let ada = add(&db, "ada@example.org", Role::Responder).await.unwrap();
    let raw = RawToken {
        name: "feed".into(),
        scopes: vec!["read, import".into()],
        expires_on: "2026-02-03".into(),
    };
    let command = CreateToken::parse(raw, now().date_naive()).unwrap();
    let token =
        store::write(&db, by(), async |tx| tokens::create(&tx, ada.id, &command, "hash").await)
            .await
            .unwrap();
    assert_eq!(token.scopes, command.scopes);
    let valid = async |at| tokens::find_valid(&db, "hash", at).await.unwrap().is_some();
    assert!(valid(now()).await && !valid(now() + TimeDelta::days(3)).await);
    assert_eq!(tokens::of_user(&db, ada.id).await.unwrap()[0].used_at, Some(now()));
    store::write(&db, by(), async |tx| tokens::revoke(&tx, ada.id, token.id).await).await.unwrap();
    assert!(!valid(now()).await);
    assert!(tokens::of_user(&db, ada.id).await.unwrap()[0].revoked_at.is_some());
}

#[tokio::test]
async fn guessing_gets_slower_and_getting_in_forgives() {
    let db = testing::database().await.unwrap();
    for _ in 0..4 {
        throttle::failed(&db, "a@x.org", "10.0.0.1", now()).await.unwrap();
    }
    let wait = async |address, at| throttle::wait(&db, "a@x.org", address, at).await.unwrap();
    assert_eq!(wait("10.0.0.1", now()).await, None);
    throttle::failed(&db, "a@x.org", "10.0.0.1", now()).await.unwrap();
    assert_eq!(wait("10.0.0.1", now()).await, Some(2));
    throttle::failed(&db, "a@x.org", "10.0.0.1", now()).await.unwrap();
    assert_eq!(wait("10.0.0.1", now()).await, Some(4));
    assert_eq!(wait("10.0.0.2", now()).await, None, "the owner elsewhere is not locked out");
    assert_eq!(wait("10.0.0.1", now() + TimeDelta::seconds(4)).await, None);
    throttle::succeeded(&db, "a@x.org", "10.0.0.1").await.unwrap();
    assert_eq!(wait("10.0.0.1", now()).await, None);
}

#[tokio::test]
async fn a_session_lasts_longer_while_it_is_used_but_not_for_ever() {
    let db = testing::database().await.unwrap();
    let ada = add(&db, "ada@example.org", Role::Viewer).await.unwrap();
    let until = LIFETIME.end(now(), now());
    assert_eq!(until, now() + TimeDelta::days(7));
    store::write(&db, by(), async |tx| sessions::create(&tx, ada.id, "h1", "Firefox", until).await)
        .await
        .unwrap();
    let valid = async |days| {
        let at = now() + TimeDelta::days(days);
        sessions::find_valid(&db, "h1", LIFETIME, at).await.unwrap().is_some()
    };
    for days in [6, 12, 18, 24, 29] {
        assert!(valid(days).await, "used on day {days}");
    }
    assert!(!valid(30).await, "thirty days at most");
    store::write(&db, by(), async |tx| sessions::create(&tx, ada.id, "h2", "Safari", until).await)
        .await
        .unwrap();
    let idle = now() + TimeDelta::days(7);
    assert!(sessions::find_valid(&db, "h2", LIFETIME, idle).await.unwrap().is_none());
}

async fn begin(db: &Db, user: Uuid, hash: &str, at: DateTime<Utc>) -> Begun {
    idempotency::begin(db, user, "key", hash, at).await.unwrap()
}

#[track_caller]
fn claimed(begun: Begun) -> Claim {
    match begun {
        Begun::New(claim) => claim,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_gives_the_first_answer_again_for_a_day() {
    let db = testing::database().await.unwrap();
    let ada = add(&db, "ada@example.org", Role::Responder).await.unwrap().id;
    let claim = claimed(begin(&db, ada, "one", now()).await);
    assert_eq!(begin(&db, ada, "one", now()).await, Begun::Running);
    assert_eq!(begin(&db, ada, "two", now()).await, Begun::OtherBody);
    idempotency::forget(&db, &claim).await.unwrap();
    let claim = claimed(begin(&db, ada, "one", now()).await);
    let saved =
        Saved { status: 201, location: Some("/x".into()), etag: None, body: "{\"a\":1}".into() };
    idempotency::finish(&db, &claim, &saved).await.unwrap();
    let later = |hours| now() + TimeDelta::hours(hours);
    assert_eq!(begin(&db, ada, "one", later(23)).await, Begun::Done(saved));
    claimed(begin(&db, ada, "one", later(25)).await);
}

#[tokio::test]
async fn a_key_whose_server_went_away_is_taken_over_and_nothing_is_done_twice() {
    let db = testing::database().await.unwrap();
    let ada = add(&db, "ada@example.org", Role::Responder).await.unwrap().id;
    let later = |seconds| now() + TimeDelta::seconds(seconds);
    let work = async |claim: &Claim, name: &str| {
        let by = By::new(Some(ada), Via::Api, now());
        let write = store::write(&db, by, async |tx| {
            settings::set(&tx, name, "done").await?;
            tx.audit("test.write", ("setting", name), None, serde_json::Value::Null);
            Ok(())
        });
        claim.hold(write).await
    };
    let first = claimed(begin(&db, ada, "one", now()).await);
    assert_eq!(begin(&db, ada, "one", later(59)).await, Begun::Running);
    let second = claimed(begin(&db, ada, "one", later(60)).await);
    assert!(matches!(work(&first, "first").await, Err(Error::Refused(_))), "no longer its key");
    assert_eq!(settings::find(&db, "first").await.unwrap(), None);
    work(&second, "second").await.unwrap();
    idempotency::forget(&db, &first).await.unwrap();
    idempotency::forget(&db, &second).await.unwrap();
    assert_eq!(begin(&db, ada, "one", later(61)).await, Begun::Running, "its answer may yet come");
    let lost = Begun::Lost("test.write second".into());
    assert_eq!(begin(&db, ada, "one", later(120)).await, lost, "done, and not done again");
    let saved = Saved { status: 204, location: None, etag: None, body: String::new() };
    idempotency::finish(&db, &second, &saved).await.unwrap();
    assert_eq!(begin(&db, ada, "one", later(121)).await, Begun::Done(saved));
}

#[tokio::test]
async fn the_first_run_link_is_good_once() {
    let db = testing::database().await.unwrap();
    users::set_setup_token(&db, "old", now()).await.unwrap();
    users::set_setup_token(&db, "new", now()).await.unwrap();
    assert!(!users::setup_token_is(&db, "old").await.unwrap());
    assert!(users::setup_token_is(&db, "new").await.unwrap());
    let take = || store::write(&db, by(), async |tx| users::use_setup_token(&tx, "new").await);
    take().await.unwrap();
    assert!(matches!(take().await, Err(Error::NotFound)));
    add(&db, "root@example.org", Role::Admin).await.unwrap();
    assert!(!users::setup_token_is(&db, "new").await.unwrap());
}

#[tokio::test]
async fn a_changed_entry_breaks_the_chain_where_it_stands() {
    let db = testing::database().await.unwrap();
    for name in ["a@x.org", "b@x.org", "c@x.org"] {
        add(&db, name, Role::Viewer).await.unwrap();
    }
    assert_eq!(audit::verify(&db).await.unwrap().entries, 3);
    testing::execute(&db, "UPDATE audit SET action = 'nothing' WHERE seq = 2").await.unwrap();
    assert_eq!(audit::verify(&db).await.unwrap().broken_at, Some(2));
}
