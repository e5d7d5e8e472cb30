//! Competing accounts, side by side.

use leptos::prelude::*;

use super::link_form;
use crate::domain::Vocabulary;
use crate::domain::claim::{Claim, ClaimStatus, RawClaim};
use crate::paths;
use crate::ui::{Badge, Choice, Glyph, Icon, SelectField, TextArea, TextField, Tone, choices_of};

/// The claims about one event, under it.
pub(super) fn about(
    number: impl std::fmt::Display + Copy,
    claims: &[&Claim],
    writes: bool,
) -> Option<AnyView> {
    groups(number, claims, writes)
}

/// The claims that are about no event.
pub(super) fn loose(
    number: impl std::fmt::Display + Copy,
    claims: &[Claim],
    writes: bool,
) -> Option<AnyView> {
    let loose: Vec<&Claim> = claims.iter().filter(|claim| claim.event.is_none()).collect();
    let groups = groups(number, &loose, writes)?;
    Some(
        view! {
            <section class="stack" aria-labelledby="claims">
                <h3 id="claims">"What is claimed of the whole"</h3>
                {groups}
            </section>
        }
        .into_any(),
    )
}

fn groups(
    number: impl std::fmt::Display + Copy,
    claims: &[&Claim],
    writes: bool,
) -> Option<AnyView> {
    if claims.is_empty() {
        return None;
    }
    let mut questions: Vec<(&str, Vec<&Claim>)> = Vec::new();
    for claim in claims {
        match questions.iter_mut().find(|(question, _)| *question == claim.question) {
            Some((_, group)) if !claim.question.is_empty() => group.push(claim),
            _ => questions.push((&claim.question, vec![claim])),
        }
    }
    let boxes = questions
        .into_iter()
        .map(|(question, group)| {
            let standing = group.iter().filter(|claim| claim.status.stands()).count();
            let title = if question.is_empty() { "Claimed" } else { question }.to_owned();
            let note = (standing > 1).then(|| format!("{standing} accounts, left open"));
            let articles = group.iter().map(|claim| article(number, claim, writes)).collect_view();
            view! {
                <div class="claims">
                    <div class="claims-head">
                        <Icon glyph=Glyph::Differ />
                        <h4>{title}</h4>
                        {note.map(|note| view! { <span class="faint">{note}</span> })}
                    </div>
                    <div class="claim-pair">{articles}</div>
                </div>
            }
        })
        .collect_view();
    Some(boxes.into_any())
}

fn article(number: impl std::fmt::Display + Copy, claim: &Claim, writes: bool) -> AnyView {
    let tone = match claim.status {
        ClaimStatus::Corroborated => Tone::Ok,
        ClaimStatus::Disputed => Tone::Warn,
        ClaimStatus::Refuted | ClaimStatus::Superseded => Tone::Dashed,
        ClaimStatus::Asserted => Tone::Plain,
    };
    let source = claim.source.clone();
    let source = match source.as_str() {
        "" => None,
        link if link.starts_with("https://") || link.starts_with("http://") => Some(
            view! { <a href=link.to_owned() rel="noopener noreferrer nofollow">{short(link)}</a> }
                .into_any(),
        ),
        words => Some(view! { <span>{words.to_owned()}</span> }.into_any()),
    };
    let edit = writes.then(|| {
        let href = paths::incident_row(number, "claims", claim.id);
        view! { <a class="no-print" href=href>"Edit"<span class="visually-hidden">" this claim"</span></a> }
    });
    let status = claim.status.label();
    view! {
        <article class="claim">
            <blockquote>{claim.statement.clone()}</blockquote>
            <footer>
                <Badge tone=tone>{status}</Badge>
                <span>{claim.made_by.clone()}</span>
                {source}
                {edit}
            </footer>
        </article>
    }
    .into_any()
}

/// A link as people recognise it: its host.
fn short(link: &str) -> String {
    let rest = link.split("://").nth(1).unwrap_or(link);
    rest.split('/').next().unwrap_or(rest).trim_start_matches("www.").to_owned()
}

/// The fields of a claim, about one of `events` or the whole.
pub(in crate::pages) fn fields(raw: &RawClaim, events: Vec<Choice>) -> AnyView {
    let about = raw.event.trim().trim_start_matches(['E', 'e']).to_owned();
    view! {
        <TextField name="question" label="The question it answers" value=raw.question.clone() optional=true
            hint="Claims with the same question stand beside each other, e.g. Who acted on it?" />
        <TextArea name="statement" label="What is claimed" value=raw.statement.clone() rows=2 required=true />
        <TextField name="made_by" label="Who claims it" value=raw.made_by.clone() required=true />
        <TextField name="source" label="Where it can be read" value=raw.source.clone() optional=true hint="A link or words" />
        {link_form::event_field("event", "The event it is about", events, about, "The whole incident", true)}
        <SelectField name="status" label="How it stands" choices={choices_of::<ClaimStatus>()} value=raw.status.clone() />
    }
    .into_any()
}
