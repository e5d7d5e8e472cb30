//! What must hold for every drawing: nothing overlaps, nothing leaves, order is kept.

use proptest::prelude::*;

use super::{
    ExposureWindow, Gate, LinkClass, Look, Picture, PictureActor, PictureEvent, PictureLink,
    PictureTime, describe, reliance_chain,
    scene::Scene,
    space::Area,
    upright,
    wide::{Frame, Layout, MID, Of, WIDE},
};
use crate::{
    domain::{
        control::ControlState,
        moment::{Precision, Zone},
    },
    ui::Mark,
};

#[path = "../../../examples/picture/samples.rs"]
mod samples;

/// Checks one level drawing of a picture.
fn check(picture: &Picture, frame: Frame) -> Layout {
    let names = describe::names(picture);
    let scene = Scene::new(picture, &names, frame.marks);
    let layout = Layout::new(&scene, frame);
    let sheet = Area { x0: 0.0, y0: 0.0, x1: frame.width, y1: layout.height };
    for (at, text) in layout.texts.iter().enumerate() {
        let area = &text.placed.area;
        assert!(sheet.holds(area), "{:?} leaves the sheet: {area:?}", text.of);
        for other in &layout.texts[..at] {
            let free = !area.overlaps(&other.placed.area);
            assert!(free, "{:?} covers {:?}", text.of, other.of);
        }
        for mark in &layout.marks {
            assert!(!area.overlaps(mark), "{:?} covers a mark: {area:?} {mark:?}", text.of);
        }
    }
    for (at, node) in scene.nodes.iter().enumerate() {
        assert!(sheet.holds(&layout.marks[at]), "mark {at} leaves the sheet");
        let (top, bottom) = (layout.edges[node.lane], layout.edges[node.lane + 1]);
        let line = layout.lines[node.lane];
        assert!(top < line && line < bottom);
    }
    for pair in layout.axis.at.windows(2) {
        assert!(pair[0] <= pair[1], "order runs backwards: {pair:?}");
    }
    for pair in layout.axis.segments.windows(2) {
        assert!(pair[0].end < pair[1].start);
    }
    layout
}

fn check_all(picture: &Picture) {
    check(picture, WIDE);
    check(picture, MID);
    let names = describe::names(picture);
    let upright = upright::write(&Scene::new(picture, &names, upright::MARKS)).finish();
    assert!(!upright.contains("NaN"));
}

#[test]
fn twelve_crowded_lanes_overlap_nowhere() {
    for count in [1, 2, 13, 50, 64, 65, 120, 500] {
        check_all(&samples::crowd(count));
    }
}

#[test]
fn the_samples_overlap_nowhere() {
    for picture in [samples::meta(), samples::usual(), samples::gates()] {
        check_all(&picture);
    }
}

#[test]
fn in_a_crowd_of_fifty_nearly_every_event_keeps_its_words() {
    let layout = check(&samples::crowd(50), WIDE);
    let written = layout
        .texts
        .iter()
        .filter(|text| matches!(text.of, Of::Event(_)) && !text.form.lines[0].is_empty());
    assert!(written.count() >= 45);
}

#[test]
fn five_hundred_events_stay_small() {
    let picture = samples::crowd(500);
    let bytes = picture.drawings().len();
    assert!(bytes < 160_000, "{bytes}");
}

#[test]
fn every_event_of_a_small_picture_is_a_link_with_a_name() {
    let drawings = samples::meta().drawings();
    for seq in 1..=13 {
        let link = format!("<a href=\"#E{seq}\" ");
        assert_eq!(drawings.matches(&link).count(), 3, "E{seq}");
    }
    assert_eq!(drawings.matches("<a ").count(), drawings.matches("aria-label=\"E").count());
}

#[test]
fn one_more_event_at_the_end_moves_no_label_to_another_side() {
    let mut picture = samples::usual();
    let side = |picture: &Picture| {
        let layout = check(picture, WIDE);
        let names = describe::names(picture);
        let scene = Scene::new(picture, &names, WIDE.marks);
        let mut sides = Vec::new();
        for text in &layout.texts {
            if let Of::Event(node) = text.of {
                let line = layout.lines[scene.nodes[node].lane];
                sides.push((scene.event(node).seq, text.placed.area.y0 > line, text.placed.align));
            }
        }
        sides.sort_by_key(|&(seq, ..)| seq);
        sides
    };
    let before = side(&picture);
    let mut last = samples::event(11, "b", picture.events[9].time, "Closes the incident");
    last.pinned = true;
    picture.events.push(last);
    let after = side(&picture);
    // The neighbour of the new event may give way; nobody else does.
    assert_eq!(before[..9], after[..9]);
}

