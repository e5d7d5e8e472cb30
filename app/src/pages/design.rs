//! Every part of the design system on one page, to look at after a change.

use leptos::prelude::*;

use super::Page;
use crate::domain::control::ControlState;
use crate::domain::durations::{Contradiction, DurationState, Durations, Span};
use crate::domain::incident::Status;
use crate::domain::moment::RawMoment;
use crate::domain::remediation::RemediationStatus;
use crate::domain::severity::{Severity, default_scale};
use crate::domain::{Invalid, Vocabulary};
use crate::ui::chart::{ColumnChart, DotRow, DotStrip, Figure, FigureTable, Month, Series};
use crate::ui::*;

/// The parts, with texts of awkward length.
#[derive(Clone, Copy, Debug)]
pub struct DesignPage;

impl Page for DesignPage {
    fn title(&self) -> String {
        "Parts".into()
    }

    fn view(self) -> AnyView {
        let up = ("Everything".to_owned(), crate::paths::HOME.to_owned());
        view! {
            <PageHead title="Parts" lead="What every page is made of. It follows your system's colours." up>
                <ButtonLink href="#ask" icon=Glyph::Edit key="e">"Open a dialog"</ButtonLink>
                <ButtonLink href="#forms" kind=ButtonKind::Primary icon=Glyph::Plus>"New"</ButtonLink>
            </PageHead>
            <div class="stack stack-wide">
                <Words />
                <Lists />
                <Forms />
                <Figures />
            </div>
            <AskDialog />
        }
        .into_any()
    }
}

#[component]
fn Words() -> impl IntoView {
    let severities = (0..5_u8)
        .map(Severity::from_rank)
        .zip(["Critical", "Major", "Significant", "Minor", "Low"])
        .map(|(severity, word)| view! { <SeverityBadge severity word /> })
        .collect_view();
    let small = (0..5_u8)
        .map(|rank| view! { <SeverityBadge severity=Severity::from_rank(rank) small=true /> })
        .collect_view();
    let states =
        ControlState::ALL.iter().map(|state| view! { <GateState state=*state /> }).collect_view();
    let hours = |min: i64, max: i64| {
        let (min_ms, max_ms) = (min * 3_600_000, max * 3_600_000);
        DurationState::Recorded(Span { min_ms, max_ms, ms: i64::midpoint(min_ms, max_ms) })
    };
    let durations = Durations {
        detect: hours(0, 3),
        acknowledge: DurationState::Pending,
        contain: hours(1, 3),
        resolve: hours(26, 26),
        exposure: hours(1, 3),
        reliance: DurationState::NotApplicable,
        latent_error: DurationState::Invalid { reason: Contradiction::DetectedBeforeStart },
    };
    view! {
        <Section title="Words and marks" id="words">
            <div class="stack">
                <div class="row">{severities}<SeverityBadge severity=None /></div>
                <div class="row row-tight">{small}<SeverityBadge severity=None small=true /></div>
                <div class="row">
                    <ActorName mark=Mark::Person name="Engineer B" href="#words" />
                    <ActorName mark=Mark::Team name="Response team" />
                    <ActorName mark=Mark::Agent name="forum-helper" />
                    <ActorName mark=Mark::System name="Approval gate" />
                    <ActorName mark=Mark::External name="Spokesperson" />
                    <ActorName mark=Mark::Unknown name="Engineer B or C" />
                </div>
                <div class="row">{states}</div>
                <div class="row row-tight">
                    <Badge>"Reported"</Badge>
                    <Badge tone=Tone::Ok icon=Glyph::Check>"Verified"</Badge>
                    <Badge tone=Tone::Warn icon=Glyph::Differ>"Disputed"</Badge>
                    <Badge tone=Tone::Danger icon=Glyph::Late>"6 days late"</Badge>
                    <Badge tone=Tone::Agent>"Output acted on"</Badge>
                    <Badge tone=Tone::Dashed>"Potential"</Badge>
                    <Flag icon=Glyph::GateFailed>"Unauthorised"</Flag>
                    <Chip kind=ChipKind::Chain icon=Glyph::To href="#words">"triggered "<b>"E5"</b></Chip>
                    <Chip icon=Glyph::From href="#words">"detected by "<b>"E9"</b></Chip>
                    <Chip kind=ChipKind::Evidence icon=Glyph::Clip>"Press report"</Chip>
                    <Ref to="INC-42" href="#words" />
                </div>
                <div class="row">
                    <StatusSteps status=Status::InReview />
                    <Pipeline status=RemediationStatus::InProgress />
                    <Pipeline status=RemediationStatus::Verified />
                    <Pipeline status=RemediationStatus::Ineffective />
                </div>
                <div class="row">
                    <Button kind=ButtonKind::Primary icon=Glyph::Plus>"Declare"</Button>
                    <Button>"Open REM-7"</Button>
                    <Button kind=ButtonKind::Quiet>"Not now"</Button>
                    <Button kind=ButtonKind::Danger icon=Glyph::Retract>"Retract E6"</Button>
                    <Button disabled=true>"Publish"</Button>
                    <Button size=Size::Small icon=Glyph::Link key="l">"Link"</Button>
                    <Button size=Size::Large kind=ButtonKind::Primary>"Declare INC-43"</Button>
                </div>
                <div class="ledger">
                    <DurationTiles durations />
                    <ExposureTile state=hours(1, 3)>"Company and user data, seen by staff without authorisation."</ExposureTile>
                </div>
                <Toast flash=Flash::done("E6 retracted. It left the timeline, not the record.").undo("/undo") />
                <Toast flash=Flash::problem("E6 was not saved: someone else edited it first. Both texts are below.") />
            </div>
        </Section>
    }
}

