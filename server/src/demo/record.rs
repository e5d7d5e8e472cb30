//! The record of one incident: its timeline, and what was made of it.

use app::domain::claim::RecordClaim;
use app::domain::control::RecordControl;
use app::domain::evidence::AddEvidence;
use app::domain::factor::NameFactor;
use app::domain::link::AddLink;
use app::domain::permission::Viewer;
use app::domain::timeline::{AddEvent, EventFields};
use chrono::{DateTime, Utc};

use super::data::Example;
use super::loader::{Loader, Recorded};
use crate::store::{Result, claims, controls, events, evidence, factors, links};

/// What the events say, in their order.
pub(super) fn fields(example: &Example, now: DateTime<Utc>) -> Result<Vec<EventFields>> {
    Ok(commands(example, now)?.into_iter().map(|event| event.fields).collect())
}

fn commands(example: &Example, now: DateTime<Utc>) -> Result<Vec<AddEvent>> {
    let raw: Vec<_> = example.events.iter().map(|numbered| numbered.event.clone()).collect();
    Ok(AddEvent::parse_all(&raw, now)?)
}

/// Writes the record as of when it was complete.
pub(super) async fn write(
    loader: &Loader,
    author: &Viewer,
    example: &Example,
    recorded: &Recorded,
) -> Result<()> {
    let (tx, to) = (loader.tx_as(author, recorded.at), &recorded.reference);
    events::add_all(&tx, author, to, &commands(example, recorded.at)?).await?;
    for link in &example.links {
        links::add(&tx, author, to, &AddLink::parse(link)?).await?;
    }
    for claim in &example.claims {
        claims::record(&tx, author, to, &RecordClaim::parse(claim.into())?).await?;
    }
    for piece in &example.evidence {
        evidence::add(&tx, author, to, &AddEvidence::parse(piece.into())?).await?;
    }
    for factor in &example.factors {
        factors::add(&tx, author, to, &NameFactor::parse(factor.into())?).await?;
    }
    for control in &example.controls {
        controls::add(&tx, author, to, &RecordControl::parse(control.into())?).await?;
    }
    Ok(())
}
