//! The postmortems of the examples, each in the state it has reached.

use app::domain::postmortem::{MoveOn, RawMoveOn, RawPostmortem, SavePostmortem};
use chrono::TimeDelta;

use super::data::{Example, Postmortem};
use super::loader::Loader;
use crate::record::Loaded;
use crate::store::{Result, postmortems};

/// Writes the postmortem of an incident, and takes it on to its state.
pub(super) async fn write(loader: &Loader, example: &Example) -> Result<()> {
    let Some(postmortem) = &example.postmortem else { return Ok(()) };
    let (author, recorded) = (loader.author()?, loader.incident(&example.key)?);
    let to = &recorded.reference;
    let tx = loader.tx_as(author, recorded.at + TimeDelta::days(2));
    let raw = RawPostmortem {
        body: loader.with_references(&postmortem.body),
        ..RawPostmortem::default()
    };
    postmortems::save(&tx, author, to, &SavePostmortem::parse(raw)?, None).await?;
    let tx = loader.tx_as(author, recorded.at + TimeDelta::days(5));
    for state in path(postmortem) {
        let step = MoveOn::parse(RawMoveOn { to: (*state).to_owned(), reason: String::new() })?;
        let before = postmortems::get(&tx, author, to).await?;
        let findings = Loaded::of(&tx, author, to).await?.check(&before);
        postmortems::move_on(&tx, author, to, &step, &findings, None).await?;
    }
    Ok(())
}

/// The states to go through.
fn path(postmortem: &Postmortem) -> &'static [&'static str] {
    match postmortem.state.as_str() {
        "published" => &["in_review", "published"],
        "in_review" => &["in_review"],
        _ => &[],
    }
}