#[component]
fn Lists() -> impl IntoView {
    let columns = vec![
        Column::text("Incident"),
        Column::text("Title"),
        Column::text("Severity"),
        Column::text("Status"),
        Column::number("Contain"),
    ];
    let rows = [
        ("INC-42", "Agent’s answer went to the whole organisation; acting on it opened sensitive data to staff for nearly two hours", Some(1), "≈ 2 h"),
        ("INC-39", "Course platform removed by a clean-up", Some(0), "≈ 24 h"),
        ("INC-38", "Mail agent deleted some two hundred messages", None, ""),
    ]
    .map(|(number, title, rank, contain)| {
        view! {
            <tr>
                <td><a class="ref" href="#lists">{number}</a></td>
                <td class="title"><a href="#lists">{title}</a></td>
                <td><SeverityBadge severity=rank.and_then(Severity::from_rank) small=true /></td>
                <td class="nowrap">"In review"</td>
                <td class="n">{contain}</td>
            </tr>
        }
    })
    .collect_view();
    let tab = |words: &str, count, current| Tab {
        words: words.to_owned(),
        href: "#lists".to_owned(),
        count,
        current,
    };
    let tabs = vec![
        tab("Everything", Some(8), true),
        tab("Due", Some(3), false),
        tab("Waiting for my verification", None, false),
    ];
    view! {
        <Section title="Lists" id="lists" count="3">
            <Tabs label="Views" tabs />
            <FilterBar action="#lists" text="approval" active=true>
                <FilterSelect name="status" label="Status" choices=vec![Choice::new("open", "Open")] />
                <FilterText name="agent" label="Agent" suggestions=vec!["forum-helper".to_owned()] />
            </FilterBar>
            <div class="split">
                <div>
                    <Table label="Incidents" columns>{rows}</Table>
                    <Pager shown=3 noun=("incident", "incidents") next=Some("#lists".to_owned()) first=Some("#lists".to_owned()) />
                </div>
                <div class="side">
                    <Panel title="Factors" count="8" icon=Glyph::Gate act=("Add".to_owned(), "#lists".to_owned()) foot="Two or more are wanted before publishing.">
                        <PanelBody>
                            <Facts rows=vec![
                                ("Commander".to_owned(), view! { <ActorName mark=Mark::Person name="Adaeze Okonkwo-Lindqvist" /> }.into_any()),
                                ("Exposure".to_owned(), "Confirmed".into_any()),
                            ] />
                        </PanelBody>
                    </Panel>
                </div>
            </div>
            <EmptyState title="Nothing on the timeline yet" text="Write the first line below, paste the chat, or open the example to see a finished one.">
                <ButtonLink href="#lists" kind=ButtonKind::Primary>"Write the first line"</ButtonLink>
                <ButtonLink href="#lists">"Open the example"</ButtonLink>
            </EmptyState>
        </Section>
    }
}

