//! What this machine can do at most, for `cargo xtask bench`: a bare handler, and axum with one
//! indexed read of the same database to JSON, with nothing of Throughline in between.

use std::env::args;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow};
use sea_orm::sqlx::{self, Row};
use serde::Serialize;
use uuid::Uuid;

const LIST: &str = "SELECT id, number, title, summary, kind, status, severity_rank, \
    agent_involvement, data_exposure, visibility, started_at, created_at, updated_at, version \
    FROM incidents ORDER BY created_at DESC, id DESC LIMIT 25";

const ONE: &str = "SELECT id, number, title, summary, kind, status, severity_rank, \
    agent_involvement, data_exposure, visibility, started_at, created_at, updated_at, version \
    FROM incidents WHERE number = ?";

const EVENTS: &str = "SELECT id, seq, kind, occurred_at, occurred_precision, known_at, actor_id, \
    channel, text, confidence, pinned, recorded_at, updated_at, version \
    FROM events WHERE incident_id = ? ORDER BY occurred_at, seq LIMIT 50";

#[derive(Serialize)]
struct Incident {
    id: Uuid,
    number: i64,
    title: String,
    summary: String,
    kind: String,
    status: String,
    severity_rank: Option<i64>,
    agent_involvement: String,
    data_exposure: String,
    visibility: String,
    started_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    version: i64,
}

#[derive(Serialize)]
struct Event {
    id: Uuid,
    seq: i64,
    kind: String,
    occurred_at: i64,
    occurred_precision: String,
    known_at: i64,
    actor_id: Option<Uuid>,
    channel: Option<String>,
    text: String,
    confidence: String,
    pinned: bool,
    recorded_at: i64,
    updated_at: i64,
    version: i64,
}

#[derive(Serialize)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Serialize)]
struct Whole {
    incident: Incident,
    events: Vec<Event>,
}

type Answer<T> = Result<Json<T>, StatusCode>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [database, address] = [args().nth(1), args().nth(2)].map(Option::unwrap_or_default);
    let options = database.parse::<SqliteConnectOptions>()?.read_only(true);
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
    let router = Router::new()
        .route("/bare", get(async || "ok"))
        .route("/incidents", get(list))
        .route("/incidents/{number}", get(show))
        .with_state(pool);
    let listener = tokio::net::TcpListener::bind(address).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn list(State(pool): State<SqlitePool>) -> Answer<Items<Incident>> {
    let rows = sqlx::query(LIST).fetch_all(&pool).await.map_err(failed)?;
    let items = rows.iter().map(incident).collect::<Result<_, _>>().map_err(failed)?;
    Ok(Json(Items { items }))
}

async fn show(State(pool): State<SqlitePool>, Path(number): Path<i64>) -> Answer<Whole> {
    let row = sqlx::query(ONE).bind(number).fetch_one(&pool).await.map_err(failed)?;
    let incident = incident(&row).map_err(failed)?;
    let rows = sqlx::query(EVENTS).bind(incident.id).fetch_all(&pool).await.map_err(failed)?;
    let events = rows.iter().map(event).collect::<Result<_, _>>().map_err(failed)?;
    Ok(Json(Whole { incident, events }))
}

fn failed(_: sqlx::Error) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}

fn incident(row: &SqliteRow) -> Result<Incident, sqlx::Error> {
    Ok(Incident {
        id: row.try_get(0)?,
        number: row.try_get(1)?,
        title: row.try_get(2)?,
        summary: row.try_get(3)?,
        kind: row.try_get(4)?,
        status: row.try_get(5)?,
        severity_rank: row.try_get(6)?,
        agent_involvement: row.try_get(7)?,
        data_exposure: row.try_get(8)?,
        visibility: row.try_get(9)?,
        started_at: row.try_get(10)?,
        created_at: row.try_get(11)?,
        updated_at: row.try_get(12)?,
        version: row.try_get(13)?,
    })
}

fn event(row: &SqliteRow) -> Result<Event, sqlx::Error> {
    Ok(Event {
        id: row.try_get(0)?,
        seq: row.try_get(1)?,
        kind: row.try_get(2)?,
        occurred_at: row.try_get(3)?,
        occurred_precision: row.try_get(4)?,
        known_at: row.try_get(5)?,
        actor_id: row.try_get(6)?,
        channel: row.try_get(7)?,
        text: row.try_get(8)?,
        confidence: row.try_get(9)?,
        pinned: row.try_get(10)?,
        recorded_at: row.try_get(11)?,
        updated_at: row.try_get(12)?,
        version: row.try_get(13)?,
    })
}
