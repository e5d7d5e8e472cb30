//! Importing a file: uploaded, looked at, then stored all of it or not at all; and undone.

use std::collections::BTreeMap;

use app::domain::import::slack::Choice;
use app::domain::import::{Adapter, Import, Mapping, one_line};
use app::domain::reference::IncidentRef;
use app::domain::{Invalid, Vocabulary};
use app::pages::import::{ImportPage, RawImport};
use app::pages::sent::Trouble;
use app::paths;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path};
use crate::import::{self, Options, Staged, mend, staging};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, imports, incidents};

type Importer = Require<right::Import>;

async fn page(
    state: &AppState,
    who: &Importer,
    reference: &IncidentRef,
    raw: RawImport,
) -> Result<ImportPage> {
    let incident = incidents::brief(&state.db, &who.viewer, reference).await?;
    Ok(ImportPage {
        incident: incident.number,
        raw,
        invalid: Invalid::default(),
        preview: None,
        wrong_rows: BTreeMap::new(),
        before: imports::list(&state.db, &who.viewer, reference).await?,
        viewer: who.viewer.clone(),
    })
}

/// `GET /incidents/{incident}/import`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Importer,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let page = page(&state, &who, &reference, RawImport::default()).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /incidents/{incident}/import`: keeps the file and shows what it would do.
pub async fn look(
    State(state): State<AppState>,
    frame: Frame,
    who: Importer,
    Path(reference): Path<IncidentRef>,
    multipart: Multipart,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?.id;
    let (mut raw, file) = receive(multipart, who.viewer.user_id, incident).await?;
    raw.zone = frame.zone().name().to_owned();
    let mut page = page(&state, &who, &reference, raw.clone()).await?;
    let options = options(&raw)?;
    let (Some(file), Some(options)) = (&file, options) else {
        page.invalid = if file.is_none() {
            Invalid::one("file", "Choose a file, or paste its text below.")
        } else {
            Invalid::one("adapter", "Choose what wrote the file.")
        };
        return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
    };
    page.raw.upload = file.id.to_string();
    look_again(&state, &who, &reference, &mut page, file, &options).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// Fills in what the file would do, and the rows that can be mended.
async fn look_again(
    state: &AppState,
    who: &Importer,
    reference: &IncidentRef,
    page: &mut ImportPage,
    file: &Staged,
    options: &Options,
) -> Result<()> {
    let preview = import::look(state, &who.viewer, reference, file, options).await?;
    page.wrong_rows = mend::wrong_rows(file, options.adapter, &preview).await?;
    page.preview = Some(preview);
    Ok(())
}

/// What a browser sends: which adapter, and the file or its text.
async fn receive(
    mut multipart: Multipart,
    user: Uuid,
    incident: Uuid,
) -> Result<(RawImport, Option<Staged>)> {
    let (mut raw, mut file) = (RawImport::default(), None);
    let broken = |_| Error::BadRequest("The form did not arrive whole; nothing was stored.".into());
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        match field.name() {
            Some("adapter") => raw.adapter = field.text().await.map_err(broken)?,
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                raw.name = one_line(field.file_name().unwrap_or_default());
                file = Some(staging::keep(user, incident, field).await?);
            }
            Some("text") if file.is_none() => {
                let pasted = staging::keep(user, incident, field).await?;
                if staging::is_blank(&pasted).await {
                    staging::forget(&pasted).await;
                } else {
                    "pasted text".clone_into(&mut raw.name);
                    file = Some(pasted);
                }
            }
            _ => {}
        }
    }
    Ok((raw, file))
}

fn options(raw: &RawImport) -> Result<Option<Options>> {
    let Some(adapter) = Adapter::from_word(raw.adapter.trim()) else { return Ok(None) };
    let mapping = Mapping::parse(&raw.mapping())?;
    let slack = Choice::parse(&raw.choice())?;
    let name = match one_line(&raw.name) {
        name if name.is_empty() => format!("{adapter} file"),
        name => name,
    };
    let leave_out = raw.leave_out == "true" || raw.act == "rest";
    Ok(Some(Options { adapter, name, leave_out, mapping, slack }))
}

/// The rows as they were mended.
fn mended(raw: &RawImport) -> BTreeMap<u64, String> {
    let said = raw.mend_at.iter().zip(&raw.mend);
    let said = said.filter_map(|(at, text)| Some((at.parse().ok()?, text.replace("\r\n", "\n"))));
    said.collect()
}

/// `POST /incidents/{incident}/import/now`: imports the file that was looked at, or looks again
/// after rows were mended and columns were said to hold something else.
pub async fn now(
    State(state): State<AppState>,
    frame: Frame,
    who: Importer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawImport>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let staged = match raw.upload.parse::<Uuid>() {
        Ok(id) => staging::find(who.viewer.user_id, incident.id, id).await,
        Err(_) => None,
    };
    let (read, wrong) = match options(&raw) {
        Ok(options) => (options, None),
        // What is wrong with the columns is shown beside the file as it is guessed.
        Err(error) => {
            let (adapter, name) = (raw.adapter.clone(), raw.name.clone());
            let bare = RawImport { adapter, name, ..RawImport::default() };
            (options(&bare)?, Some(error))
        }
    };
    let (Some(file), Some(options)) = (staged, read) else {
        let mut page = page(&state, &who, &reference, raw).await?;
        page.invalid = Invalid::one("file", "The file is no longer here. Choose it again.");
        return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
    };
    mend::mend(&file, options.adapter, mended(&raw)).await?;
    if raw.act == "look" && wrong.is_none() {
        let mut page = page(&state, &who, &reference, raw).await?;
        look_again(&state, &who, &reference, &mut page, &file, &options).await?;
        return Ok(frame.show(StatusCode::OK, page));
    }
    let done = match wrong {
        Some(error) => Err(error),
        None => {
            import::import(&state, &who.viewer, who.by(&state), &reference, &file, &options).await
        }
    };
    if done.is_ok() {
        staging::forget(&file).await;
    }
    let there = |import: Import| {
        let news = format!(
            "Imported {}: {} added, {} on record already.",
            import.file_name, import.added, import.known
        );
        (format!("{}#timeline", paths::incident(incident.number)), news)
    };
    let again = async {
        let mut page = page(&state, &who, &reference, raw).await?;
        look_again(&state, &who, &reference, &mut page, &file, &options).await?;
        Ok::<_, Error>(page)
    };
    let refill = |page: &mut ImportPage, trouble: Trouble| page.invalid = trouble.into();
    frame.answer(done, there, again, refill).await
}

/// `POST /incidents/{incident}/imports/{id}/undo`
pub async fn undo(
    State(state): State<AppState>,
    frame: Frame,
    who: Importer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let gone =
        store::write(&state.db, by, async |tx| imports::undo(&tx, viewer, &reference, id).await)
            .await?;
    let news = format!("Undone: {gone} events are off the timeline. They stay on the record.");
    Ok(frame.redirect(&paths::import(incident.number), news))
}
