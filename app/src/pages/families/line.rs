//! The line of a family with its table: what began when, and which fix held.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::domain::recurrence::{Story, StoryFix, StoryIncident};
use crate::ui::chart::{Figure, FigureTable, StoryLine};

const DEFINITION: &str = "Dots are incidents where they began, as wide as that is uncertain; a dashed one lies where it \
    was recorded, because nobody said. Each remediation is dashed while it is open, from the square on in effect, bold once it is \
    verified at its tick, dotted where it was found ineffective; it ends at a bar where another took its place or it was given up. A cross is an incident of this family that certainly began after it took effect.";

/// Draws the line; nothing for a family without anything on it.
pub(super) fn figure(story: Story, now: DateTime<Utc>) -> Option<AnyView> {
    story.span(now)?;
    let counts = format!(
        "n: {} and {}, as far as you may see them.",
        count(story.incidents.len(), "incident"),
        count(story.fixes.len(), "remediation")
    );
    let table = table(&story, now);
    let label = format!("The family over time. {counts}");
    let view = view! {
        <Figure title="Over time" id="line" definition=format!("{DEFINITION} {counts}") table=table>
            <StoryLine story now label />
        </Figure>
    };
    Some(view.into_any())
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn table(story: &Story, now: DateTime<Utc>) -> FigureTable {
    let head = ["What", "Began or written down", "Took effect", "Verified", "Recurred"];
    let incidents = story.incidents.iter().map(incident);
    let fixes = story.fixes.iter().map(|fix| fix_row(fix, &story.incidents, now));
    FigureTable { head: head.map(str::to_owned).to_vec(), rows: incidents.chain(fixes).collect() }
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y").to_string()
}

fn incident(row: &StoryIncident) -> Vec<String> {
    let began = match (row.said, row.latest - row.earliest > chrono::TimeDelta::days(1)) {
        (false, _) => format!("recorded {}", day(row.earliest)),
        (true, true) => format!("{} to {}", day(row.earliest), day(row.latest)),
        (true, false) => day(row.earliest),
    };
    let none = || "–".to_owned();
    vec![format!("INC-{} {}", row.number, row.title), began, none(), none(), none()]
}

fn fix_row(fix: &StoryFix, incidents: &[StoryIncident], now: DateTime<Utc>) -> Vec<String> {
    let or = |at: Option<DateTime<Utc>>| at.map_or_else(|| "–".to_owned(), day);
    let found = fix.recurred(incidents);
    let list =
        |numbers: &[i32]| numbers.iter().map(|n| format!("INC-{n}")).collect::<Vec<_>>().join(", ");
    let again = match (&found.while_open[..], &found.after_effect[..]) {
        ([], []) => "no".to_owned(),
        ([], after) => format!("after it took effect: {}", list(after)),
        (open, []) => format!("while open: {}", list(open)),
        (open, after) => {
            format!("while open: {}; after it took effect: {}", list(open), list(after))
        }
    };
    let mut standing = fix.standing(now.date_naive());
    if let Some(at) = fix.ended_at {
        standing = format!("{standing} {}", day(at));
    }
    let what = format!("REM-{} {} ({standing})", fix.number, fix.title);
    vec![what, day(fix.created_at), or(fix.effective_at), or(fix.verified_at), again]
}
