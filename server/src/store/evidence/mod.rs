//! Evidence: quoted words, links and files, with the hash of their contents, the events they support,
//! and the chain of custody.

mod custody;
mod files;
mod imported;

pub use custody::{list as custody, looked_at, note};
pub use files::{Checked, add_file, checked, contents, purge, unnamed};
pub(super) use imported::{add_imported, undo_import};

use std::collections::{HashMap, HashSet};

use app::domain::account::Person;
use app::domain::custody::CustodyAct;
use app::domain::evidence::{AddEvidence, Evidence, EvidenceKind, FileFacts, NamedEvidence};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::{Invalid, Refused};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::columns::word;
use super::entity::evidence::{ActiveModel, Column, Entity, Model};
use super::entity::{event_evidence, events as event_rows, evidence_contents};
use super::memo::{Key, remember};
use super::time::{from_ms, to_ms};
use super::{Error, Read, Result, Tx, events, hex, incidents, new_id};

/// The evidence of an incident, in the order it was added.
pub async fn list(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Vec<Evidence>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    of_incident(db, incident.id).await
}

/// The evidence of an incident that the caller has already looked up.
pub async fn of_incident(db: &impl Read, incident: Uuid) -> Result<Vec<Evidence>> {
    remember(db, Key::shared("evidence").of(incident), async {
        let find = Entity::find()
            .filter(Column::IncidentId.eq(incident))
            .filter(Column::RetractedAt.is_null());
        let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
        shown(db, rows).await
    })
    .await
}

/// One piece of evidence of an incident.
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Evidence> {
    let row = row(db, viewer, reference, id).await?;
    shown(db, vec![row]).await?.pop().ok_or(Error::NotFound)
}

/// What those of `ids` are called that stand and belong to an incident that the viewer may see.
pub async fn named(
    db: &impl Read,
    viewer: &Viewer,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, NamedEvidence>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = Entity::find()
        .select_only()
        .columns([Column::Id, Column::IncidentId, Column::Title])
        .filter(Column::Id.is_in(ids))
        .filter(Column::RetractedAt.is_null());
    let rows: Vec<(Uuid, Uuid, String)> = find.into_tuple().all(db).await?;
    let of = rows.iter().map(|(_, incident, _)| *incident).collect();
    let numbers = incidents::seen_numbers(db, viewer, of).await?;
    let named = rows.into_iter().filter_map(|(id, incident, title)| {
        Some((id, NamedEvidence { incident: *numbers.get(&incident)?, title }))
    });
    Ok(named.collect())
}

/// Those of `ids` that are evidence of this incident.
pub(super) async fn known(
    db: &impl Read,
    incident: Uuid,
    ids: HashSet<Uuid>,
) -> Result<HashSet<Uuid>> {
    if ids.is_empty() {
        return Ok(ids);
    }
    let find = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::RetractedAt.is_null())
        .filter(Column::Id.is_in(ids));
    Ok(find.into_tuple::<Uuid>().all(db).await?.into_iter().collect())
}

async fn row(db: &impl Read, viewer: &Viewer, reference: &IncidentRef, id: Uuid) -> Result<Model> {
    let incident = incidents::brief(db, viewer, reference).await?;
    let find = Entity::find_by_id(id)
        .filter(Column::IncidentId.eq(incident.id))
        .filter(Column::RetractedAt.is_null());
    find.one(db).await?.ok_or(Error::NotFound)
}

async fn shown(db: &impl Read, rows: Vec<Model>) -> Result<Vec<Evidence>> {
    let mut supported = supported(db, rows.iter().map(|row| row.id).collect()).await?;
    let people: Vec<Uuid> = rows.iter().filter_map(|row| row.acquired_by).collect();
    let names = incidents::names(db, &people).await?;
    let contents = files::contents_of(db, &rows).await?;
    let evidence = |row: Model| {
        let content: Option<&evidence_contents::Model> = match &row.sha256 {
            Some(sha256) if row.purged_at.is_none() => contents.get(sha256),
            _ => None,
        };
        let person = |id| Person { id, name: incidents::name_of(&names, Some(id)) };
        Ok(Evidence {
            id: row.id,
            kind: word(&row.kind)?,
            title: row.title,
            quote: row.quote,
            url: row.url,
            sha256: row.sha256,
            size: row.size,
            media_type: row.media_type,
            file_name: row.file_name,
            state: content.map(|content| word(&content.state)).transpose()?,
            checked_at: content.map(|content| from_ms(content.checked_at)),
            purged_at: row.purged_at.map(from_ms),
            acquired_at: row.acquired_at.map(from_ms),
            acquired_by: row.acquired_by.map(person),
            covers_from: row.covers_from.map(from_ms),
            covers_to: row.covers_to.map(from_ms),
            redaction: word(&row.redaction)?,
            rendition_of: row.rendition_of,
            legal_hold: row.legal_hold,
            events: supported.remove(&row.id).unwrap_or_default(),
            version: row.version,
        })
    };
    rows.into_iter().map(evidence).collect()
}

