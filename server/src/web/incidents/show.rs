//! One incident with its sections.

use std::pin::Pin;

use app::domain::incident::{Incident, Visibility};
use app::domain::permission::{Right, Viewer};
use app::domain::postmortem::PostmortemStatus;
use app::domain::reference::IncidentRef;
use app::pages::incident::members::MemberRow;
use app::pages::incident::timeline::TimelineView;
use app::pages::incident::{
    AlarmsSection, ControlsSection, EvidenceSection, ExposuresSection, FactorsSection,
    HistorySection, IncidentHead, IncidentPage, MembersSection, PeopleSection, PostmortemSection,
    RecurrenceSection, RemediationsSection, Subject,
};
use app::pages::regroup::MovedSection;
use app::pages::sent::Sent;
use app::ui::SafeHtml;
use app::ui::picture::Lens;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Path, Query};
use crate::markdown;
use crate::record::Loaded;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{
    Db, PageRequest, alarms, catalogue, controls, evidence, factors, families, findings, incidents,
    notices, postmortems, regroup, relations, remediations, severities,
};
use crate::web::timeline;

/// `GET /incidents/{incident}`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
    Query(view): Query<TimelineView>,
    Query(lens): Query<Lens>,
) -> Result<Response> {
    let page = load_as(&state, &who.viewer, &reference, &view, &lens).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// The page as it is first looked at. Boxed, since many handlers show it when a form is wrong.
pub(crate) fn load<'a>(
    state: &'a AppState,
    viewer: &'a Viewer,
    reference: &'a IncidentRef,
) -> Pin<Box<dyn Future<Output = Result<IncidentPage>> + Send + 'a>> {
    Box::pin(async {
        load_as(state, viewer, reference, &TimelineView::default(), &Lens::default()).await
    })
}

/// Everything the page of an incident shows, as far as the viewer may see it: one line a section.
async fn load_as(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    view: &TimelineView,
    lens: &Lens,
) -> Result<IncidentPage> {
    let db = &state.db;
    let incident = incidents::get(db, viewer, reference).await?;
    let exposures = incidents::exposures_of(db, incident.id).await?;
    let record = timeline::record(state, viewer, &incident, view, lens).await?;
    Ok(IncidentPage {
        head: IncidentHead {
            summary: html(&incident),
            durations: incidents::durations(db, &incident, &exposures).await?,
            exposures: exposures.clone(),
            scale: severities::scale(db).await?,
            status: Sent::default(),
            severity: Sent::default(),
            follows: notices::follows(db, viewer.user_id, incident.id).await?,
        },
        alarms: AlarmsSection {
            alarms: alarms::of(db, viewer, &incident, state.clock.now()).await?,
            names: catalogue::names(db).await?,
        },
        picture: record.picture,
        timeline: record.timeline,
        factors: factors(db, incident.id).await?,
        controls: controls(db, incident.id).await?,
        remediations: remediations(state, viewer, incident.id).await?,
        recurrence: recurrence(state, viewer, incident.id).await?,
        postmortem: postmortem(state, viewer, incident.id).await?,
        evidence: EvidenceSection {
            rows: evidence::of_incident(db, incident.id).await?,
            ..Default::default()
        },
        exposures: ExposuresSection { rows: exposures, ..Default::default() },
        people: people(db, viewer).await?,
        members: members(db, viewer, &incident).await?,
        history: HistorySection::of(
            incidents::status_history(db, viewer, reference).await?,
            incidents::severity_history(db, viewer, reference).await?,
            &incident.people,
        ),
        subject: Subject { incident, viewer: viewer.clone() },
    })
}

async fn factors(db: &Db, incident: Uuid) -> Result<FactorsSection> {
    let kinds = catalogue::factors(db).await?;
    Ok(FactorsSection { rows: factors::of(db, incident).await?, kinds, ..Default::default() })
}

async fn controls(db: &Db, incident: Uuid) -> Result<ControlsSection> {
    let kinds = catalogue::controls(db).await?;
    Ok(ControlsSection { rows: controls::of(db, incident).await?, kinds, ..Default::default() })
}

async fn remediations(
    state: &AppState,
    viewer: &Viewer,
    incident: Uuid,
) -> Result<RemediationsSection> {
    let rows = remediations::of_incident(&state.db, viewer, incident).await?;
    let today = state.clock.now().date_naive();
    Ok(RemediationsSection { rows, today, ..Default::default() })
}

async fn recurrence(
    state: &AppState,
    viewer: &Viewer,
    incident: Uuid,
) -> Result<RecurrenceSection> {
    let names = super::families::all_families(state, viewer).await?;
    let filter = findings::Filter { incident: Some(incident), ..findings::Filter::default() };
    let found = findings::page(&state.db, viewer, filter, &PageRequest::default()).await?;
    Ok(RecurrenceSection {
        relations: relations::list(&state.db, viewer, &IncidentRef::Id(incident)).await?,
        families: families::of(&state.db, viewer, incident).await?,
        findings: found.items,
        catalogue: catalogue::names(&state.db).await?,
        moved: MovedSection {
            taken: regroup::taken(&state.db, viewer, incident).await?,
            given: regroup::given(&state.db, viewer, incident).await?,
        },
        names: names.into_iter().map(|(_, name)| name).collect(),
        ..Default::default()
    })
}

/// The check costs a look at the whole record, so a published text is not held against it.
async fn postmortem(
    state: &AppState,
    viewer: &Viewer,
    incident: Uuid,
) -> Result<PostmortemSection> {
    let reference = IncidentRef::Id(incident);
    let postmortem = postmortems::of_incident(&state.db, incident).await?;
    let mut section = PostmortemSection::default();
    if let Some(text) = postmortem.as_ref().filter(|p| p.status != PostmortemStatus::Published) {
        section.findings = Loaded::of(&state.db, viewer, &reference).await?.check(text);
    }
    Ok(PostmortemSection { postmortem, ..section })
}

fn html(incident: &Incident) -> SafeHtml {
    let link = |word: &str| super::super::links::reference(Some(incident.number), word);
    SafeHtml::from_sanitised(markdown::to_html(&incident.summary, link))
}

async fn people(db: &Db, viewer: &Viewer) -> Result<PeopleSection> {
    let mut section = PeopleSection::default();
    if viewer.may(Right::ManagePeople) {
        section.names = incidents::known_names(db).await?;
    }
    Ok(section)
}

async fn members(db: &Db, viewer: &Viewer, incident: &Incident) -> Result<MembersSection> {
    if incident.visibility == Visibility::Open {
        return Ok(MembersSection::default());
    }
    let members = incidents::members(db, viewer, &IncidentRef::Id(incident.id)).await?;
    let row = |member: incidents::Member| MemberRow {
        id: member.person.id,
        name: member.person.name,
        email: member.email,
    };
    Ok(MembersSection { members: members.into_iter().map(row).collect(), ..Default::default() })
}