#[component]
fn Forms() -> impl IntoView {
    let mut errors = Invalid::one("title", "Enter something here; it is required.");
    errors.add("started.at", "“25:40” is not a time of day. Hours run from 00 to 23.");
    let kinds = vec![
        Choice::new("incident", "Incident").guide("Harm happened."),
        Choice::new("near_miss", "Near miss").guide("It would have, had someone not stepped in."),
    ];
    let tags = ["forum", "course platform", "mail", "billing"].map(|t| Choice::new(t, t)).to_vec();
    view! {
        <Section title="Forms" id="forms">
            <Form action="#forms" errors problem="The incident is not declared yet">
                <TextField name="title" label="What is happening?" hint="One plain line. You can change it later." required=true />
                <SeverityField name="severity" label="How bad is it?" scale=default_scale() value="SEV1" hint="Pick the worst line that is true now." />
                <RadioField name="kind" label="What kind?" choices=kinds value="incident" />
                <SelectField name="status" label="Status" choices=vec![Choice::new("open", "Open")] blank="Not said" optional=true />
                <TextArea name="summary" label="Summary" hint="Markdown." value="Three lines\nof what is known." />
                <More summary="More, optional" open=true>
                    <MomentField name="started" label="When did it start?" value=RawMoment::at("25:40") />
                    <TextField name="tracker" label="Tracker" value="OPS-1" short=true mono=true />
                    <CheckGroup name="services" label="Services" choices=tags values=vec!["mail".to_owned()] />
                    <CheckField name="restricted" label="Restricted" hint="Only people you name can tell that it exists." />
                </More>
                <FormFoot>
                    <Button kind=ButtonKind::Primary size=Size::Large>"Declare INC-43"</Button>
                    <ButtonLink href="#forms" kind=ButtonKind::Quiet size=Size::Large>"Cancel"</ButtonLink>
                </FormFoot>
            </Form>
        </Section>
    }
}

#[component]
fn Figures() -> impl IntoView {
    let values = |scale: i64| (1..25).map(|i| scale * 1000 * (i * i % 37 + i)).collect::<Vec<_>>();
    let row = |label: &str, scale: i64, exposure| DotRow {
        label: label.to_owned(),
        definition: "started → detected".to_owned(),
        values: values(scale),
        median: Some(scale * 24_000),
        p90: Some(scale * 44_000),
        note: "n 24, 2 still open".to_owned(),
        remark: "no change to tell".to_owned(),
        exposure,
    };
    let rows =
        vec![row("Detect", 100, false), row("Contain", 700, false), row("Exposure", 2000, true)];
    let series = ["sev0", "sev1", "sev2", "sev3", "sev4", "sev-unset"]
        .map(|class| Series { name: class.to_uppercase(), class })
        .to_vec();
    let months =
        ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
            .into_iter()
            .zip(1..)
            .map(|(label, i)| Month {
                label: label.to_owned(),
                parts: vec![i % 2, i % 3, (i * 7) % 5, (i * 3) % 4, i % 2, u32::from(i == 6)],
                href: Some("#figures".to_owned()),
            })
            .collect();
    let table = FigureTable {
        head: vec!["Duration".to_owned(), "n".to_owned(), "Median".to_owned()],
        rows: vec![vec!["Detect".to_owned(), "24".to_owned(), "42 min".to_owned()]],
    };
    view! {
        <Section title="Figures" id="figures">
            <div class="stack stack-wide">
                <Figure
                    title="Durations of agent incidents"
                    id="durations"
                    definition="Recorded durations only; open ones are counted apart. Drills left out."
                    table=table.clone()
                    csv="#figures"
                >
                    <DotStrip rows label="Durations as dots on a logarithmic axis" />
                </Figure>
                <Figure title="Incidents by month" id="months" definition="By the day they started." table>
                    <ColumnChart series months label="Incidents by month and severity" />
                </Figure>
                <p>
                    "Contain"
                    <Definition of="Contain" id="def-word">"From started to contained."</Definition>
                </p>
            </div>
        </Section>
    }
}

#[component]
fn AskDialog() -> impl IntoView {
    view! {
        <Dialog id="ask" title="Does REM-4 hold?" text="Daily restore test of the course database. Serves INC-39.">
            <Form action="#ask" prefix="ask" small=true>
                <TextArea name="result" label="Result, in your words" rows=3 />
                <FormFoot>
                    <Button kind=ButtonKind::Primary>"Record as verified"</Button>
                    <ButtonLink href="#main" kind=ButtonKind::Quiet>"Not now"</ButtonLink>
                </FormFoot>
            </Form>
        </Dialog>
    }
}