/// The numbers of the events that each piece supports.
async fn supported(db: &impl Read, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<i32>>> {
    let mut by_evidence: HashMap<Uuid, Vec<i32>> = HashMap::new();
    if ids.is_empty() {
        return Ok(by_evidence);
    }
    let pairs = event_evidence::Entity::find()
        .filter(event_evidence::Column::EvidenceId.is_in(ids))
        .all(db)
        .await?;
    let events: HashSet<Uuid> = pairs.iter().map(|pair| pair.event_id).collect();
    let find = event_rows::Entity::find()
        .select_only()
        .columns([event_rows::Column::Id, event_rows::Column::Seq])
        .filter(event_rows::Column::Id.is_in(events));
    let seqs: HashMap<Uuid, i32> =
        find.into_tuple::<(Uuid, i32)>().all(db).await?.into_iter().collect();
    for pair in pairs {
        let seq = seqs.get(&pair.event_id).copied();
        by_evidence.entry(pair.evidence_id).or_default().extend(seq);
    }
    for seqs in by_evidence.values_mut() {
        seqs.sort_unstable();
    }
    Ok(by_evidence)
}

/// Adds quoted words or a link. The same words with the same title are not added twice: what is
/// there already then supports the events as well.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &AddEvidence,
) -> Result<Evidence> {
    if command.kind == EvidenceKind::File {
        let message = "Send the file itself: with the form, or to evidence/files.";
        return Err(Invalid::one("kind", message).into());
    }
    insert(tx, viewer, reference, command, None, None).await
}

