//! A running program for one test, and the people who use it.

mod client;
pub mod http;
pub mod smtp;

use app::domain::account::{AddUser, CreateToken, RawToken, RawUser};
use app::domain::permission::Role;
use axum::Router;
use chrono::{DateTime, Duration, Utc};
use server::auth::secret;
use server::clock::Clock;
use server::config::{Config, Options};
use server::state::AppState;
use server::store::{self, By, Via, sessions, tokens, users};

pub use client::{Client, Reply};

/// When every test begins.
pub const NOW: &str = "2026-11-22T12:00:00Z";

/// The program on a database of its own, with a clock that stands still.
pub struct TestApp {
    /// What the handlers get.
    pub state: AppState,
    /// Where files are kept, gone with the test.
    pub files: tempfile::TempDir,
    router: Router,
}

impl TestApp {
    /// A fresh program without users.
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// The same, with these settings.
    pub async fn with(options: Options) -> Self {
        let _ = any_spawner::Executor::init_tokio();
        let db = store::testing::database().await.expect("a test database");
        let now: DateTime<Utc> = NOW.parse().expect("an instant");
        let files = tempfile::tempdir().expect("a folder");
        let folder = Some(files.path().join("evidence"));
        let options = Options { evidence_folder: folder, ..options };
        let config = Config::load(options).expect("settings");
        let state = AppState::new(db, Clock::fixed(now), config);
        Self { router: server::router::router(state.clone()), state, files }
    }

    /// Writes outside of a request.
    pub fn by(&self) -> By {
        By::new(None, Via::Command, self.state.clock.now())
    }

    /// Somebody who is not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(self.router.clone(), None)
    }

    /// Adds a user and answers the id. The hash is a stand-in: real hashing is tested on its own.
    pub async fn user(&self, email: &str, role: Role) -> uuid::Uuid {
        let raw = RawUser {
            email: email.into(),
            role: role.to_string(),
            password: "correct horse battery".into(),
            ..RawUser::default()
        };
        let user = AddUser::parse(raw).expect("a valid user");
        store::write(&self.state.db, self.by(), async |tx| {
            users::create(&tx, &user, Some("not a hash")).await
        })
        .await
        .expect("a new user")
        .id
    }

    /// A new user with this role, in a browser.
    pub async fn as_role(&self, role: Role) -> Client {
        let email = format!("{role}-{}@example.org", secret::nonce().to_lowercase());
        self.browser(&email, role).await
    }

    /// A new user with this address and role, in a browser.
    pub async fn browser(&self, email: &str, role: Role) -> Client {
        let id = self.user(email, role).await;
        let secret = secret::generate();
        let until = self.state.clock.now() + Duration::days(1);
        store::write(&self.state.db, self.by(), async |tx| {
            sessions::create(&tx, id, &secret::hash(&secret), "test", until).await
        })
        .await
        .expect("a session");
        let name = server::auth::identify::cookie_name(&self.state);
        Client::new(self.router.clone(), Some(("cookie", format!("{name}={secret}"))))
    }

    /// A new user with this role, as a program with a token of these scopes.
    pub async fn with_token(&self, role: Role, scopes: &[&str]) -> Client {
        let email = format!("{role}-{}@example.org", secret::nonce().to_lowercase());
        let id = self.user(&email, role).await;
        let raw = RawToken {
            name: "test".into(),
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            expires_on: String::new(),
        };
        let token = CreateToken::parse(raw, self.state.clock.now().date_naive()).expect("a token");
        let secret = secret::token();
        store::write(&self.state.db, self.by(), async |tx| {
            tokens::create(&tx, id, &token, &secret::hash(&secret)).await
        })
        .await
        .expect("a stored token");
        Client::new(self.router.clone(), Some(("authorization", format!("Bearer {secret}"))))
    }
}
