//! The durations of one incident, from its stations, its ledger, and what people did after agents spoke.

use std::collections::HashMap;

use app::domain::durations::{DurationFacts, Durations, OutputFact};
use app::domain::exposure::Exposure;
use app::domain::incident::Incident;
use app::domain::link::LinkKind;
use app::domain::moment::Moment;
use app::domain::timeline::{Accuracy, EventKind};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::store::columns::moment;
use crate::store::entity::{event_agent_outputs as outputs, events, links};
use crate::store::memo::{Key, remember};
use crate::store::{Read, Result};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    seq: i32,
    kind: String,
    occurred_at: i64,
    occurred_precision: String,
    occurred_zone: Option<String>,
}

impl Row {
    fn occurred(&self) -> Result<Moment> {
        let zone = self.occurred_zone.clone();
        let found = moment((Some(self.occurred_at), Some(self.occurred_precision.clone()), zone))?;
        Ok(found.unwrap_or_else(|| Moment::unknown(chrono::DateTime::UNIX_EPOCH)))
    }
}

/// How long each stretch took; the incident and its ledger are what the viewer was given.
pub async fn durations(
    db: &impl Read,
    incident: &Incident,
    exposures: &[Exposure],
) -> Result<Durations> {
    let windows: Vec<_> = exposures
        .iter()
        .map(|row| (row.fields.window_start.clone(), row.fields.window_end.clone()))
        .collect();
    let key = Key::shared("output facts").of(incident.id);
    let outputs = remember(db, key, output_facts(db, incident.id)).await?;
    Ok(Durations::of(&DurationFacts {
        milestones: &incident.milestones,
        data_exposure: incident.data_exposure,
        exposures: &windows,
        outputs: &outputs,
    }))
}

/// The agents' outputs on the timeline, and when each was acted on.
async fn output_facts(db: &impl Read, incident: Uuid) -> Result<Vec<OutputFact>> {
    let spoken = [EventKind::AgentOutput, EventKind::AgentAction].map(|kind| kind.to_string());
    let links = acted_on(db, incident).await?;
    let acts: Vec<Uuid> = links.iter().map(|(_, act)| *act).collect();
    let find = events::Entity::find()
        .select_only()
        .columns([
            events::Column::Id,
            events::Column::Seq,
            events::Column::Kind,
            events::Column::OccurredAt,
            events::Column::OccurredPrecision,
            events::Column::OccurredZone,
        ])
        .filter(events::Column::IncidentId.eq(incident))
        .filter(events::Column::RetractedAt.is_null())
        .filter(events::Column::StepOf.is_null())
        .filter(
            sea_orm::Condition::any()
                .add(events::Column::Kind.is_in(spoken))
                .add(events::Column::Id.is_in(acts)),
        );
    let rows = find.into_model::<Row>().all(db).await?;
    let spoken: Vec<Uuid> = rows.iter().filter(|row| is_output(row)).map(|row| row.id).collect();
    let faulty = faulty(db, &spoken).await?;
    let times: HashMap<Uuid, Moment> =
        rows.iter().map(|row| Ok((row.id, row.occurred()?))).collect::<Result<_>>()?;
    let fact = |row: &Row| {
        let acts = links.iter().filter(|(output, _)| *output == row.id);
        Ok(OutputFact {
            seq: row.seq,
            occurred: row.occurred()?,
            faulty: faulty.contains(&row.id),
            acted_on: acts.filter_map(|(_, act)| times.get(act).cloned()).collect(),
        })
    };
    rows.iter().filter(|row| is_output(row)).map(fact).collect()
}

fn is_output(row: &Row) -> bool {
    row.kind == EventKind::AgentOutput.to_string()
}

/// The pairs of output and act.
async fn acted_on(db: &impl Read, incident: Uuid) -> Result<Vec<(Uuid, Uuid)>> {
    let find = links::Entity::find()
        .select_only()
        .columns([links::Column::FromEventId, links::Column::ToEventId])
        .filter(links::Column::IncidentId.eq(incident))
        .filter(links::Column::Kind.eq(LinkKind::ActedOn.to_string()))
        .filter(links::Column::RetractedAt.is_null());
    Ok(find.into_tuple().all(db).await?)
}

/// Those of `events` whose output was judged to be wrong.
async fn faulty(db: &impl Read, events: &[Uuid]) -> Result<Vec<Uuid>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let wrong = [Accuracy::Inaccurate, Accuracy::Misleading, Accuracy::Incomplete];
    let find = outputs::Entity::find()
        .select_only()
        .column(outputs::Column::EventId)
        .filter(outputs::Column::EventId.is_in(events.iter().copied()))
        .filter(outputs::Column::Accuracy.is_in(wrong.map(|word| word.to_string())));
    Ok(find.into_tuple().all(db).await?)
}
