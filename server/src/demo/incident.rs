//! One incident: declared, rated, moved on, each at its time, and its people and exposures.

use app::domain::account::UserRef;
use app::domain::exposure::ExposureFields;
use app::domain::incident::{
    ChangeStatus, DeclareIncident, HandOver, IncidentFields, PersonRole, RawStatusChange,
};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::severity::ChangeSeverity;
use chrono::{DateTime, TimeDelta, Utc};

use super::data::Example;
use super::loader::{Loader, Recorded};
use super::record;
use crate::store::{Result, incidents};

/// Records an incident, all but what needs the others.
pub(super) async fn write(loader: &mut Loader, example: &Example) -> Result<()> {
    let author = loader.author()?.clone();
    let command = declaration(example)?;
    let declared = declared_at(&command.fields, loader.now());
    let incident = incidents::declare(&loader.tx_as(&author, declared), &command).await?;
    let recorded = Recorded {
        reference: IncidentRef::Number(incident.number.0),
        number: incident.number.0,
        at: complete_at(example, declared)?,
    };
    admit(loader, &author, example, &recorded).await?;
    for step in &example.severity_changes {
        let command = ChangeSeverity::parse(&step.change)?;
        let tx = loader.tx_as(&author, step.at);
        incidents::change_severity(&tx, &author, &recorded.reference, &command, None).await?;
    }
    record::write(loader, &author, example, &recorded).await?;
    for exposure in &example.exposures {
        let fields = ExposureFields::parse(exposure)?;
        let tx = loader.tx_as(&author, recorded.at);
        incidents::add_exposure(&tx, &author, &recorded.reference, &fields).await?;
    }
    move_on(loader, &author, example, &recorded).await?;
    loader.incidents.insert(example.key.clone(), recorded);
    Ok(())
}

fn declaration(example: &Example) -> Result<DeclareIncident> {
    let mut raw = example.incident.clone();
    raw.external_ids.push(format!("example:{}", example.key));
    Ok(DeclareIncident::parse(&raw)?)
}

/// When it is said to have been declared, detected or started.
fn declared_at(fields: &IncidentFields, now: DateTime<Utc>) -> DateTime<Utc> {
    let stations = &fields.milestones;
    let known = [&stations.declared, &stations.detected, &stations.started];
    known.into_iter().flatten().next().map_or(now, |moment| moment.at)
}

/// When all that the record says was known.
fn complete_at(example: &Example, declared: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let fields = record::fields(example, declared)?;
    let known = fields.iter().filter_map(|event| event.known.as_ref()).map(|moment| moment.at);
    let steps = example.status_path.iter().filter_map(|step| step.at);
    let latest = known.chain([declared]).max().unwrap_or(declared) + TimeDelta::hours(2);
    Ok(steps.min().map_or(latest, |first| first.max(declared)).max(latest))
}

/// Lets the members of a restricted incident in, and names those who took part by a duty.
async fn admit(
    loader: &Loader,
    author: &Viewer,
    example: &Example,
    recorded: &Recorded,
) -> Result<()> {
    let tx = loader.tx_as(author, recorded.at);
    for email in &example.members {
        let user = UserRef::Id(loader.person(email)?.user_id);
        incidents::add_member(&tx, author, &recorded.reference, &user).await?;
    }
    for person in example.people.iter().filter(|person| person.role == "other") {
        let part = HandOver {
            role: PersonRole::Other,
            title: person.duty.clone(),
            to: Some(person.name.clone()),
        };
        incidents::hand_over(&tx, author, &recorded.reference, &part, None).await?;
    }
    Ok(())
}

async fn move_on(
    loader: &Loader,
    author: &Viewer,
    example: &Example,
    recorded: &Recorded,
) -> Result<()> {
    for step in &example.status_path {
        let raw = RawStatusChange { to: step.to.clone(), reason: step.reason.clone() };
        let command = ChangeStatus::parse(&raw)?;
        let tx = loader.tx_as(author, step.at.unwrap_or(recorded.at));
        incidents::change_status(&tx, author, &recorded.reference, &command, None).await?;
    }
    Ok(())
}