async fn insert(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &AddEvidence,
    file: Option<&FileFacts>,
    import: Option<Uuid>,
) -> Result<Evidence> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    check(tx, incident.id, command).await?;
    if let Some(row) = same(tx, incident.id, command, file).await? {
        let mut all = supported(tx, vec![row.id]).await?.remove(&row.id).unwrap_or_default();
        all.extend(
            command.events.iter().filter(|seq| !all.contains(seq)).copied().collect::<Vec<_>>(),
        );
        support(tx, incident.id, row.id, &all).await?;
        return shown(tx, vec![row]).await?.pop().ok_or(Error::NotFound);
    }
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident.id),
        acquired_by: Set(tx.actor()),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        retracted_at: NotSet,
        retracted_by: NotSet,
        retracted_reason: NotSet,
        version: Set(1),
        import_id: Set(import),
        ..contents_set(command, file)
    };
    let stored = set(tx, row, command).insert(tx).await?;
    support(tx, incident.id, stored.id, &command.events).await?;
    note(tx, stored.id, CustodyAct::Added, stored.sha256.as_deref()).await?;
    log(tx, "evidence.add", &stored);
    shown(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Writes what is known of it from now on; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    command: &AddEvidence,
    version: Option<i32>,
) -> Result<Evidence> {
    let before = row(tx, viewer, reference, id).await?;
    tx.lock_incident(before.incident_id).await?;
    let before = row(tx, viewer, reference, id).await?;
    Error::check_version(version, before.version)?;
    check(tx, before.incident_id, command).await?;
    let file = EvidenceKind::File.to_string();
    if (before.kind == file) != (command.kind == EvidenceKind::File) || before.purged_at.is_some() {
        let message = "What form a file has, and what was removed for good, cannot be changed.";
        return Err(Invalid::one("kind", message).into());
    }
    let (incident, next) = (before.incident_id, before.version + 1);
    let mut changed = set(tx, before.into_active_model(), command);
    if command.kind != EvidenceKind::File {
        let ActiveModel { quote, sha256, size, media_type, .. } = contents_set(command, None);
        (changed.quote, changed.sha256) = (quote, sha256);
        (changed.size, changed.media_type) = (size, media_type);
    }
    changed.version = Set(next);
    let stored = changed.update(tx).await?;
    support(tx, incident, id, &command.events).await?;
    note(tx, id, CustodyAct::Edited, stored.sha256.as_deref()).await?;
    log(tx, "evidence.edit", &stored);
    shown(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Takes it off the record's face; who added it may, or a commander; never under a hold.
pub async fn retract(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    reason: &str,
) -> Result<()> {
    let row = row(tx, viewer, reference, id).await?;
    if row.legal_hold {
        let message = "This evidence is under a legal hold. Lift the hold first.";
        return Err(Refused::new("legal-hold", message).into());
    }
    super::may_retract(viewer, row.created_by)?;
    take_back(tx, row, reason).await
}

async fn take_back(tx: &Tx, row: Model, reason: &str) -> Result<()> {
    let id = row.id;
    let mut gone = row.into_active_model();
    gone.retracted_at = Set(Some(tx.now_ms()));
    gone.retracted_by = Set(tx.actor());
    gone.retracted_reason = Set(Some(reason.to_owned()));
    let stored = gone.update(tx).await?;
    note(tx, id, CustodyAct::Retracted, stored.sha256.as_deref()).await?;
    log(tx, "evidence.retract", &stored);
    Ok(())
}

async fn check(tx: &Tx, incident: Uuid, command: &AddEvidence) -> Result<()> {
    if let Some(original) = command.rendition_of
        && known(tx, incident, HashSet::from([original])).await?.is_empty()
    {
        let message = "There is no such evidence in this incident.";
        return Err(Invalid::one("rendition_of", message).into());
    }
    Ok(())
}

/// The row that says the same already.
async fn same(
    tx: &Tx,
    incident: Uuid,
    command: &AddEvidence,
    file: Option<&FileFacts>,
) -> Result<Option<Model>> {
    let find = Entity::find()
        .filter(Column::IncidentId.eq(incident))
        .filter(Column::RetractedAt.is_null())
        .filter(Column::Kind.eq(command.kind.to_string()))
        .filter(Column::Title.eq(command.title.as_str()));
    let rows = find.all(tx).await?;
    let alike = |row: &Model| match file {
        Some(file) => row.purged_at.is_none() && row.sha256.as_ref() == Some(&file.sha256),
        None => row.quote == command.quote && row.url == command.url,
    };
    Ok(rows.into_iter().find(alike))
}

/// The contents: those of a file, or the quoted words.
fn contents_set(command: &AddEvidence, file: Option<&FileFacts>) -> ActiveModel {
    if let Some(file) = file {
        return ActiveModel {
            quote: Set(None),
            sha256: Set(Some(file.sha256.clone())),
            size: Set(Some(file.size)),
            media_type: Set(Some(file.media_type.clone())),
            file_name: Set(Some(file.file_name.clone())),
            ..Default::default()
        };
    }
    let bytes = command.quote.as_ref().map(String::as_bytes);
    ActiveModel {
        quote: Set(command.quote.clone()),
        sha256: Set(bytes.map(|bytes| hex(&Sha256::digest(bytes)))),
        size: Set(bytes.and_then(|bytes| i64::try_from(bytes.len()).ok())),
        media_type: Set(command.media_type.clone()),
        ..Default::default()
    }
}

fn set(tx: &Tx, mut row: ActiveModel, command: &AddEvidence) -> ActiveModel {
    row.kind = Set(command.kind.to_string());
    row.title = Set(command.title.clone());
    row.url = Set(command.url.clone());
    row.acquired_at = Set(Some(command.acquired_at.map_or(tx.now_ms(), to_ms)));
    row.covers_from = Set(command.covers_from.map(to_ms));
    row.covers_to = Set(command.covers_to.map(to_ms));
    row.redaction = Set(command.redaction.to_string());
    row.rendition_of = Set(command.rendition_of);
    row.legal_hold = Set(command.legal_hold);
    row.updated_at = Set(tx.now_ms());
    row
}

/// Makes these the events that it supports.
async fn support(tx: &Tx, incident: Uuid, id: Uuid, seqs: &[i32]) -> Result<()> {
    use event_evidence as rows;
    let events = events::ids_of(tx, incident, "events", seqs).await?;
    rows::Entity::delete_many().filter(rows::Column::EvidenceId.eq(id)).exec(tx).await?;
    if events.is_empty() {
        return Ok(());
    }
    let row = |event: Uuid| rows::ActiveModel { event_id: Set(event), evidence_id: Set(id) };
    rows::Entity::insert_many(events.into_iter().map(row)).exec_without_returning(tx).await?;
    Ok(())
}

fn log(tx: &Tx, action: &str, row: &Model) {
    let detail = json!({ "kind": row.kind, "sha256": row.sha256 });
    tx.audit(action, ("evidence", row.id), Some(row.incident_id), detail);
    tx.outbox("incident.changed", Some(row.incident_id), json!({ "evidence": row.id }));
}
