//! Adding, rewriting and retiring entries of the catalogues, for administrators.

use app::domain::Invalid;
use app::domain::control::{Control, DefineControl, RawControlDefinition};
use app::domain::factor::{DefineFactor, FactorKind, RawFactorDefinition};
use app::domain::severity::{DescribeSeverity, RawSeverityLevel, Severity, SeverityLevel};
use app::pages::Page;
use app::pages::catalogue_entry::{ControlKindPage, EntryForm, FactorKindPage, SeverityPage};
use app::pages::incident::Sent;
use app::paths;
use app::ui::differing;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, catalogue, severities};

type Keeper = Require<right::ManageCatalogue>;

/// Back to the list with news, or the form again with what was wrong.
fn finish<T, P: Page>(
    frame: &Frame,
    list: &str,
    done: Result<T>,
    again: impl FnOnce(Invalid) -> P,
) -> Result<Response> {
    match done.map_err(Error::into_invalid) {
        Ok(_) => Ok(frame.redirect(list, "Saved.")),
        Err(Ok(invalid)) => Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, again(invalid))),
        Err(Err(Error::Conflict(_))) => {
            let invalid = Invalid::one("code", "The catalogue has this code already.");
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, again(invalid)))
        }
        Err(Err(error)) => Err(error),
    }
}

fn new_form<T>(raw: T, invalid: Invalid) -> EntryForm<T> {
    EntryForm { edits: None, sent: Sent::new(raw, invalid), differences: None }
}

fn is_stale<T>(done: &Result<T>) -> bool {
    matches!(done, Err(Error::Stale(_)))
}

/// A form leaves out what is not checked.
fn yes(flag: &str) -> String {
    if flag == "true" { "yes".to_owned() } else { "no".to_owned() }
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
    let done = match DefineFactor::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            catalogue::define_factor(&tx, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    finish(&frame, paths::FACTORS, done, |invalid| FactorKindPage(new_form(raw, invalid)))
}

/// `GET /factors/{code}`
pub async fn factor(
    State(state): State<AppState>,
    frame: Frame,
    _: Keeper,
    Path(code): Path<String>,
) -> Result<Response> {
    let now = catalogue::get_factor(&state.db, &code).await?;
    let form = EntryForm {
        edits: Some((code.clone(), now.version)),
        sent: Sent::new(factor_form(&now), Invalid::default()),
        differences: None,
    };
    Ok(frame.show(StatusCode::OK, FactorKindPage(form)))
}

/// `POST /factors/{code}`; a stale version answers with both versions side by side.
pub async fn change_factor(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Path(code): Path<String>,
    VersionedForm { version, raw }: VersionedForm<RawFactorDefinition>,
) -> Result<Response> {
    let done = match DefineFactor::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            catalogue::redefine_factor(&tx, &code, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    let now = catalogue::get_factor(&state.db, &code).await?;
    let (stale, edits) = (is_stale(&done), Some((code.clone(), now.version)));
    let again = |invalid| {
        let rows = |raw: &RawFactorDefinition| {
            let raw = raw.clone();
            [
                ("Name", raw.name),
                ("Where it lies", raw.group),
                ("What counts as it", raw.definition),
                ("Retired", yes(&raw.retired)),
            ]
        };
        let both = || differing(rows(&raw), rows(&factor_form(&now)));
        let (differences, invalid) =
            if stale { (Some(both()), Invalid::default()) } else { (None, invalid) };
        FactorKindPage(EntryForm { edits, sent: Sent::new(raw, invalid), differences })
    };
    finish(&frame, paths::FACTORS, done, again)
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
    let done = match DefineControl::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            catalogue::define_control(&tx, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    finish(&frame, paths::CONTROLS, done, |invalid| ControlKindPage(new_form(raw, invalid)))
}

/// `GET /controls/{code}`
pub async fn control(
    State(state): State<AppState>,
    frame: Frame,
    _: Keeper,
    Path(code): Path<String>,
) -> Result<Response> {
    let now = catalogue::get_control(&state.db, &code).await?;
    let form = EntryForm {
        edits: Some((code.clone(), now.version)),
        sent: Sent::new(control_form(&now), Invalid::default()),
        differences: None,
    };
    Ok(frame.show(StatusCode::OK, ControlKindPage(form)))
}

/// `POST /controls/{code}`; a stale version answers with both versions side by side.
pub async fn change_control(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Path(code): Path<String>,
    VersionedForm { version, raw }: VersionedForm<RawControlDefinition>,
) -> Result<Response> {
    let done = match DefineControl::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            catalogue::redefine_control(&tx, &code, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    let now = catalogue::get_control(&state.db, &code).await?;
    let (stale, edits) = (is_stale(&done), Some((code.clone(), now.version)));
    let again = |invalid| {
        let rows = |raw: &RawControlDefinition| {
            let raw = raw.clone();
            [
                ("Name", raw.name),
                ("Strength", raw.strength),
                ("What counts as it", raw.definition),
                ("Retired", yes(&raw.retired)),
            ]
        };
        let both = || differing(rows(&raw), rows(&control_form(&now)));
        let (differences, invalid) =
            if stale { (Some(both()), Invalid::default()) } else { (None, invalid) };
        ControlKindPage(EntryForm { edits, sent: Sent::new(raw, invalid), differences })
    };
    finish(&frame, paths::CONTROLS, done, again)
}

fn severity_form(level: &SeverityLevel) -> RawSeverityLevel {
    RawSeverityLevel::from(level)
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
    let done = match DescribeSeverity::parse(&raw) {
        Ok(command) => {
            store::write(&state.db, who.by(&state), async |tx| severities::add(&tx, &command).await)
                .await
                .map_err(Error::from)
        }
        Err(invalid) => Err(invalid.into()),
    };
    finish(&frame, paths::SEVERITIES, done, |invalid| SeverityPage(new_form(raw, invalid)))
}

/// `GET /severities/{code}`
pub async fn severity(
    State(state): State<AppState>,
    frame: Frame,
    _: Keeper,
    Path(code): Path<Severity>,
) -> Result<Response> {
    let now = severities::get(&state.db, code).await?;
    let form = EntryForm {
        edits: Some((code.to_string(), now.version)),
        sent: Sent::new(severity_form(&now), Invalid::default()),
        differences: None,
    };
    Ok(frame.show(StatusCode::OK, SeverityPage(form)))
}

/// `POST /severities/{code}`; a stale version answers with both versions side by side.
pub async fn change_severity(
    State(state): State<AppState>,
    frame: Frame,
    who: Keeper,
    Path(code): Path<Severity>,
    VersionedForm { version, raw }: VersionedForm<RawSeverityLevel>,
) -> Result<Response> {
    let done = match DescribeSeverity::parse(&raw) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            severities::describe(&tx, code, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    let now = severities::get(&state.db, code).await?;
    let (stale, edits) = (is_stale(&done), Some((code.to_string(), now.version)));
    let again = |invalid| {
        let rows = |raw: &RawSeverityLevel| {
            let raw = raw.clone();
            [("Word", raw.word), ("How to recognise it", raw.guide), ("Retired", yes(&raw.retired))]
        };
        let both = || differing(rows(&raw), rows(&severity_form(&now)));
        let (differences, invalid) =
            if stale { (Some(both()), Invalid::default()) } else { (None, invalid) };
        SeverityPage(EntryForm { edits, sent: Sent::new(raw, invalid), differences })
    };
    finish(&frame, paths::SEVERITIES, done, again)
}
