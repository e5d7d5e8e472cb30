//! Adding, rewriting and retiring entries of the catalogues, for administrators.

use std::future::ready;

use app::domain::Invalid;
use app::domain::control::{Control, DefineControl, RawControlDefinition};
use app::domain::factor::{DefineFactor, FactorKind, RawFactorDefinition};
use app::domain::severity::{DescribeSeverity, RawSeverityLevel, Severity};
use app::pages::catalogue_entry::{ControlKindPage, EntryForm, FactorKindPage, SeverityPage};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{catalogue, severities};

type Keeper = Require<right::ManageCatalogue>;

/// A code that the catalogue has already is told at its field.
fn code_taken(error: Error) -> Error {
    match error {
        Error::Conflict(_) => Invalid::one("code", "The catalogue has this code already.").into(),
        error => error,
    }
}

fn factor_form(kind: &FactorKind) -> RawFactorDefinition {
    RawFactorDefinition {
        code: kind.code.clone(),
        group: kind.group.to_string(),
        name: kind.name.clone(),
        definition: kind.definition.clone(),
        retired: kind.retired.to_string(),
    }
}

/// `GET /factors/new`
pub async fn new_factor(frame: Frame, _: Keeper) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, FactorKindPage::default()))
}

/// `POST /factors`
pub async fn add_factor(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Form(raw): Form<RawFactorDefinition>,
) -> Result<Response> {
    let done = who.write(&state, DefineFactor::parse(raw.clone()), async |tx, command| {
        catalogue::define_factor(&tx, &command).await
    });
    let done = done.await.map_err(code_taken);
    let again = ready(Ok(FactorKindPage::default()));
    let refill = |page: &mut FactorKindPage, trouble| page.0.edit.again(raw, None, trouble);
    frame.answer(done, |_| (paths::FACTORS.to_owned(), "Saved."), again, refill).await
}

async fn factor_page(state: &AppState, code: &str) -> Result<FactorKindPage> {
    let now = catalogue::get_factor(&state.db, code).await?;
    Ok(FactorKindPage(EntryForm::of(code, factor_form(&now), now.version)))
}

/// `GET /factors/{code}`
pub async fn factor(
    State(state): State<AppState>,
    frame: Frame,
    _: Keeper,
    Path(code): Path<String>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, factor_page(&state, &code).await?))
}

/// `POST /factors/{code}`; a stale version answers with both versions side by side.
pub async fn change_factor(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Path(code): Path<String>,
    VersionedForm { version, raw }: VersionedForm<RawFactorDefinition>,
) -> Result<Response> {
    let done = who.write(&state, DefineFactor::parse(raw.clone()), async |tx, command| {
        catalogue::redefine_factor(&tx, &code, &command, version).await
    });
    let done = done.await.map_err(code_taken);
    let refill = |page: &mut FactorKindPage, trouble| page.0.edit.again(raw, version, trouble);
    let again = factor_page(&state, &code);
    frame.answer(done, |_| (paths::FACTORS.to_owned(), "Saved."), again, refill).await
}

fn control_form(kind: &Control) -> RawControlDefinition {
    RawControlDefinition {
        code: kind.code.clone(),
        strength: kind.strength.to_string(),
        name: kind.name.clone(),
        definition: kind.definition.clone(),
        retired: kind.retired.to_string(),
    }
}

/// `GET /controls/new`
pub async fn new_control(frame: Frame, _: Keeper) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, ControlKindPage::default()))
}

/// `POST /controls`
pub async fn add_control(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Form(raw): Form<RawControlDefinition>,
) -> Result<Response> {
    let done = who.write(&state, DefineControl::parse(raw.clone()), async |tx, command| {
        catalogue::define_control(&tx, &command).await
    });
    let done = done.await.map_err(code_taken);
    let again = ready(Ok(ControlKindPage::default()));
    let refill = |page: &mut ControlKindPage, trouble| page.0.edit.again(raw, None, trouble);
    frame.answer(done, |_| (paths::CONTROLS.to_owned(), "Saved."), again, refill).await
}

async fn control_page(state: &AppState, code: &str) -> Result<ControlKindPage> {
    let now = catalogue::get_control(&state.db, code).await?;
    Ok(ControlKindPage(EntryForm::of(code, control_form(&now), now.version)))
}

/// `GET /controls/{code}`
pub async fn control(
    State(state): State<AppState>,
    frame: Frame,
    _: Keeper,
    Path(code): Path<String>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, control_page(&state, &code).await?))
}

/// `POST /controls/{code}`; a stale version answers with both versions side by side.
pub async fn change_control(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Path(code): Path<String>,
    VersionedForm { version, raw }: VersionedForm<RawControlDefinition>,
) -> Result<Response> {
    let done = who.write(&state, DefineControl::parse(raw.clone()), async |tx, command| {
        catalogue::redefine_control(&tx, &code, &command, version).await
    });
    let done = done.await.map_err(code_taken);
    let refill = |page: &mut ControlKindPage, trouble| page.0.edit.again(raw, version, trouble);
    let again = control_page(&state, &code);
    frame.answer(done, |_| (paths::CONTROLS.to_owned(), "Saved."), again, refill).await
}

/// `GET /severities/new`
pub async fn new_severity(frame: Frame, _: Keeper) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, SeverityPage::default()))
}

/// `POST /severities`
pub async fn add_severity(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Form(raw): Form<RawSeverityLevel>,
) -> Result<Response> {
    let done = who.write(&state, DescribeSeverity::parse(&raw), async |tx, command| {
        severities::add(&tx, &command).await
    });
    let done = done.await.map_err(code_taken);
    let again = ready(Ok(SeverityPage::default()));
    let refill = |page: &mut SeverityPage, trouble| page.0.edit.again(raw, None, trouble);
    frame.answer(done, |_| (paths::SEVERITIES.to_owned(), "Saved."), again, refill).await
}

async fn severity_page(state: &AppState, code: Severity) -> Result<SeverityPage> {
    let now = severities::get(&state.db, code).await?;
    Ok(SeverityPage(EntryForm::of(code, RawSeverityLevel::from(&now), now.version)))
}

/// `GET /severities/{code}`
pub async fn severity(
    State(state): State<AppState>,
    frame: Frame,
    _: Keeper,
    Path(code): Path<Severity>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, severity_page(&state, code).await?))
}

/// `POST /severities/{code}`; a stale version answers with both versions side by side.
pub async fn change_severity(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Path(code): Path<Severity>,
    VersionedForm { version, raw }: VersionedForm<RawSeverityLevel>,
) -> Result<Response> {
    let done = who.write(&state, DescribeSeverity::parse(&raw), async |tx, command| {
        severities::describe(&tx, code, &command, version).await
    });
    let done = done.await.map_err(code_taken);
    let refill = |page: &mut SeverityPage, trouble| page.0.edit.again(raw, version, trouble);
    let again = severity_page(&state, code);
    frame.answer(done, |_| (paths::SEVERITIES.to_owned(), "Saved."), again, refill).await
}
