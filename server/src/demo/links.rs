//! What connects the examples: the agents they share, and how one incident stands to another.

use app::domain::agent::{AddAgentVersion, RegisterAgent};
use app::domain::recurrence::{NameFamily, RawFamily, RawRelation, RelateIncident};

use super::data::{Agent, Example, Family};
use super::loader::Loader;
use crate::store::{Result, agents, families, relations};

/// Registers the agents, those that are not registered already.
pub(super) async fn register(loader: &Loader, listed: &[Agent]) -> Result<()> {
    let author = loader.author()?;
    let tx = loader.tx_as(author, loader.now());
    for agent in listed {
        if agents::find(&tx, &agent.card.key).await?.is_some() {
            continue;
        }
        let card = agents::register(&tx, &RegisterAgent::parse(agent.card.clone())?).await?;
        for version in &agent.versions {
            let version = AddAgentVersion::parse(version.clone())?;
            agents::add_version(&tx, &card.key, &version).await?;
        }
    }
    Ok(())
}

/// Relates an incident to the others that it names.
pub(super) async fn relate(loader: &Loader, example: &Example) -> Result<()> {
    let (author, recorded) = (loader.author()?, loader.incident(&example.key)?);
    let tx = loader.tx_as(author, recorded.at);
    for relation in &example.relations {
        let remediation = match &relation.remediation {
            Some(key) => loader.remediation_name(key)?,
            None => String::new(),
        };
        let raw = RawRelation {
            kind: relation.kind.clone(),
            to: loader.incident_name(&relation.to)?,
            remediation,
            rationale: relation.rationale.clone(),
        };
        relations::add(&tx, author, &recorded.reference, &RelateIncident::parse(raw)?).await?;
    }
    Ok(())
}

/// Joins incidents to a family.
pub(super) async fn join(loader: &Loader, family: &Family) -> Result<()> {
    let author = loader.author()?;
    let incidents = family.incidents.iter().map(|key| loader.incident_name(key));
    let raw = RawFamily {
        name: family.name.clone(),
        description: family.description.clone(),
        incidents: incidents.collect::<Result<_>>()?,
        ..RawFamily::default()
    };
    let tx = loader.tx_as(author, loader.now());
    families::create(&tx, author, &NameFamily::parse(raw)?).await?;
    Ok(())
}