#[test]
fn what_people_wrote_is_escaped() {
    let hostile = "\"><script>alert(1)</script>\u{202e}\u{0}";
    let mut picture = samples::plain(vec![samples::event(1, "b", None, hostile)]);
    picture.actors[0].name = hostile.into();
    picture.number = hostile.into();
    picture.events[0].disputed = Some(hostile.into());
    let all = picture.drawings() + &picture.table();
    assert!(!all.contains("<script"));
    assert!(!all.contains('\u{0}'));
}

#[test]
fn the_chain_goes_back_to_the_answer_and_on_to_who_relied_on_it() {
    let picture = samples::meta();
    let chain: Vec<u32> = reliance_chain(&picture.links, 7).into_iter().collect();
    assert_eq!(chain, [1, 2, 3, 4, 5, 7, 8]);
}

#[test]
fn a_ring_of_links_does_not_hang() {
    let time = None;
    let events = (1..=3).map(|seq| samples::event(seq, "b", time, "goes round")).collect();
    let mut picture = samples::plain(events);
    for (from, to) in [(1, 2), (2, 3), (3, 1)] {
        let label = "triggered".into();
        picture.links.push(PictureLink { from, to, class: LinkClass::Causal, label });
    }
    check_all(&picture);
}

#[test]
fn nothing_recorded_draws_nothing() {
    assert_eq!(samples::plain(Vec::new()).drawings(), "");
}

#[test]
fn the_published_incident_reads_right() {
    let picture = samples::meta();
    let layout = check(&picture, WIDE);
    let names = describe::names(&picture);
    let scene = Scene::new(&picture, &names, WIDE.marks);
    let lanes: Vec<&str> = scene.lanes.iter().map(|lane| lane.name).collect();
    let order: Vec<u32> = (0..scene.nodes.len()).map(|node| scene.event(node).seq).collect();
    let words: Vec<String> = layout.texts.iter().map(|text| text.form.lines.join(" / ")).collect();
    insta::assert_debug_snapshot!("meta", (lanes, order, words));
    insta::assert_snapshot!("meta_upright", upright::write(&scene).finish().replace("><", ">\n<"));
}

fn any_time() -> impl Strategy<Value = Option<PictureTime>> {
    let grain = prop::sample::select(vec![
        Precision::Second,
        Precision::Minute,
        Precision::Hour,
        Precision::Day,
        Precision::Month,
        Precision::Year,
    ]);
    prop::option::weighted(0.9, (0_i64..40_000_000, grain)).prop_map(|some| {
        some.and_then(|(second, precision)| {
            let unit = match precision {
                Precision::Second => 1,
                Precision::Minute => 60,
                Precision::Hour => 3_600,
                Precision::Day => 86_400,
                Precision::Month => 2_592_000,
                _ => 31_536_000,
            };
            let lo = chrono::DateTime::from_timestamp(second / unit * unit, 0)?;
            Some(PictureTime { lo, hi: lo + chrono::TimeDelta::seconds(unit), precision })
        })
    })
}

fn any_picture() -> impl Strategy<Value = Picture> {
    let event = (any_time(), 0_u8..8, ".{0,60}", any::<[bool; 4]>(), 0_u8..12);
    let link = (1_u32..70, 1_u32..70, 0_u8..6);
    (prop::collection::vec(event, 0..70), prop::collection::vec(link, 0..60)).prop_map(
        |(events, links)| {
            let events = (1..).zip(events).map(|(seq, (time, actor, text, flags, gate))| {
                let actor = if actor == 7 { String::new() } else { format!("actor {actor}") };
                PictureEvent {
                    unauthorised: flags[0],
                    disputed: flags[1].then(|| text.chars().take(20).collect()),
                    doubtful: flags[2],
                    pinned: flags[3],
                    gate: (gate == 0)
                        .then(|| Gate { control: "Gate".into(), state: ControlState::Failed }),
                    ..samples::event(seq, &actor, time, &text)
                }
            });
            let classes = [
                LinkClass::Causal,
                LinkClass::Contributing,
                LinkClass::Gate,
                LinkClass::Response,
                LinkClass::Contradiction,
                LinkClass::Quiet,
            ];
            let mut picture = samples::plain(events.collect());
            picture.links = links
                .into_iter()
                .map(|(from, to, class)| PictureLink {
                    from,
                    to,
                    class: classes[usize::from(class)],
                    label: "did".into(),
                })
                .collect();
            picture
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_recorded_can_be_drawn(picture in any_picture()) {
        check_all(&picture);
        let drawings = picture.drawings();
        prop_assert!(!drawings.contains("NaN"));
        picture.table();
    }
}
