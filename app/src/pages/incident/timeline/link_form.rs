//! The fields of a link. Which kinds fit which events is checked by the server, which says why not.

use leptos::prelude::*;

use super::chain;
use crate::domain::Vocabulary;
use crate::domain::link::{Basis, Extent, LinkClass, LinkKind, RawLink};
use crate::domain::timeline::{Confidence, Event};
use crate::ui::{Choice, More, SelectField, TextArea, TextField, choices_of};

/// The most events from which a form lets one choose.
const CHOICES: usize = 300;

/// The events as choices, by number; none when they are too many to choose from a list.
pub fn event_choices<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<Choice> {
    let mut events: Vec<&Event> = events.into_iter().collect();
    if events.len() > CHOICES {
        return Vec::new();
    }
    events.sort_by_key(|event| event.seq);
    let choice = |event: &Event| {
        let (seq, kind) = (event.seq, event.kind.label());
        Choice::new(seq.to_string(), format!("E{seq} {kind}: {}", chain::first_line(event)))
    };
    events.into_iter().map(choice).collect()
}

/// Names an event: chosen from these, or by its number where there are none to choose from.
pub(super) fn event_field(
    name: &'static str,
    label: &'static str,
    events: Vec<Choice>,
    value: String,
    blank: &'static str,
    optional: bool,
) -> AnyView {
    if events.is_empty() {
        return view! { <TextField name=name label=label value=value hint="Its number, e.g. E42" optional=optional /> }
            .into_any();
    }
    view! { <SelectField name=name label=label choices=events value=value blank=blank full=true /> }
        .into_any()
}

/// The fields of a link between two of `events`.
pub(in crate::pages) fn fields(raw: &RawLink, events: Vec<Choice>) -> AnyView {
    // `E5`, as an address says it, is the choice `5`.
    let seq = |text: &str| text.trim().trim_start_matches(['E', 'e']).to_owned();
    let kinds: Vec<Choice> = LinkClass::ALL
        .iter()
        .flat_map(|class| LinkKind::ALL.iter().filter(|kind| kind.class() == *class))
        .map(|kind| Choice::new(kind.as_str(), format!("{}: {}", kind.label(), kind.meaning())))
        .collect();
    let (basis, confidence, extent) =
        (raw.basis.clone(), raw.confidence.clone(), raw.extent.clone());
    let detailed = [&raw.basis, &raw.extent].iter().any(|text| !text.is_empty());
    view! {
        {event_field("from", "This event", events.clone(), seq(&raw.from), "Choose the event it starts from", false)}
        <SelectField name="kind" label="did what" choices=kinds value=raw.kind.clone() blank="Choose what it did" full=true />
        {event_field("to", "to this event", events, seq(&raw.to), "Choose the event it leads to", false)}
        <TextArea
            name="rationale"
            label="Why it is thought so"
            hint="Where it is written, or who says it. Reliance (“was acted on by”) needs this."
            rows=2
            value=raw.rationale.clone()
        />
        <More summary="What it rests on, how sure, how far" open=detailed>
            <SelectField name="basis" label="It rests on" choices={choices_of::<Basis>()} value=basis blank="Testimony" />
            <SelectField name="confidence" label="How sure" choices={choices_of::<Confidence>()} value=confidence blank="Reported" />
            <SelectField name="extent" label="Of a mitigation: how far it reached" choices={choices_of::<Extent>()} value=extent blank="Not a mitigation, or not known" />
        </More>
    }
    .into_any()
}
